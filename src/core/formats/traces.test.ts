/** What traces have of their own: which call is the transcript, and the shapes of its messages. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { callsOf, type Message } from '../model/message.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import { longestFinal } from './trace.ts'
import { readText } from './testing/editing.ts'

const one = (format: FormatId, record: Json) => readText(format, JSON.stringify(record))
const lines = ({ context, branches }: Sample): readonly Message[] => [
  ...context,
  ...branches[0].messages,
]
const spoken = (sample: Sample) =>
  lines(sample).map(({ role, parts }) => [
    role,
    ...parts.map((part) =>
      part.t === 'call'
        ? `${part.call.name}${part.call.argsText}`
        : part.t === 'media'
          ? part.ref
          : part.text,
    ),
  ])

test('the longest call is the transcript, of equals the last', () => {
  const calls = [{ size: 1 }, { size: 3, at: 1 }, { size: 3, at: 2 }, { size: 2 }]
  expect(longestFinal(calls)).toBe(calls[2])
  expect(longestFinal([])).toBeUndefined()
})

const conversation = [
  ['user', 'q'],
  ['assistant', 'f{"a":1}'],
  ['tool', '1'],
  ['assistant', 'a'],
]

describe('one conversation in every shape of a message', () => {
  const call = { name: 'f', args: { a: 1 }, id: 'c' }
  const lc = (name: string, kwargs: Json): Json => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain', 'schema', 'messages', name],
    kwargs,
  })
  const shapes: readonly (readonly [string, readonly Json[]])[] = [
    [
      'LangChain’s constructors',
      [
        lc('HumanMessage', { content: 'q' }),
        lc('AIMessageChunk', { content: '', tool_calls: [call] }),
        lc('ToolMessage', { content: '1', tool_call_id: 'c' }),
        lc('AIMessage', { content: [{ type: 'text', text: 'a' }] }),
      ],
    ],
    [
      'LangChain’s dumps',
      [
        { type: 'human', content: 'q' },
        { type: 'ai', data: { content: '', tool_calls: [call] } },
        { type: 'tool', content: '1', tool_call_id: 'c', id: 'own' },
        { type: 'AIMessageChunk', content: 'a' },
      ],
    ],
    [
      'OpenAI’s',
      [
        { role: 'user', content: 'q' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: '1' },
        { role: 'assistant', content: 'a' },
      ],
    ],
    [
      'Anthropic’s blocks',
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: { a: 1 } }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: '1' }] },
          ],
        },
        { role: 'assistant', content: 'a' },
      ],
    ],
    [
      'OTel’s parts',
      [
        { role: 'user', parts: [{ type: 'text', content: 'q' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: '1' }] },
        { role: 'assistant', parts: [{ type: 'text', content: 'a' }] },
      ],
    ],
  ]
  test.each(shapes)('%s', (_name, messages) => {
    const asked = messages.slice(0, 3)
    const run = (inputs: Json) =>
      one('langsmith', {
        run_type: 'llm',
        dotted_order: '1',
        inputs,
        outputs: { output: messages[3]! },
      })
    for (const inputs of [{ messages: asked }, { messages: [asked] }]) {
      const sample = run(inputs)
      expect(spoken(sample)).toEqual(conversation)
      expect(sample.problems).toEqual([])
      expect(lines(sample)[2]?.parts).toMatchObject([{ t: 'result', callId: 'c' }])
    }
    const trace = one('langfuse', {
      observations: [{ type: 'GENERATION', input: JSON.stringify(asked), output: messages[3]! }],
    })
    expect(spoken(trace)).toEqual(conversation)
    expect(trace.problems).toEqual([])
  })
})

test('what LangChain repeats in the provider’s blocks is one call, a broken one has its reason', () => {
  const sample = one('langsmith', {
    run_type: 'llm',
    trace_id: 't',
    inputs: { messages: [['human', 'q']] },
    outputs: {
      generations: [
        [
          {
            message: {
              type: 'ai',
              content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }],
              tool_calls: [{ id: 'c', name: 'f', args: {} }],
              invalid_tool_calls: [{ id: 'd', name: 'g', args: '{' }],
            },
          },
        ],
      ],
    },
  })
  expect(lines(sample).flatMap(callsOf)).toMatchObject([
    { name: 'f' },
    { name: 'g', error: { reason: expect.stringMatching(/not JSON/) as string } },
  ])
})

test('a run of a tool holds no conversation, and a graph’s state is not said twice', () => {
  const tool = one('langsmith', { run_type: 'tool', trace_id: 't', inputs: { input: 7 } })
  expect([lines(tool), tool.problems]).toEqual([[], []])
  const asked = { role: 'user', content: 'q' }
  const graph = one('langsmith', {
    run_type: 'chain',
    trace_id: 't',
    inputs: { messages: [asked] },
    outputs: { messages: [asked, { type: 'ai', content: 'a' }] },
  })
  expect(spoken(graph)).toEqual([
    ['user', 'q'],
    ['assistant', 'a'],
  ])
})

test('arguments inside JSON text keep the spelling of their numbers', () => {
  const input =
    '[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c","name":"f","args":{"n": 1.50, "big": 12345678901234567890}}]}]'
  const sample = one('langfuse', { observations: [{ type: 'GENERATION', input, output: null }] })
  const call = callsOf(sample.branches[0].messages[0]!)[0]
  expect(call).toMatchObject({
    argsText: '{"n": 1.50, "big": 12345678901234567890}',
    path: '/observations/0/input',
  })
})

describe('scores', () => {
  test('LangSmith’s feedback, its averages', () => {
    const { branches } = one('langsmith', {
      run_type: 'llm',
      trace_id: 't',
      feedback_stats: { good: { n: 2, avg: 0.5 }, none: { n: 0, avg: null } },
    })
    expect(branches[0].scores).toEqual([
      { key: 'good', value: 0.5, path: '/feedback_stats/good/avg' },
    ])
  })

  test('Langfuse’s, in words too', () => {
    const { branches } = one('langfuse', {
      observations: [],
      scores: [
        { name: 'tone', stringValue: 'kind', dataType: 'CATEGORICAL' },
        { name: 'ok', value: 0, comment: 'no' },
      ],
    })
    expect(branches[0].scores).toEqual([
      { key: 'tone', value: null, why: 'kind', path: '/scores/0' },
      { key: 'ok', value: 0, why: 'no', path: '/scores/1/value' },
    ])
  })

  test('tau2’s parts', () => {
    const { branches, meta } = one('tau2', {
      task_id: 'a',
      messages: [],
      reward_info: { reward: 0.5, reward_breakdown: { DB: 1, COMMUNICATE: 0.5 } },
    })
    expect(branches[0].scores?.map(({ key, value }) => [key, value])).toEqual([
      ['reward', 0.5],
      ['DB', 1],
      ['COMMUNICATE', 0.5],
    ])
    expect(meta).toMatchObject({ group: 'a', reward: 0.5 })
  })
})

describe('span attributes', () => {
  const messages = [{ role: 'user', parts: [{ type: 'text', content: 'q' }] }]
  const key = 'gen_ai.input.messages'
  test.each<[string, Json]>([
    ['an object', { attributes: { [key]: messages } }],
    ['JSON text in an object', { attributes: { [key]: JSON.stringify(messages) } }],
    ['the attributes as JSON text', { attributes: JSON.stringify({ [key]: messages }) }],
    [
      'OTLP’s list of keys and values',
      { attributes: [{ key, value: { stringValue: JSON.stringify(messages) } }] },
    ],
    ['columns', { [key]: messages }],
    ['columns of a data frame', { ['attributes.' + key]: messages }],
    [
      'an export of spans, the longest last',
      {
        resourceSpans: [
          {
            scopeSpans: [
              {
                spans: [
                  { attributes: [{ key: 'gen_ai.request.model', value: { stringValue: 'm' } }] },
                  { attributes: [{ key, value: { stringValue: JSON.stringify(messages) } }] },
                ],
              },
            ],
          },
        ],
      },
    ],
  ])('%s', (_name, record) => {
    const sample = one('otel-genai', record)
    expect(spoken(sample)).toEqual([['user', 'q']])
    expect(sample.problems).toEqual([])
  })

  describe('several traces in one record', () => {
    const asked = (text: string) => JSON.stringify([{ role: 'user', content: text }])
    const otelSpan = (traceId: string, text?: string) => ({
      traceId,
      attributes: [
        text === undefined
          ? { key: 'gen_ai.request.model', value: { stringValue: 'm' } }
          : { key: 'gen_ai.input.messages', value: { stringValue: asked(text) } },
      ],
    })
    const inferenceSpan = (trace: string, text: string) => ({
      context: { trace_id: trace },
      attributes: { 'llm.input_messages': [{ message: { role: 'user', content: text } }] },
    })
    const noted = (sample: Sample) => sample.problems.map(({ path, message }) => [path, message])

    test('one is shown, and the others are counted', () => {
      const spans = [otelSpan('a', 'q1'), otelSpan('b', 'q2'), otelSpan('a', 'q3')]
      const resource = { scopeSpans: [{ spans: [...spans, otelSpan('c', 'q4')] }] }
      const sample = one('otel-genai', resource)
      expect(spoken(sample)).toEqual([['user', 'q4']])
      const words = 'The record holds 2 other traces, which are not shown.'
      expect(noted(sample)).toEqual([['/scopeSpans/0/spans/0', words]])
      const pair = { spans: [inferenceSpan('a', 'q1'), inferenceSpan('b', 'q2')] }
      expect(noted(one('openinference', pair))).toEqual([
        ['/spans/0', 'The record holds another trace, which is not shown.'],
      ])
    })

    test('calls of one trace, spans that keep no messages, and spans of no trace do not count', () => {
      const { traceId: _, ...loose } = otelSpan('', 'q0')
      const spans = [otelSpan('a', 'q1'), otelSpan('b'), loose, otelSpan('a', 'q2')]
      expect(noted(one('otel-genai', { scopeSpans: [{ spans }] }))).toEqual([])
    })
  })

  test('eleven flattened messages stand in their order', () => {
    const keys = Array.from({ length: 11 }, (_, i) => i).reverse()
    const attributes = Object.fromEntries(
      keys.flatMap((i): [string, Json][] => [
        [`llm.input_messages.${i}.message.role`, 'user'],
        [`llm.input_messages.${i}.message.content`, `${i}`],
      ]),
    )
    expect(lines(one('openinference', { attributes })).map((m) => m.parts)).toEqual(
      [...keys].reverse().map((i) => [{ t: 'text', text: `${i}` }]),
    )
  })
})

test('an ATIF step is a message and a tool message for each result', () => {
  const sample = one('atif', {
    schema_version: 'ATIF-v1.4',
    agent: { name: 'x' },
    steps: [
      { source: 'user', message: 'q' },
      {
        source: 'agent',
        message: '',
        tool_calls: [{ tool_call_id: 'c', function_name: 'f', arguments: { a: 1 } }],
        observation: { results: [{ source_call_id: 'c', content: '1' }] },
      },
      { source: 'agent', message: 'a' },
    ],
  })
  expect(spoken(sample)).toEqual(conversation)
})

test('values nested a hundred thousand deep are read', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const records: readonly (readonly [FormatId, string])[] = [
    ['langsmith', `{"run_type":"llm","inputs":{"messages":${deep}},"outputs":{"output":${deep}}}`],
    [
      'langfuse',
      `{"observations":[{"type":"GENERATION","input":${deep},"output":${JSON.stringify(deep)}}]}`,
    ],
    [
      'openinference',
      `{"attributes":{"llm.input_messages":${deep},"llm.tools.0.tool.json_schema":${deep}}}`,
    ],
    [
      'openinference',
      `{"attributes":{"llm.input_messages.0.message.${'a.'.repeat(100_000)}":"x"}}`,
    ],
    ['otel-genai', `{"attributes":[{"key":"gen_ai.input.messages","value":${deep}}]}`],
    [
      'atif',
      `{"steps":[{"source":"agent","message":${deep},"tool_calls":[{"arguments":${deep}}]}]}`,
    ],
    ['intercode', `{"turn_history":{"actions":[${deep}],"observations":[${deep}]}}`],
    ['xlam', `{"query":"q","answers":${JSON.stringify(`[{"name":"f","arguments":${deep}}]`)}}`],
    [
      'toolalpaca',
      `{"Instructions":["a"],"Golden_Answers":[[{"Action":"f","Action_Input":${deep}}]]}`,
    ],
    ['bfcl', `{"question":[${deep}],"function":${deep}}`],
  ]
  const tree = '{"children":['.repeat(100_000) + ']}'.repeat(100_000)
  const search = `{"tree":{"tree":${tree}},"answer_generation":{"query":"q"}}`
  expect(readText('toolbench', search).problems[0]?.message).toMatch(/larger than .+ steps/)
  for (const [format, text] of records) expect(readText(format, text).format).toBe(format)
})
