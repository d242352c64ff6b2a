import { describe, expect, test } from 'vitest'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
import { presentSample } from '../model/tree.ts'
import { applyEdits } from './apply.ts'
import { UNTOUCHED } from './edit.ts'
import { mendedEdits, type RecordText } from './mended.ts'

function read(format: FormatId, value: Json | string): RecordText {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const toolSets = new RecentToolSets()
  return { text, sample: formatOf(format).read(JSON.parse(text) as Json, { text, toolSets }) }
}

const CALL = (args: string) => ({
  role: 'assistant',
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get', arguments: args } }],
})
const record = (...messages: Json[]) => ({
  messages: [{ role: 'user', content: 'Go' }, ...messages],
  n: 1,
})
const BEFORE = record(
  CALL('{"path": "a"}'),
  { role: 'tool', tool_call_id: 'c1', content: 'no' },
  { role: 'assistant', content: 'Done' },
)

function mended(before: Json | string, after: Json | string, format: FormatId = 'openai') {
  return mendedEdits(read(format, before), read(format, after), UNTOUCHED)
}

/** The sample as it is once the mended record is taken. */
function taken(before: Json, after: Json, format: FormatId = 'openai') {
  const was = read(format, before)
  const mending = mended(before, after, format)
  if (mending.kind !== 'edits') throw new Error(mending.kind)
  const state = applyEdits(was.sample, UNTOUCHED, mending.edits)
  if (!state.ok) throw new Error(state.error.kind)
  return {
    state: state.value,
    present: presentSample(was.sample, state.value.tree),
  }
}

describe('a record that came back', () => {
  test('as it went means nothing, however it is laid out', () => {
    expect(mended(BEFORE, JSON.stringify(BEFORE, null, 2)).kind).toBe('same')
  })

  test('with mended arguments keeps all other messages recorded', () => {
    const after = record(CALL('{"path": "b"}'), ...BEFORE.messages.slice(2))
    const { state, present } = taken(BEFORE, after)
    expect(state.tree!.branches[0].items.map(({ kind }) => kind)).toEqual([
      'own',
      'recorded',
      'recorded',
    ])
    expect(
      present.branches[0].messages.map(({ parts }) => JSON.stringify(parts).includes('"b"')),
    ).toEqual([true, false, false])
    expect(present.context).toEqual(read('openai', BEFORE).sample.context)
  })

  test('with messages taken out keeps those that stayed recorded', () => {
    const after = { ...BEFORE, messages: [BEFORE.messages[0]!, BEFORE.messages[3]!] }
    const { state } = taken(BEFORE, after)
    expect(state.tree!.branches[0].items).toEqual([
      { kind: 'recorded', ref: { lane: 0, index: 2 } },
    ])
  })

  test('with a label of its own labels the sample', () => {
    const kto = (label: boolean) => ({
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Hello' },
      ],
      label,
    })
    const { state } = taken(kto(true), kto(false), 'llama-factory/kto')
    expect(state.label).toBe(false)
    expect(state.tree).toBeNull()
  })

  test('with swapped sides swaps them', () => {
    const pair = (a: string, b: string) => ({
      conversations: [{ from: 'human', value: 'Hi' }],
      chosen: { from: 'gpt', value: a },
      rejected: { from: 'gpt', value: b },
    })
    const { present } = taken(pair('x', 'y'), pair('y', 'x'), 'llama-factory/dpo')
    expect(present.branches.map(({ messages }) => messages[0]!.parts)).toEqual([
      [{ t: 'text', text: 'y' }],
      [{ t: 'text', text: 'x' }],
    ])
  })

  test.each([
    [
      'its tools',
      { ...BEFORE, tools: [{ type: 'function', function: { name: 'get', parameters: {} } }] },
      'tool definitions',
    ],
    ['another column', { ...BEFORE, n: 2 }, 'Columns beside'],
    ['no column', { messages: BEFORE.messages }, 'Columns beside'],
    [
      'what does not fit',
      { ...BEFORE, messages: [...BEFORE.messages, { role: 'wizard', content: 'x' }] },
      'fits its format less',
    ],
  ])('with %s is refused, with the reason', (_, after, reason) => {
    const mending = mended(BEFORE, after)
    expect(mending.kind).toBe('refused')
    expect('reason' in mending && mending.reason).toContain(reason)
  })

  test('is refused where the sample was edited here meanwhile', () => {
    const was = read('openai', BEFORE)
    const tree = {
      context: [],
      branches: [{ id: 'r0', origin: { kind: 'recorded' }, items: [] }],
      roles: { chosen: null, rejected: null },
    } as const
    expect(mendedEdits(was, was, { ...UNTOUCHED, tree })).toMatchObject({ kind: 'refused' })
  })
})
