import { expect, test } from 'vitest'
import { callsOf } from '../model/message.ts'
import {
  appended,
  calling,
  callPart,
  edited,
  onPart,
  readText,
  said,
  saying,
  written,
} from './testing/editing.ts'

const call = (a: number) =>
  `{"role":"tool_call","content":"{\\"name\\": \\"f\\", \\"arguments\\": {\\"a\\": ${a}}}"}`
const PROMPT = '{"role":"user","content":"q"}'
const RESULT = '{"role":"tool_response","content":"r"}'
const TRACE = `{"messages":[${PROMPT}, ${call(1)}, ${call(2)}, ${RESULT}, {"role":"assistant","content":"a","loss":true}]}`
const PAIR = `{"messages":[${PROMPT},${call(1)},${RESULT},{"role":"assistant","content":"a"}],"rejected_messages":[${PROMPT},${call(1)},${RESULT},{"role":"assistant","content":"b"}]}`
const turn = { lane: 0, index: 0 }

test('one of the calls of a turn changes in its own entry', () => {
  expect(written('ms-swift', TRACE, edited(turn, onPart(1, calling('{"a": 7}'))))).toBe(
    TRACE.replace('\\"a\\": 2', '\\"a\\": 7'),
  )
})

test('a call that goes takes its entry along, and a new one gets its own', () => {
  const fewer = edited(turn, (message) => ({ ...message, parts: message.parts.slice(1) }))
  expect(written('ms-swift', TRACE, fewer)).toBe(TRACE.replace(`${call(1)}, `, ''))
  const more = edited(turn, (message) => ({
    ...message,
    parts: [...message.parts, callPart('g', '{"b":1.0}')],
  }))
  const after = written('ms-swift', TRACE, more)
  const { messages } = JSON.parse(after) as { messages: { role: string; content: string }[] }
  expect(messages[3]).toEqual({
    role: 'tool_call',
    content: '{"name": "g", "arguments": {"b":1.0}}',
  })
  const [first] = readText('ms-swift', after).branches[0].messages
  expect(callsOf(first!).map((one) => one.name)).toEqual(['f', 'f', 'g'])
})

test('a new turn of two calls is two entries', () => {
  const message = said('assistant', callPart('g', '{}'), callPart('h', '{}'))
  const result = said('user', { t: 'text', text: 'go on' })
  const after = written('ms-swift', TRACE, appended(0, result, message))
  const { messages } = JSON.parse(after) as { messages: { role: string }[] }
  expect(messages.slice(-2).map((one) => one.role)).toEqual(['tool_call', 'tool_call'])
  expect(callsOf(readText('ms-swift', after).branches[0].messages.at(-1)!)).toHaveLength(2)
})

test('a shared prompt changes in both lists, a side in its own', () => {
  expect(written('ms-swift', PAIR, edited({ lane: -1, index: 0 }, onPart(0, saying('Q'))))).toBe(
    PAIR.replaceAll('"q"', '"Q"'),
  )
  expect(written('ms-swift', PAIR, edited({ lane: 1, index: 0 }, onPart(0, saying('B'))))).toBe(
    PAIR.replace('"b"', '"B"'),
  )
})

test('a rejected response that is one text takes one message', () => {
  const record = `{"messages":[${PROMPT},{"role":"assistant","content":"a"}],"rejected_response":"b"}`
  expect(written('ms-swift', record, edited({ lane: 1, index: 0 }, onPart(0, saying('B'))))).toBe(
    record.replace('"b"', '"B"'),
  )
  expect(
    written('ms-swift', record, appended(1, said('assistant', { t: 'text', text: 'c' }))),
  ).toBe('refused: several messages in a column that holds one text')
})
