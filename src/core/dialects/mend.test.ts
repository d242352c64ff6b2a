import { expect, test } from 'vitest'
import { mendArguments, mendCall, splitValues } from './mend.ts'

const GOOD = '{"name": "f", "arguments": {"a": 1}}'

test.each<[raw: string, argsText: string, rules: number[]]>([
  ['```json\n' + GOOD + '\n```', '{"a": 1}', [1]],
  ['Here it is: ' + GOOD + ' Done.', '{"a": 1}', [1]],
  ['{"name": "f", "arguments": {"a": 1,},}', '{"a": 1}', [2]],
  ['{“name”: “f”, “arguments”: {“a”: 1}}', '{"a": 1}', [2]],
  ['{"name": "f", "arguments": {"a": "x\ny"}}', '{"a": "x\\ny"}', [2]],
  ["{'name': 'f', 'arguments': {'a': None, 'b': True}}", '{"a": null, "b": true}', [3, 3]],
  ['{"name": "f", "arguments": "{\\"a\\": 1}",}', '{"a": 1}', [2, 4]],
  ['{"name": "f", "arguments": "\\"{\\\\\\"a\\\\\\": 1}\\"",}', '{"a": 1}', [2, 4, 4]],
  ['{"name": "f", "parameters": {"a": 1},}', '{"a": 1}', [2, 5]],
  ['{"function": {"name": "f", "arguments": {"a": 1}},}', '{"a": 1}', [2, 5]],
  ['{"name": "f", "arguments": {"a": 1', '{"a": 1}', [6]],
  ['{"name": "f", "arguments": {"a": "cut', '{"a": "cut"}', [6]],
  [GOOD + ' {"name": "g", "arguments": {}', '{"a": 1}', [7]],
  [
    '{"name": "f", "arguments": {"id": 90071992547409931, "n": 1.0,}}',
    '{"id": 90071992547409931, "n": 1.0}',
    [2],
  ],
])('%j is mended', (raw, argsText, rules) => {
  const mend = mendCall(raw)
  expect(mend).toMatchObject({ name: 'f', argsText })
  expect(mend?.repairs.map(({ rule }) => rule)).toEqual(rules)
})

test.each([
  ['no call at all', 'I cannot do that.'],
  ['a name is missing', '{"arguments": {"a": 1,}}'],
  ['the name is no text', '{"name": 5, "arguments": {},}'],
  ['a key without quotes', '{name: "f", "arguments": {}}'],
  ['a value is missing', '{"name": "f", "arguments": {"a": , "b": 1}}'],
  ['NaN has no place in JSON', '{"name": "f", "arguments": {"a": NaN}}'],
  ['a brace is missing in the middle', '{"name": "f", "arguments": {"a": [1, 2}, "b": 1}'],
  ['arguments that are a list', '{"name": "f", "arguments": [1,]}'],
  ['cut behind a key', '{"name": "f", "arguments": {"a":'],
  ['JSON within strings, too often', JSON.stringify({ name: 'f', arguments: wrapped(5) }) + '}'],
])('%s: nothing is proposed', (_, raw) => expect(mendCall(raw)).toBeUndefined())

function wrapped(times: number): string {
  let text = '{"a": 1}'
  for (let i = 0; i < times; i++) text = JSON.stringify(text)
  return text
}

test('an apostrophe inside single quotes is no end', () => {
  expect(mendArguments('f', "{'a': 'it\\'s'}")?.argsText).toBe('{"a": "it\'s"}')
  expect(mendArguments('f', "{'a': 'it's'}")).toBeUndefined()
})

test('deep and long texts cost no stack', () => {
  const deep = '['.repeat(100_000)
  expect(mendArguments('f', '{"a": ' + deep)?.repairs.map(({ rule }) => rule)).toEqual([6])
  expect(mendArguments('f', "'".repeat(100_000))).toBeUndefined()
})

test('values that follow each other are split on balance', () => {
  expect(splitValues('{"a": "}"}\n[1], 2')).toEqual(['{"a": "}"}', '[1]', '2'])
  expect(splitValues('{"a": 1} {')).toBeNull()
})
