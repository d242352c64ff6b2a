/** Answers that resemble calls and are none: none of them may become one. */
import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
import { readText } from './testing/editing.ts'

const ANSWERS: readonly string[] = [
  '{"temperature": 21, "unit": "C"}',
  '{"name": "Ada", "age": 36}',
  '{"name": "Ada", "parameters": {"height": 1.7}}',
  '{"name": "other_tool", "arguments": {"a": 1}}',
  '[{"name": "Ada"}, {"name": "Bob"}]',
  '[1, 2, 3]',
  '[]',
  '{}',
  '["get_weather"]',
  '{"get_weather": {"city": "Paris"}}',
  '```json\n{"name": "Ada", "age": 36}\n```',
  '```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```',
  '```python\nget_weather(city="Paris")\n```',
  '```python\n[get_weather(city="Paris")]\n```',
  '`[get_weather(city="Paris")]` is how you call it.',
  'Call [get_weather(city="Paris")](https://example.org/docs) to see.',
  '[print("hi")]',
  '[x for x in range(3)]',
  '[see the docs](https://example.org)',
  '[1] Smith, A. (2001). On weather.',
  'get_weather(city="Paris")',
  'get_weather\nI used this tool before.',
  'The weather:\n{"temperature": 21}',
  'def f(x):\n    return {"a": x}',
  'Use the <tool_call> tag to call a tool.',
  'Wrap it in <tool_call></tool_call> tags.',
  'Put the JSON between <tool_call> and </tool_call>.',
  'Write `<tool_call>...</tool_call>` around your call.',
  '<tool_call>\nyour call goes here\n</tool_call> is how it looks.',
  'Write `<function=name>` before the parameters.',
  'In HTML, <invoke> is no element.',
  '<function>f</function>',
  '<b>bold</b> and <i>italic</i> and <br/>',
  '<tools>none</tools>',
  '<arg_key>city</arg_key>',
  'Action: wait. Action Input: none was given.',
  'The verbs are Thought, Action: and Action Input:',
  'Legal Action: sue.\nNo input.',
  '[TODO] write the tests',
  '[TOOL] is short for tool.',
  '>>> 1 + 1\n2',
  '>>> print("hi")\nhi',
  'a <| b |> c and <|not_a_mark|>',
  'if (a < b && c > d) { return [a, b] }',
  '<think>Maybe {"name": "get_weather"} fits.</think>\n\nNo, it does not.',
  'functions.get_weather is a tool I have.',
  '$ curl https://example.org -d \'{"name": "get_weather", "arguments": {}}\'',
]

const parameters = { type: 'object', properties: { city: { type: 'string' } } }
const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }]
const wrap: readonly (readonly [FormatId, (text: string) => Json])[] = [
  [
    'openai',
    (content) => ({
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content },
      ],
      tools,
    }),
  ],
  [
    'sharegpt',
    (value) => ({
      conversations: [
        { from: 'human', value: 'q' },
        { from: 'gpt', value },
      ],
      tools: JSON.stringify(tools),
    }),
  ],
]

test('there are forty of them', () => expect(ANSWERS.length).toBeGreaterThanOrEqual(40))

test.each(
  wrap.flatMap(([format, record]) => ANSWERS.map((text) => [format, text, record] as const)),
)('%s: %s', (format, text, record) => {
  const sample = readText(format, JSON.stringify(record(text)))
  expect(sample.problems).toEqual([])
  const parts = sample.branches[0].messages.flatMap((message) => message.parts)
  expect(parts.filter((part) => part.t === 'call')).toEqual([])
  expect(parts.filter((part) => part.t === 'text').length).toBe(1)
})
