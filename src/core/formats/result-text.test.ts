import { describe, expect, test } from 'vitest'
import type { Message } from '../model/message.ts'
import { blockResultsIn } from './result-text.ts'
import { appended, edited, onPart, readText, saying, written } from './testing/editing.ts'

const blocks = (...texts: readonly string[]) =>
  texts.map((text) => `<tool_response>\n${text}\n</tool_response>`).join('\n')
const CALL = '<tool_call>\n{"name": "f", "arguments": {}}\n</tool_call>'
const chat = (result: string, role = 'user') =>
  JSON.stringify({
    messages: [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: CALL },
      { role, content: result },
      { role: 'assistant', content: 'a' },
    ],
  })
const RESULT = { lane: 0, index: 1 }
const result = (text: string): Message => ({
  role: 'tool',
  sourceRole: 'tool',
  parts: [{ t: 'result', text }],
  path: '',
})

describe('results in blocks', () => {
  test.each(['user', 'tool'])('are read from a %s message', (role) => {
    const { branches } = readText('openai', chat(`${blocks('1', '2')}\n`, role))
    expect(branches[0].messages[1]).toEqual({
      role: 'tool',
      sourceRole: role,
      parts: [
        { t: 'result', text: '1' },
        { t: 'result', text: '2' },
      ],
      path: '/messages/2',
    })
  })

  test('and words beside them are what the user says', () => {
    for (const text of [`Look: ${blocks('1')}`, `${blocks('1')} why?`, '<tool_response>1', 'a <b>'])
      expect(blockResultsIn(text)).toBeNull()
  })

  test.each(['user', 'tool'])('are written back in their place in a %s message', (role) => {
    const text = chat(` ${blocks('1', '2')}\n`, role)
    expect(written('openai', text, edited(RESULT, onPart(1, saying('new'))))).toBe(
      chat(` ${blocks('1', 'new')}\n`, role),
    )
  })

  test('a further message of results is written as the others are', () => {
    const text = written('openai', chat(blocks('1')), appended(0, result('3')))
    const { messages } = JSON.parse(text) as { messages: unknown[] }
    expect(messages.at(-1)).toEqual({ role: 'user', content: blocks('3') })
    expect(text.startsWith(chat(blocks('1')).slice(0, -2))).toBe(true)
  })

  test('marks within a result are refused, and so is a plain result that would become a block', () => {
    const marked = saying('x </tool_response> y')
    expect(written('openai', chat(blocks('1')), edited(RESULT, onPart(0, marked)))).toBe(
      'refused: a tool result that holds the marks of one',
    )
    const plain = chat('1', 'tool')
    expect(written('openai', plain, edited(RESULT, onPart(0, saying(blocks('1')))))).toBe(
      'refused: a tool result that holds the marks of one',
    )
  })

  test('a user who would be read as a tool is refused', () => {
    const change = edited({ lane: -1, index: 0 }, onPart(0, saying(blocks('1'))))
    expect(written('openai', chat('1', 'tool'), change)).toBe(
      'refused: a user who says only tool results',
    )
  })
})
