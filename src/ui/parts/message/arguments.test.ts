import { describe, expect, test } from 'vitest'
import type { Json } from '../../../core/model/json.ts'
import type { ToolCall } from '../../../core/model/message.ts'
import { expectedType, listArguments, typeWords } from './arguments.ts'

function call(argsText: string): ToolCall {
  return {
    name: 'book',
    args: JSON.parse(argsText) as Json,
    argsText,
    argsWas: 'object',
    dialect: 'native',
    path: '',
  }
}
const shown = (argsText: string) =>
  listArguments(call(argsText))?.map(({ key, value }) => [
    key,
    value.kind === 'table' ? value : value.text,
  ])

describe('listArguments', () => {
  test('numbers keep their spelling, however large or precise', () => {
    expect(shown('{"id": 12345678901234567890, "price": 1.10, "n": 1E2}')).toEqual([
      ['id', '12345678901234567890'],
      ['price', '1.10'],
      ['n', '1E2'],
    ])
  })

  test('strings lose their quotes unless they could be taken for something else', () => {
    expect(shown('{"a":"JFK","b":"0","c":"true","d":"","e":"[1]","f":" x","g":"a\\nb"}')).toEqual([
      ['a', 'JFK'],
      ['b', '"0"'],
      ['c', '"true"'],
      ['d', '""'],
      ['e', '"[1]"'],
      ['f', '" x"'],
      ['g', 'a\nb'],
    ])
  })

  test('of duplicate keys all are listed and the earlier ones marked', () => {
    expect(listArguments(call('{"a":1,"a":2}'))?.map((a) => a.overruled)).toEqual([true, false])
  })

  test('a list of flat objects becomes a table over all their keys', () => {
    expect(shown('{"flights":[{"n":"HAT136","d":1.0},{"n":"HAT039","c":null}]}')).toEqual([
      [
        'flights',
        {
          kind: 'table',
          columns: ['n', 'd', 'c'],
          rows: [
            [{ kind: 'string', text: 'HAT136' }, { kind: 'json', text: '1.0' }, null],
            [{ kind: 'string', text: 'HAT039' }, null, { kind: 'json', text: 'null' }],
          ],
        },
      ],
    ])
  })

  test('nested lists and mixed lists stay JSON as written', () => {
    expect(shown('{"a": [1, {"b": 2}], "c": [{"d": [ ]}], "e": [150, 350]}')).toEqual([
      ['a', '[1, {"b": 2}]'],
      ['c', '[{"d": [ ]}]'],
      ['e', '[150, 350]'],
    ])
  })

  test('arguments that are no object are not listed', () => {
    expect(listArguments(call('[1]'))).toBeUndefined()
    expect(listArguments({ ...call('{}'), args: undefined })).toBeUndefined()
  })

  test('a key with a slash has an escaped path', () => {
    expect(listArguments(call('{"a/b":1}'))?.[0]?.path).toBe('/a~1b')
  })
})

test('schema types are said in few words', () => {
  const schema = {
    properties: { n: { type: 'number' }, l: { type: 'array', items: { type: 'string' } } },
    required: ['n'],
  }
  expect(expectedType(schema, 'n')).toBe('number, required')
  expect(expectedType(schema, 'l')).toBe('array of string')
  expect(expectedType(schema, 'x')).toBe('')
  expect(typeWords({ enum: ['a', 'b'] })).toBe('one of 2')
  expect(typeWords({ type: ['string', 'null'] })).toBe('string or null')
})
