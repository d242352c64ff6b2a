import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../../core/mapping/mapping.ts'
import {
  assign,
  EMPTY_FORM,
  fieldsAt,
  formOf,
  mappingFrom,
  pathErrors,
  unassign,
  whyNot,
  type Form,
  type Pointed,
} from './form.ts'

const at = (path: string, more: Partial<Pointed> = {}): Pointed => ({
  path,
  isList: false,
  isJsonText: false,
  ...more,
})
const formWith = (paths: Partial<Form['paths']>): Form => ({
  ...EMPTY_FORM,
  paths: { ...EMPTY_FORM.paths, ...paths },
})

const FULL: Mapping = {
  version: 1,
  name: 'all of it',
  conversation: {
    path: 'payload~.dialog',
    role: 'who',
    content: 'says.text',
    roles: { bot: 'assistant', note: 'skip' },
    onlyRoles: true,
  },
  prompt: ['instruction', 'input'],
  history: 'history',
  system: 'sys',
  tools: 'tools',
  completion: 'out',
  chosen: 'good',
  rejected: 'bad',
  candidates: { path: 'answers', completion: 'text', model: 'by', score: 's', rank: 'r' },
  label: { path: 'ok', desirable: ['yes', 1], undesirable: [null] },
  scores: ['reward', 'meta.quality'],
  id: 'uid',
}

describe('a form', () => {
  it('holds everything a mapping says', () => {
    expect(mappingFrom(formOf(FULL))).toEqual(FULL)
  })
  it('holds how the messages of the sides are written', () => {
    const sides: Mapping = {
      version: 1,
      name: 'sides',
      messages: { role: 'by', roles: { bot: 'assistant' } },
      chosen: 'good',
      rejected: 'bad',
    }
    expect(mappingFrom(formOf(sides))).toEqual(sides)
    const both: Mapping = { ...sides, conversation: { path: 'turns', role: 'who' } }
    expect(mappingFrom(formOf(both))).toEqual(both)
  })
  it('that is empty is a mapping of nothing', () => {
    expect(mappingFrom(EMPTY_FORM)).toEqual({ version: 1, name: 'Unnamed mapping' })
  })
  it('leaves out what is half typed, and says so', () => {
    const form = formWith({ system: 'a..b', prompt: 'q\nb[', completion: ' out ' })
    expect(mappingFrom(form)).toMatchObject({ prompt: ['q'], completion: 'out' })
    expect(mappingFrom(form).system).toBeUndefined()
    expect(Object.keys(pathErrors(form))).toEqual(['prompt', 'system'])
  })
  it('says that a role needs a list of messages', () => {
    expect(pathErrors(formWith({ role: 'who' })).role).toContain('messages')
    expect(pathErrors(formWith({ role: 'who', messages: 'turns' }))).toEqual({})
  })
})

describe('pointing', () => {
  it('at a key of a message finds the list of messages', () => {
    const form = assign(EMPTY_FORM, 'role', at('payload~.dialog[0].who'))
    expect(form.paths).toMatchObject({ messages: 'payload~.dialog', role: 'who' })
  })
  it('at something deeper in a message stays with the list that is known', () => {
    const form = assign(formWith({ messages: 'turns' }), 'content', at('turns[2].parts[0].text'))
    expect(form.paths).toMatchObject({ messages: 'turns', content: 'parts[0].text' })
  })
  it('at an element takes the list around it, and for its content the message itself', () => {
    expect(assign(EMPTY_FORM, 'messages', at('turns[1]')).paths.messages).toBe('turns')
    expect(assign(EMPTY_FORM, 'content', at('turns[1]')).paths).toMatchObject({
      messages: 'turns',
      content: '',
    })
  })
  it('at JSON text reads it, where a structure is meant', () => {
    const json = at('chosen', { isJsonText: true })
    expect(assign(EMPTY_FORM, 'chosen', json).paths.chosen).toBe('chosen~')
    expect(assign(EMPTY_FORM, 'messages', json).paths.messages).toBe('chosen~')
    expect(assign(EMPTY_FORM, 'tools', json).paths.tools).toBe('chosen')
  })
  it('at a key of a side’s message leaves the side what it is', () => {
    const form = assign(formWith({ chosen: 'good', rejected: 'bad' }), 'role', at('bad[0].by'))
    expect(form.paths).toMatchObject({ messages: '', role: 'by' })
    expect(mappingFrom(form)).toMatchObject({ messages: { role: 'by' }, rejected: 'bad' })
    expect(pathErrors(form)).toEqual({})
    expect(fieldsAt(form, 'good[3].by')).toEqual(['role'])
  })
  it('twice for the prompt joins both texts', () => {
    const form = assign(assign(EMPTY_FORM, 'prompt', at('a')), 'prompt', at('b'))
    expect(mappingFrom(form).prompt).toEqual(['a', 'b'])
    expect(mappingFrom(unassign(form, 'prompt', 'a')).prompt).toEqual(['b'])
  })
  it('says why a field cannot be at a place', () => {
    expect(whyNot(EMPTY_FORM, 'role', at('title'))).toMatch(/messages/)
    expect(whyNot(EMPTY_FORM, 'role', at('turns[0]'))).toMatch(/key/)
    expect(whyNot(EMPTY_FORM, 'messages', at('title'))).toMatch(/no list/)
    expect(whyNot(EMPTY_FORM, 'messages', at('turns', { isList: true }))).toBeUndefined()
    expect(whyNot(EMPTY_FORM, 'score', at('answers[0].s'))).toBeUndefined()
    expect(whyNot(EMPTY_FORM, 'label', at('turns[0].x'))).toBeUndefined()
  })
})

describe('the fields at a place', () => {
  const form = formOf(FULL)
  it.each([
    ['payload', []],
    ['payload~.dialog', ['messages']],
    ['payload~.dialog[7].who', ['role']],
    ['payload~.dialog[7].says.text', ['content']],
    ['payload~.dialog[7].says', []],
    ['answers[3].s', ['score']],
    ['input', ['prompt']],
    ['meta.quality', ['scores']],
  ])('%s: %j', (path, fields) => expect(fieldsAt(form, path)).toEqual(fields))

  it('is there for JSON text that is read', () => {
    expect(fieldsAt(formWith({ messages: 'payload~' }), 'payload')).toEqual(['messages'])
  })
  it('is gone once it is taken off', () => {
    expect(
      fieldsAt(unassign(form, 'role', 'payload~.dialog[0].who'), 'payload~.dialog[0].who'),
    ).toEqual([])
  })
})
