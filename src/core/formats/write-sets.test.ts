/** Edits of records whose answers stand in places of their own: as an object, a list, or JSON text. */
import { describe, expect, test } from 'vitest'
import type { MessageRef } from '../model/sample.ts'
import { appended, calling, edited, onPart, said, saying, written } from './testing/editing.ts'

const A: MessageRef = { lane: 0, index: 0 }
const B: MessageRef = { lane: 1, index: 0 }
const ASKED: MessageRef = { lane: -1, index: 0 }
const says = (words: string) => onPart(0, saying(words))
const more = said('assistant', { t: 'text', text: 'more' })

describe('messages as JSON text', () => {
  const inner =
    '[{"role":"user","content":"q\\u00e9","n":1.0},{"role":"assistant","content":"old",' +
    '"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\\"a\\": 1.0}"}}]}]'
  const record = `{"messages": ${JSON.stringify(inner)}, "tools": "[]", "n": 1.0}`

  test('an edited message changes in the string, and every other letter stays', () => {
    expect(written('json-text', record, edited(A, says('new')))).toBe(record.replace('old', 'new'))
  })

  test('so does a call', () => {
    expect(written('json-text', record, edited(A, onPart(1, calling('{"a": 2.0}'))))).toBe(
      record.replace('1.0}\\"}}', '2.0}\\"}}'),
    )
  })

  test('a message more stands at the end of the list in the string', () => {
    const longer = inner.replace(/\]$/, ',{"role":"assistant","content":"more"}]')
    expect(written('json-text', record, appended(0, more))).toBe(
      `{"messages": ${JSON.stringify(longer)}, "tools": "[]", "n": 1.0}`,
    )
  })
})

describe('OpenAI batch files', () => {
  const output =
    '{"custom_id":"r1","response":{"body":{"choices":[' +
    '{"index":0,"message":{"role":"assistant","content":"old","refusal":null},"logprobs":1.0},' +
    '{"index":1,"message":{"role":"assistant","tool_calls":[{"id":"c","type":"function",' +
    '"function":{"name":"f","arguments":"{\\"a\\": 1.0}"}}]}}]}},"error":null}'

  test('an answer that is an object changes in its own words', () => {
    expect(written('openai/batch-output', output, edited(A, says('new')))).toBe(
      output.replace('old', 'new'),
    )
  })

  test('a call changes in its own arguments', () => {
    expect(
      written('openai/batch-output', output, edited(B, onPart(0, calling('{"a": 2.0}')))),
    ).toBe(output.replace('1.0}"', '2.0}"'))
  })

  test('an answer of two messages has no place', () => {
    expect(written('openai/batch-output', output, appended(0, more))).toBe(
      'refused: several messages in a column that holds one message',
    )
  })

  test('a request changes in its messages and takes no answer', () => {
    const input = '{"custom_id":"r1","body":{"messages":[{"role":"user","content":"q"}],"n":1.0}}'
    expect(written('openai/batch-input', input, edited(ASKED, says('Q')))).toBe(
      input.replace('"q"', '"Q"'),
    )
    expect(written('openai/batch-input', input, appended(0, more))).toBe(
      'refused: an answer in a record that holds only a prompt',
    )
  })
})
