/** What the function-calling sets have of their own: where their calls and tools stand. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { callsOf } from '../model/message.ts'
import { detectFormat } from './detect.ts'
import {
  readText,
  withArguments,
  withCall,
  withWords,
  writeChanged,
  withItems,
  written,
} from './testing/editing.ts'

const PROMPT = { lane: -1, index: 0 }
const ANSWER = { lane: 0, index: 0 }
const one = (format: Parameters<typeof readText>[0], record: Json) =>
  readText(format, JSON.stringify(record))

describe('xLAM', () => {
  const record =
    '{"id": 1, "query": "q", "answers": "[{\\"name\\": \\"f\\", \\"arguments\\": {\\"n\\": 1.0}}, {\\"name\\":\\"g\\",\\"arguments\\":{}}]", "tools": "[]"}'

  test('one call in the JSON text changes and the other keeps every character', () => {
    expect(writeChanged('xlam', record, ANSWER, withCall(1, withArguments('{"k": 2.50}')))).toBe(
      record.replace('\\"arguments\\":{}', '\\"arguments\\":{\\"k\\": 2.50}'),
    )
    const renamed = withCall(0, (call) => ({ ...call, name: 'h' }))
    expect(writeChanged('xlam', record, ANSWER, renamed)).toBe(record.replace('\\"f\\"', '\\"h\\"'))
  })

  test('the query changes in its column', () => {
    expect(writeChanged('xlam', record, PROMPT, withWords('other'))).toBe(
      record.replace('"q"', '"other"'),
    )
  })

  test('a call goes, and all of them', () => {
    const less = writeChanged('xlam', record, ANSWER, (message) => ({
      ...message,
      parts: message.parts.slice(0, 1),
    }))
    expect(JSON.parse(less)).toMatchObject({
      answers: '[{"name": "f", "arguments": {"n": 1.0}}]',
    })
    expect(
      JSON.parse(
        written(
          'xlam',
          record,
          withItems(0, () => []),
        ),
      ),
    ).toMatchObject({ answers: '[]' })
  })

  test('words have no place in the answers, and a third message none in the record', () => {
    expect(writeChanged('xlam', record, ANSWER, withWords('Yes.'))).toBe(
      'refused: an answer in words, where only tool calls fit',
    )
    const longer = written(
      'xlam',
      record,
      withItems(0, (items) => [...items, ...items]),
    )
    expect(longer).toBe('refused: more than one question and one answer of tool calls')
  })

  test('a list of answers is edited where it stands', () => {
    const list = '{"query":"q","answers":[ {"name":"f","arguments":{"n":1.0}} ],"tools":[]}'
    expect(writeChanged('xlam', list, ANSWER, withCall(0, withArguments('{"n":3}')))).toBe(
      list.replace('1.0', '3'),
    )
  })
})

test('Seal-Tools’ calls are edited under its own names', () => {
  const record =
    '{"id":"x","query":"q","calling":[{"api":"f","parameters":{"a":1.0},"responses":["API_call_0"]}]}'
  expect(writeChanged('seal-tools', record, ANSWER, withCall(0, withArguments('{"a":2}')))).toBe(
    record.replace('1.0', '2'),
  )
  const renamed = withCall(0, (call) => ({ ...call, name: 'g' }))
  expect(writeChanged('seal-tools', record, ANSWER, renamed)).toBe(record.replace('"f"', '"g"'))
})

describe('ToolACE', () => {
  const record = JSON.stringify({
    system: 'Be brief.',
    conversations: [
      { from: 'user', value: 'q' },
      { from: 'assistant', value: "[Big Thing(a=1.50, b='x'),  g( )]" },
      { from: 'tool', value: '[]' },
      { from: 'assistant', value: 'Done.' },
    ],
  })

  test('only the call that changed is written anew', () => {
    const changed = writeChanged(
      'toolace',
      record,
      ANSWER,
      withCall(1, withArguments('{"k":[true,null]}')),
    )
    expect(changed).toBe(record.replace('g( )', 'g(k=[True, None])'))
    expect(callsOf(readText('toolace', changed).branches[0].messages[0]!)[1]?.args).toEqual({
      k: [true, null],
    })
  })

  test('words and a call do not go into one message', () => {
    const both = writeChanged('toolace', record, ANSWER, (message) => ({
      ...message,
      parts: [{ t: 'text', text: 'I look.' }, ...message.parts],
    }))
    expect(both).toBe('refused: tool calls and words in one message: calls stand alone here')
  })

  test('an answer is edited like any other', () => {
    expect(writeChanged('toolace', record, { lane: 0, index: 2 }, withWords('No.'))).toBe(
      record.replace('Done.', 'No.'),
    )
  })
})

describe('Glaive', () => {
  const chat = (call: string) => ({
    system: 'SYSTEM: x',
    chat: `USER: q\n\n\nASSISTANT: <functioncall> ${call} <|endoftext|>\n\n\n`,
  })
  const callIn = (call: string) => callsOf(one('glaive', chat(call)).branches[0].messages[0]!)[0]

  test.each<[string, string]>([
    [`{"name": "f", "arguments": '{"a": 1.0}'}`, '{"a": 1.0}'],
    [`{"name": "f", "arguments": '{"a": "it\\'s"}'}`, '{"a": "it\'s"}'],
    [`{"name": "f", "arguments": {"a": 1}}`, '{"a": 1}'],
    [`{"name": "f", "arguments": "{\\"a\\": 1}"}`, '{"a": 1}'],
    [`{"name": "f"}`, '{}'],
  ])('%s', (call, args) => {
    expect(callIn(call)).toMatchObject({ name: 'f', argsText: args, dialect: 'glaive' })
  })

  test('arguments in single quotes that are no JSON are named', () => {
    expect(callIn(`{"name": "f", "arguments": '{a: 1}'}`)?.error?.reason).toMatch(
      /^The arguments are not JSON\./,
    )
  })
})

test('BFCL’s later turns are not put behind the first', () => {
  const sample = one('bfcl', {
    id: 'x',
    question: [[{ role: 'user', content: 'a' }], [{ role: 'user', content: 'b' }]],
  })
  expect(sample.context).toHaveLength(1)
  expect(sample.meta.laterTurns).toEqual([[{ role: 'user', content: 'b' }]])
})

test('ToolAlpaca’s instructions are separate tasks, one alone is a sample', () => {
  const api = { Name: 'X', Function_Description: { f: 'Finds.' } }
  const gold = [{ Action: 'f', Action_Input: '{"a": 1}' }]
  const several = one('toolalpaca', {
    ...api,
    Instructions: ['a', 'b'],
    Golden_Answers: [gold, []],
  })
  expect(several.context).toEqual([])
  expect(several.meta.tasks).toEqual([
    { instruction: 'a', gold },
    { instruction: 'b', gold: [] },
  ])
  const alone = one('toolalpaca', { ...api, Instructions: ['a'], Golden_Answers: [gold] })
  expect(alone.context).toHaveLength(1)
  expect(callsOf(alone.branches[0].messages[0]!)[0]).toMatchObject({ name: 'f', args: { a: 1 } })
})

describe('tau2', () => {
  const record = JSON.stringify({
    task_id: 1,
    trial: 0,
    reward_info: { reward: 1 },
    messages: [
      { role: 'assistant', content: 'Hi!' },
      { role: 'user', content: 'q' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', name: 'f', arguments: { a: 1 } }],
      },
      { id: 'c', role: 'tool', content: '1' },
      {
        role: 'user',
        content: null,
        tool_calls: [{ id: 'u', name: 'g', arguments: {}, requestor: 'user' }],
      },
      { id: 'u', role: 'tool', content: '2', requestor: 'user' },
      { role: 'assistant', content: 'a' },
    ],
  })

  test('the greeting belongs to the prompt, the user’s own calls to nobody', () => {
    const { context, branches, meta } = readText('tau2', record)
    expect(context.map(({ path }) => path)).toEqual(['/messages/0', '/messages/1'])
    expect(branches[0].messages.map(({ path }) => path)).toEqual([
      '/messages/2',
      '/messages/3',
      '/messages/6',
    ])
    expect(meta.userCalls).toBe(1)
  })

  test('edits go where they were, and the user’s calls stay', () => {
    expect(writeChanged('tau2', record, ANSWER, withCall(0, withArguments('{"a":2}')))).toBe(
      record.replace('"a":1', '"a":2'),
    )
    expect(writeChanged('tau2', record, { lane: 0, index: 2 }, withWords('b'))).toBe(
      record.replace('"content":"a"', '"content":"b"'),
    )
  })

  test('what a run did not have is refused', () => {
    const more = written(
      'tau2',
      record,
      withItems(0, (items, { context }) => [...items, { kind: 'own', message: context[1]! }]),
    )
    expect(more).toBe('refused: a message that the simulation did not have')
  })
})

describe('ToolBench', () => {
  const input = (description: string, rest: object) => ({
    node_type: 'Action Input',
    description,
    observation: 'o',
    ...rest,
  })
  const record = JSON.stringify({
    win: true,
    tree: {
      tree: {
        children: [
          {
            node_type: 'Action',
            description: 'f',
            children: [input('{"a":1.0}', { children: [] })],
          },
          {
            node_type: 'Thought',
            description: 'So.',
            children: [
              {
                node_type: 'Action',
                description: 'Finish',
                children: [input('{}', { finished: true, children: [] })],
              },
            ],
          },
        ],
      },
    },
    answer_generation: {
      train_messages: [
        [
          { role: 'user', content: 'q' },
          { role: 'assistant', content: 'So.', function_call: { name: 'Finish', arguments: '{}' } },
        ],
      ],
    },
  })

  test('an end that failed is a branch, the one that won is not there twice', () => {
    const { branches } = readText('toolbench', record)
    expect(branches.map(({ messages }) => messages.map(({ role, path }) => [role, path]))).toEqual([
      [['assistant', '/answer_generation/train_messages/0/1']],
      [
        ['assistant', '/tree/tree/children/0'],
        ['tool', '/tree/tree/children/0/children/0/observation'],
      ],
    ])
    expect(callsOf(branches[1]!.messages[0]!)[0]).toMatchObject({
      name: 'f',
      argsText: '{"a":1.0}',
    })
  })

  test('an edit goes into the last list, another end of the search does not', () => {
    const edited = writeChanged('toolbench', record, PROMPT, withWords('other'))
    expect(edited).toBe(record.replace('"content":"q"', '"content":"other"'))
    const taken = written(
      'toolbench',
      record,
      withItems(0, (_, { branches }) =>
        branches[1]!.messages.map((_message, index) => ({
          kind: 'recorded',
          ref: { lane: 1, index },
        })),
      ),
    )
    expect(taken).toBe('refused: another end of the search as the run’s answer')
  })
})

test('SWE-agent’s results name their calls in a list', () => {
  const text = JSON.stringify({
    history: [
      { role: 'user', content: 'q', agent: 'main' },
      { role: 'assistant', content: 'a', tool_calls: [{ id: 'c', function: { name: 'f' } }] },
      { role: 'tool', content: 'r', tool_call_ids: ['c'] },
    ],
  })
  const [, result] = readText('swe-agent', text).branches[0].messages
  expect(result?.parts).toEqual([{ t: 'result', text: 'r', callId: 'c' }])
  const edited = writeChanged('swe-agent', text, { lane: 0, index: 1 }, (message) => ({
    ...message,
    parts: [{ t: 'result', text: 's', callId: 'c' }],
  }))
  expect(edited).toBe(text.replace('"r"', '"s"'))
})

test('a special case is named before the general, which stands back', () => {
  const plain = {
    conversations: [
      { from: 'human', value: 'q' },
      { from: 'gpt', value: 'a' },
    ],
  }
  expect(detectFormat([plain])[0]?.format).toBe('sharegpt')
  const [best, second] = detectFormat([
    {
      ...plain,
      system: 'Policy.',
      tools: '[]',
      conversations: [{ from: 'function_call', value: '{}' }],
    },
  ])
  expect([best?.format, second?.format]).toEqual(['apigen-mt', 'sharegpt'])
  expect(second!.confidence).toBeLessThan(0.6)
})
