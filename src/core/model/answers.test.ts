import { describe, expect, test } from 'vitest'
import { answersOf, identicalCalls } from './answers.ts'
import type { Json } from './json.ts'
import type { Message } from './message.ts'

function call(name: string, id?: string): Message {
  const made = { name, args: {}, argsWas: 'object', dialect: 'openai', path: '' } as const
  const part = { t: 'call', call: { ...made, ...(id === undefined ? {} : { id }) } } as const
  return { role: 'assistant', sourceRole: 'assistant', parts: [part], path: '' }
}

function result(text: string, callId?: string): Message {
  const part = { t: 'result', text, ...(callId === undefined ? {} : { callId }) } as const
  return { role: 'tool', sourceRole: 'tool', parts: [part], path: '' }
}

const user: Message = { role: 'user', sourceRole: 'user', parts: [], path: '' }

const shown = (...messages: Message[]) =>
  answersOf(messages).map(({ index, result, call }) => `${index}: ${call.name} ${result.text}`)

describe('a result answers', () => {
  test('the call of its id, in whatever order', () => {
    expect(shown(call('f', 'a'), call('g', 'b'), result('of g', 'b'), result('of f', 'a'))).toEqual(
      ['2: g of g', '3: f of f'],
    )
  })
  test('the first call that waits, where there are no ids', () => {
    expect(shown(call('f'), call('g'), result('1'), result('2'), result('3'))).toEqual([
      '2: f 1',
      '3: g 2',
    ])
  })
  test('none from before the conversation went on, and none of an unknown id', () => {
    expect(shown(call('f'), user, result('late'))).toEqual([])
    expect(shown(call('f', 'a'), result('?', 'b'))).toEqual([])
  })
})

describe('calls are identical', () => {
  const of = (argsText: string, name = 'f') => ({
    name,
    argsText,
    args: JSON.parse(argsText) as Json,
  })
  test.each([
    ['{"a": 1, "b": ["x"]}', '{"b":["x"],"a":1}', true],
    ['{"a": 1}', '{"a": 2}', false],
    ['{"a": 1}', '{"a": 1, "b": null}', false],
    ['{"a": 12345678901234567890}', '{"a": 12345678901234567891}', false],
    ['{"a": "12345678901234567890 \\" 1"}', '{ "a": "12345678901234567890 \\" 1" }', true],
  ])('%s and %s: %s', (a, b, expected) => expect(identicalCalls(of(a), of(b))).toBe(expected))
  test('only under one name, and only where they can be read', () => {
    expect(identicalCalls(of('{}'), of('{}', 'g'))).toBe(false)
    const unread = { name: 'f', args: undefined, argsText: '{' }
    expect(identicalCalls(unread, unread)).toBe(false)
  })
})
