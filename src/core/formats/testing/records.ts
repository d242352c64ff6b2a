/** Small records of every format, and arbitrary records near them, for the property tests. */
import fc from 'fast-check'
import { isJsonObject, type Json } from '../../model/json.ts'
import type { BuiltInFormatId, FormatId } from '../../model/sample.ts'
import { RECORDS_A } from './records-a.ts'
import { RECORDS_B } from './records-b.ts'
import { RECORDS_C } from './records-c.ts'
import { OWN_ROWS } from './own-rows.ts'

const tools = '[{"name":"f","description":"d","parameters":{"type":"dict","properties":{}}}]'
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }
const asked = { role: 'user', content: 'Which one?' }
const turn = { from: 'human', value: 'Which one?' }

export const RECORDS: Readonly<Record<BuiltInFormatId, readonly Json[]>> = {
  ...RECORDS_B,
  ...RECORDS_C,
  sharegpt: [
    {
      conversations: [
        turn,
        { from: 'function_call', value: '{"name": "f", "arguments": {"a": 1}}' },
        { from: 'observation', value: '{"ok":true}' },
        { from: 'gpt', value: '<think>\nso\n</think>\n\nThis one.' },
      ],
      system: 'Be brief.',
      tools,
    },
    { messages: [turn, { from: 'gpt', value: 'x<tool_call>{"name":"f"}</tool_call>' }], id: 7 },
  ],
  openai: [
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        asked,
        { role: 'assistant', content: null, tool_calls: [call], reasoning_content: 'hm' },
        { role: 'tool', tool_call_id: 'c1', name: 'f', content: '1' },
        { role: 'assistant', content: 'This one.' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
    },
    {
      conversations: [
        {
          role: 'user',
          content: [
            { type: 'text', value: 'hi' },
            { type: 'image_url', value: 'a' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', value: 'r' },
            { type: 'text', value: 't' },
          ],
        },
      ],
    },
    {
      messages: [asked, { role: 'assistant', function_call: { name: 'f', arguments: '{}' } }],
      functions: [{ name: 'f' }],
    },
  ],
  alpaca: [
    { instruction: 'Say', input: 'hi', output: 'hi' },
    { instruction: 'Say', output: 'b', history: [['q', 'a']], system: 's' },
  ],
  'llama-factory/dpo': [
    {
      conversations: [turn],
      chosen: { from: 'gpt', value: 'a' },
      rejected: { from: 'gpt', value: 'b' },
    },
    {
      messages: [asked],
      chosen: { role: 'assistant', content: 'a' },
      rejected: { role: 'assistant', content: 'b' },
    },
    { instruction: 'Say', input: '', chosen: 'a', rejected: 'b' },
  ],
  'llama-factory/kto': [
    { messages: [asked, { role: 'assistant', content: 'a' }], label: true },
    { conversations: [turn, { from: 'gpt', value: 'a' }], kto_tag: false },
    { instruction: 'Say', output: 'a', label: false },
  ],
  'llama-factory/v1-dpo': [
    {
      chosen_messages: [
        { role: 'user', content: [{ type: 'text', value: 'q' }], loss_weight: 0 },
        { role: 'assistant', content: [{ type: 'text', value: 'a' }], loss_weight: 1 },
      ],
      rejected_messages: [
        { role: 'user', content: [{ type: 'text', value: 'q' }], loss_weight: 0 },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', value: 'r' },
            { type: 'tool_call', value: '{"name": "f", "arguments": {"a": 1}}' },
          ],
          loss_weight: 1,
        },
      ],
      tools,
    },
  ],
  'trl/preference': [
    { prompt: [asked], chosen: [{ role: 'assistant', content: 'a' }], rejected: 'b' },
    { prompt: 'Say', chosen: 'a', rejected: 'b' },
    {
      chosen: [asked, { role: 'assistant', content: 'a' }],
      rejected: [asked, { role: 'assistant', content: 'b' }],
    },
    {
      prompt: [asked],
      chosen: [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: '1' },
        { role: 'assistant', content: 'a' },
      ],
      rejected: [{ role: 'assistant', content: 'b' }],
      tools,
      margin: 0.5,
    },
  ],
  ...RECORDS_A,
  'tuning-fork': OWN_ROWS,
  'tau-bench': [
    {
      task_id: 3,
      reward: 0.5,
      trial: 1,
      info: {},
      traj: [asked, { role: 'assistant', content: 'a', tool_calls: null }],
    },
  ],
}

const spoilers = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, '', 'user', 'gpt', 'x', [], {}, [[]], [null], ['a', 'b']),
  fc.constantFrom<Json>({ role: 'user' }, { from: 'gpt', value: 'a' }, [{ type: 'text' }], {
    name: 'f',
  }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
)

/** Walks to a place in a value by numbers and puts something else there, or takes the key away. */
function spoil(value: Json, route: readonly number[], fresh: Json, remove: boolean): Json {
  const [step, ...rest] = route
  if (step === undefined) return fresh
  if (Array.isArray(value)) {
    const list = value as readonly Json[]
    if (list.length === 0) return fresh
    const at = step % list.length
    if (rest.length === 0 && remove) return list.filter((_, i) => i !== at)
    return list.map((entry, i) => (i === at ? spoil(entry, rest, fresh, remove) : entry))
  }
  if (!isJsonObject(value)) return fresh
  const keys = Object.keys(value)
  if (keys.length === 0) return fresh
  const key = keys[step % keys.length]!
  const entries = Object.entries(value)
  return Object.fromEntries(
    rest.length === 0 && remove
      ? entries.filter(([k]) => k !== key)
      : entries.map(([k, v]) => [k, k === key ? spoil(v, rest, fresh, remove) : v]),
  )
}

/** Some records, whole and with one thing in them changed. */
function near(records: readonly Json[]): fc.Arbitrary<Json> {
  return fc
    .tuple(
      fc.constantFrom(...records),
      fc.array(fc.nat(20), { maxLength: 5 }),
      spoilers,
      fc.boolean(),
      fc.nat(4),
    )
    .map(([record, route, fresh, remove, dice]) =>
      dice === 0 ? record : spoil(record, route, fresh, remove),
    )
}

/** Records of every format, whole and with one thing in them changed. */
export const anyRecord: fc.Arbitrary<Json> = near(Object.values(RECORDS).flat())

/** The same, each with the format that it is of. */
export const anyRecordOfFormat: fc.Arbitrary<readonly [Json, BuiltInFormatId]> = fc
  .constantFrom(...(Object.keys(RECORDS) as BuiltInFormatId[]))
  .chain((id) => near(RECORDS[id]).map((record) => [record, id] as const))

export function recordsOf(id: FormatId): readonly Json[] {
  return Object.hasOwn(RECORDS, id) ? RECORDS[id as BuiltInFormatId] : []
}
