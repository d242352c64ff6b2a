/** Calls in the text of a message, from the record to the sample and back. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { callsOf, type Message } from '../model/message.ts'
import { DIALECTS } from '../dialects/index.ts'
import { readMessage } from './messages.ts'
import { RecordReading } from './reading.ts'
import { openai } from './openai.ts'
import { RecentToolSets } from './tool-sets.ts'

const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: {
        type: 'object',
        properties: {
          city: { type: 'string' },
          days: { type: 'integer' },
          raw: { type: 'object' },
        },
      },
    },
  },
]

function answer(content: string, tools: Json = TOOLS): Message {
  const record = {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content },
    ],
    tools,
  }
  const sample = openai.read(record, {
    text: JSON.stringify(record),
    toolSets: new RecentToolSets(),
  })
  return sample.branches[0].messages[0]!
}

const shown = ({ parts }: Message) =>
  parts.map((part) =>
    part.t === 'call'
      ? `${part.call.dialect} ${part.call.name} ${part.call.argsText ?? '?'}`
      : part.t === 'media'
        ? part.kind
        : `${part.t} ${part.text}`,
  )

const ARGS = '{"city": "Hue", "days": 3}'

test.each(
  DIALECTS.filter(({ id }) => id !== 'openai' && id !== 'llama-factory').map(
    (dialect) => [dialect.id, dialect] as const,
  ),
)('%s in an answer becomes a call', (id, dialect) => {
  const text = dialect.serialise([{ kind: 'call', call: { name: 'get_weather', argsText: ARGS } }])
  expect(shown(answer(text))).toEqual([`${id} get_weather ${ARGS}`])
})

describe('what only looks like a call', () => {
  test.each([
    ['{"name": "get_weather", "parameters": {"city": "Hue"}}', null],
    ['{"name": "Ada", "parameters": {"city": "Hue"}}', TOOLS],
    ['{"name": "get_weather", "parameters": "Hue"}', TOOLS],
    ['{"name": "get_weather", "city": "Hue"}', TOOLS],
    ['The call is {"name": "get_weather", "parameters": {}}', TOOLS],
    ['[get_weather(city="Hue")]', null],
    ['[get_weather(city="Hue"), other()]', TOOLS],
    ['[get_weather(city="Hue")](https://example.com)', TOOLS],
    ['get_weather\n{"city": "Hue"}', null],
    ['weather\n{"city": "Hue"}', TOOLS],
    ['Action: get_weather, then Action Input: x', TOOLS],
    ['a >>> b\n{"x": 1}', TOOLS],
    ['Use the <tool_call> mark, or <function=name>.', TOOLS],
    ['[TOOL_CALLS] is a mark', TOOLS],
    ['<|channel|> is a token', TOOLS],
  ])('%j stays text', (text, tools) => {
    expect(answer(text, tools).parts).toEqual([{ t: 'text', text }])
  })
})

test.each([
  ['<scratch_pad>hm</scratch_pad>Yes.', 'scratch'],
  ['[THINK]hm[/THINK]Yes.', 'bracket'],
  ['<seed:think>hm</seed:think>Yes.', 'seed'],
  ['◁think▷hm◁/think▷Yes.', 'kimi'],
  ['<|channel>thought\nhm<channel|>Yes.', 'gemma'],
  ['<thinking>hm</thinking>Yes.', 'thinking'],
  [
    '<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>',
    'harmony',
  ],
  ['hm</think>Yes.', 'openTail'],
])('%j holds reasoning', (text, wrap) => {
  expect(answer(text).parts).toEqual([
    { t: 'reasoning', text: 'hm', wrap },
    { t: 'text', text: 'Yes.' },
  ])
})

test('calls inside reasoning are no calls', () => {
  const call = '[TOOL_CALLS] [{"name": "f", "arguments": {}}]'
  expect(shown(answer(`<think>maybe ${call}</think>No.`))).toEqual([
    `reasoning maybe ${call}`,
    'text No.',
  ])
})

test.each(['reasoning', 'thinking', 'reasoning_content'])(
  'the field %s holds reasoning',
  (field) => {
    const reading = new RecordReading({ toolSets: new RecentToolSets() })
    const message = readMessage(
      { role: 'assistant', content: 'Yes.', [field]: 'hm' },
      '/m',
      reading,
    )
    expect(message?.parts[0]).toEqual({ t: 'reasoning', text: 'hm', wrap: 'field' })
  },
)

test('untyped values become what the schema says, and text stays text', () => {
  const xml = (days: string, city: string) =>
    `<tool_call>\n<function=get_weather>\n<parameter=city>\n${city}\n</parameter>\n<parameter=days>\n${days}\n</parameter>\n</function>\n</tool_call>`
  expect(shown(answer(xml('3', '42')))).toEqual([
    'qwen3-coder get_weather {"city": "42", "days": 3}',
  ])
  expect(shown(answer(xml('3.5', 'true')))).toEqual([
    'qwen3-coder get_weather {"city": "true", "days": "3.5"}',
  ])
  expect(shown(answer(xml('3', '42'), null))).toEqual([
    'qwen3-coder get_weather {"city": "42", "days": "3"}',
  ])
})

test('ReAct keeps its observation where it stands', () => {
  const text =
    'Thought: look.\nAction: get_weather\nAction Input: {"city": "Hue"}\nObservation: 30 °C\nFinal Answer: warm.'
  expect(shown(answer(text))).toEqual([
    'text Thought: look.',
    'react get_weather {"city": "Hue"}',
    'result 30 °C',
    'text Final Answer: warm.',
  ])
})

test('a broken call proposes its repair and keeps its raw text', () => {
  const [call] = callsOf(
    answer('<tool_call>\n{"name": "get_weather", "arguments": {"city": "Hue",}}\n</tool_call>'),
  )
  expect(call).toMatchObject({
    name: '',
    error: { raw: '{"name": "get_weather", "arguments": {"city": "Hue",}}' },
    mend: { name: 'get_weather', argsText: '{"city": "Hue"}', repairs: [{ rule: 2 }] },
  })
})

test.each([
  ['<tool_call>\n{"name": "get_weather", "arguments": {}}\n</tool_response>', 7],
  ['<tool_call>\n{"name": "get_weather", "arguments": {}}', 6],
])('%j shows which mark is wrong', (text, rule) => {
  const [call] = callsOf(answer(text))
  expect(call).toMatchObject({ name: 'get_weather', mend: { repairs: [{ rule }] } })
})

test('a declared call whose argument is no literal is a broken call, not an answer', () => {
  const [call] = callsOf(answer('[get_weather(city=here)]'))
  expect(call).toMatchObject({ name: 'get_weather', error: { raw: 'get_weather(city=here)' } })
})

test.each([
  'get_weather(city, days)',
  'name: get_weather',
  '{"name": "get_weather"',
  "{'city': 'Hue'}",
])('marks around %s are a broken call, not prose', (inner) => {
  const [call] = callsOf(answer(`<tool_call>\n${inner}\n</tool_call>`))
  expect(call?.error?.reason).toBeTruthy()
})

test('GLM’s call without arguments stays a call', () => {
  const calls = callsOf(answer('<tool_call>get_weather\n</tool_call>'))
  expect(calls).toMatchObject([{ name: 'get_weather', dialect: 'glm4-moe' }])
})
