import { expect, test } from 'vitest'
import { toolSet, trace } from './trace.ts'

test('a line becomes a sample with one branch behind its prompt', () => {
  const sample = trace('s u:hi a+get#1{"a":1} t#1:sunny_day a')
  expect(sample.context.map((m) => m.role)).toEqual(['system', 'user'])
  expect(sample.branches.map((b) => b.messages.map((m) => m.role))).toEqual([
    ['assistant', 'tool', 'assistant'],
  ])
  expect(sample.branches[0].messages[0]!.parts).toEqual([
    { t: 'text', text: 'assistant 2' },
    {
      t: 'call',
      call: {
        id: '1',
        name: 'get',
        args: { a: 1 },
        argsWas: 'object',
        dialect: 'openai',
        path: '/messages/2/tool_calls/0',
      },
    },
  ])
  expect(sample.branches[0].messages[1]!.parts).toEqual([
    { t: 'result', callId: '1', text: 'sunny day' },
  ])
  expect(sample.recordedPair).toBeUndefined()
})

test('branches stand behind the bar and two of them are a pair', () => {
  const sample = trace('u | a:yes / +get{"a":{"b":[1]}}+put#2(5)+!oops')
  expect(sample.recordedPair).toEqual({ chosen: 0, rejected: 1 })
  const calls = sample.branches[1]!.messages[0]!.parts.map((p) => (p.t === 'call' ? p.call : p))
  expect(calls).toMatchObject([
    { name: 'get', args: { a: { b: [1] } } },
    { name: 'put', id: '2', args: 5 },
    { name: '', args: undefined, error: { raw: 'oops' } },
  ])
})

test('one message may hold several results, and results may be errors', () => {
  expect(trace('u +get t#1:x&#2!boom').branches[0].messages[1]!.parts).toEqual([
    { t: 'result', callId: '1', text: 'x' },
    { t: 'result', callId: '2', text: 'boom', isError: true },
  ])
})

test('what is not notation is refused', () => {
  expect(() => trace('x')).toThrow('no role')
  expect(() => trace('u +get{"a":1')).toThrow('not closed')
})

test('a tool set has a definition for each name', () => {
  expect(toolSet({ get: true }).defs.map((def) => def.name)).toEqual(['get'])
})
