import { describe, expect, it, test } from 'vitest'
import { trace } from '../testing/trace.ts'
import { buildPair } from './pair.ts'
import { graftRun, runOf, sharedPrompt } from './runs.ts'
import { messageText } from './message.ts'
import type { Sample } from './sample.ts'
import { forkPoint, presentSample, recordedTree } from './tree.ts'

const line = (notation: string) => runOf(0, trace(notation)).messages

function rewarded(notation: string, reward: number): Sample {
  return { ...trace(notation), meta: { reward } }
}

describe('the shared prompt of two runs', () => {
  it('ends where the assistant first does something else', () => {
    const common = 's:be_brief u:hi +get{"a":1} t:sunny'
    expect(sharedPrompt(line(`${common} a:yes`), line(`${common} a:no`))).toBe(4)
    expect(sharedPrompt(line('u:hi a:x u:so a:y'), line('u:hi a:z u:so a:y'))).toBe(1)
  })

  it('does not depend on the ids of calls', () => {
    const a = line('u:hi +get#1{"a":1} t#1:sunny a:yes')
    expect(sharedPrompt(a, line('u:hi +get#7{"a":1} t#7:sunny a:no'))).toBe(3)
  })

  it('is cut back before a call whose results differ', () => {
    const a = line('u:hi +get{"a":1} t:sunny a:yes')
    expect(sharedPrompt(a, line('u:hi +get{"a":1} t:rain a:no'))).toBe(1)
  })

  it('is nothing where a user says something else', () => {
    expect(sharedPrompt(line('u:hi a:x'), line('u:hello a:x'))).toBe(0)
    expect(sharedPrompt(line('u:hi a:x u:so a:y'), line('u:hi a:x u:no a:y'))).toBe(0)
  })

  it('leaves something to differ in where one run is the beginning of the other', () => {
    expect(sharedPrompt(line('u:hi +get t:ok'), line('u:hi +get t:ok a:yes'))).toBe(1)
    expect(sharedPrompt(line('u:hi a:x'), line('u:hi a:x'))).toBe(1)
  })
})

test('a conversation without messages cannot be forked', () => {
  expect(forkPoint([], -1)).toBeNull()
  expect(forkPoint([], 0)).toBeNull()
})

describe('a grafted run', () => {
  const ours = rewarded('u:hi +get{"a":1} t:sunny a:wrong', 0)
  const theirs = rewarded('u:hi +get{"a":1} t:sunny a:right', 1)

  it('grows where the two part; the better one is chosen', () => {
    const grafted = graftRun(ours, recordedTree(ours), runOf(7, theirs))
    if (!grafted.ok) throw new Error(grafted.error.kind)
    const pair = buildPair(ours, grafted.value)
    if (!pair.ok) throw new Error(pair.error.kind)
    expect(pair.value.prompt).toHaveLength(3)
    expect(pair.value.chosen.map(messageText)).toEqual(['right'])
    expect(pair.value.rejected.map(messageText)).toEqual(['wrong'])
    expect(grafted.value.branches[1]?.origin).toEqual({ kind: 'run', record: 7, reward: 1 })
  })

  it('with the same reward takes no side', () => {
    const grafted = graftRun(ours, recordedTree(ours), runOf(7, { ...theirs, meta: { reward: 0 } }))
    expect(grafted.ok && grafted.value.roles).toEqual({ chosen: null, rejected: null })
  })

  it('joins branches that part earlier at their fork point', () => {
    const first = graftRun(ours, recordedTree(ours), runOf(7, rewarded('u:hi a:none', 0.5)))
    if (!first.ok) throw new Error(first.error.kind)
    const second = graftRun(ours, first.value, runOf(8, theirs))
    if (!second.ok) throw new Error(second.error.kind)
    const present = presentSample(ours, second.value)
    expect(present.context.map(messageText)).toEqual(['hi'])
    expect(present.branches.map(({ messages }) => messages.length)).toEqual([3, 1, 3])
  })

  it('is refused where the prompts differ', () => {
    const other = rewarded('u:hello a:right', 1)
    const grafted = graftRun(ours, recordedTree(ours), runOf(7, other))
    expect(grafted).toMatchObject({ ok: false, error: { kind: 'notABoundary' } })
  })
})
