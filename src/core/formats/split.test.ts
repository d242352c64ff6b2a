import { describe, expect, test } from 'vitest'
import type { Message, Role } from '../model/message.ts'
import { splitAnswer, splitJudged, splitPair, splitSides, splitTrace, type Lanes } from './split.ts'

const ROLES: Readonly<Record<string, Role>> = { s: 'system', u: 'user', a: 'assistant', t: 'tool' }

/** `u1 a t` → messages whose role is the letter and whose text is the whole word. */
function line(words: string): Message[] {
  return words
    .split(' ')
    .filter(Boolean)
    .map((word, i) => ({
      role: ROLES[word[0]!]!,
      sourceRole: word,
      parts: [{ t: 'text', text: word }],
      path: `/${i}`,
    }))
}

function shown(lanes: Lanes): string {
  const words = (messages: readonly Message[]) => messages.map((m) => m.sourceRole).join(' ')
  const { context, branches, apart } = lanes
  const sides = [context, ...branches.map((b) => b.messages)].map(words).join(' | ')
  return apart
    ? `${sides} ≠${apart.differsAt} ${words(apart.context)} | ${words(apart.completion)}`
    : sides
}

const sides = (a: string, b: string) =>
  shown(splitSides(line(a), line(b), (x, y) => x.sourceRole === y.sourceRole))

describe('a trace parts before the first answer', () => {
  test.each([
    ['s u a u a', 's u | a u a'],
    ['u', 'u | '],
    ['a u a', ' | a u a'],
    ['s a u a', 's a u | a'],
    ['s a', 's a | '],
    ['', ' | '],
  ])('%s', (words, expected) => expect(shown(splitTrace(line(words)))).toBe(expected))
})

describe('a judged conversation parts before its last run of answers', () => {
  test.each([
    ['u a u a', 'u a u | a'],
    ['u a t a a', 'u a t | a a'],
    ['u a u', 'u a u | '],
    ['a', ' | a'],
  ])('%s', (words, expected) => expect(shown(splitJudged(line(words), true))).toBe(expected))

  test('the label stands with the completion', () => {
    expect(splitJudged(line('u a'), false).branches[0].label).toBe(false)
    expect('label' in splitJudged(line('u a'), undefined).branches[0]).toBe(false)
  })
})

describe('a prompt and its answer', () => {
  test.each([
    ['u', 'a', 'u | a'],
    ['u a1', 'a', 'u | a1 a'],
    ['s', 'a', ' | s a'],
    ['u', '', 'u | '],
  ])('%s + %s', (prompt, answer, expected) => {
    expect(shown(splitAnswer(line(prompt), line(answer)))).toBe(expected)
  })
})

describe('a pair with one prompt keeps it, cut back where it ends in an answer', () => {
  test.each([
    ['u', 'a1', 'a2', 'u | a1 | a2'],
    ['u a t', 'a1', 'a2', 'u a t | a1 | a2'],
    ['u a', 'a1', 'a2', 'u | a a1 | a a2'],
    ['s', 'a1', 'a2', ' | s a1 | s a2'],
    ['u', 'u1', 'a2', 'u | u1 | a2'],
  ])('%s + %s / %s', (prompt, chosen, rejected, expected) => {
    expect(shown(splitPair(line(prompt), line(chosen), line(rejected)))).toBe(expected)
  })
})

describe('sides with prompts of their own part at the longest common prefix', () => {
  test.each([
    ['u a1', 'u a2', 'u | a1 | a2'],
    ['s u a u a1', 's u a u a2', 's u a u | a1 | a2'],
    ['u a', 'u a', 'u | a | a'],
    ['u a', 'u a u a', 'u | a | a u a'],
    ['u a t1 a', 'u a t2 a', 'u | a t1 a | a t2 a'],
    ['a1', 'a2', ' | a1 | a2'],
    ['u a1 a2', 'u a3', 'u | a1 a2 | a3'],
    ['s1 u a1', 's2 u a2', 's1 u | a1 ≠0 s2 u | a2'],
    ['u1 a1', 'u2 a1', 'u1 | a1 ≠0 u2 | a1'],
    ['u a u1 a1', 'u a u2 a2', 'u a u1 | a1 ≠2 u a u2 | a2'],
    ['u a1', 'u u2 a1', 'u | a1 ≠1 u u2 | a1'],
    ['t1 a', 't2 a', 't1 | a ≠0 t2 | a'],
  ])('%s / %s', (a, b, expected) => expect(sides(a, b)).toBe(expected))
})
