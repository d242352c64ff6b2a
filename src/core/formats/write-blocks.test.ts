import { describe, expect, test } from 'vitest'
import {
  appended,
  calling,
  callPart,
  edited,
  onPart,
  readText,
  said,
  saying,
  withItems,
  written,
} from './testing/editing.ts'

const ANTHROPIC =
  '{"system":"s","messages":[{"role":"user","content":"q"}, {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},{"type":"tool_use","id":"t","name":"f","input":{"n": 1.0}}]}, {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"r"}]},{"type":"text","text":"w"}]}, {"role":"assistant","content":"a"}]}'
const GEMINI =
  '{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"n": 1.0}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"ok": true}}}]},{"role":"model","parts":[{"text":"a"}]}]}'
const RESPONSES =
  '{"input":"q","output":[{"type":"reasoning","id":"x","summary":[]},{"type":"function_call","call_id":"c","name":"f","arguments":"{\\"n\\": 1.0}"},{"type":"function_call_output","call_id":"c","output":"r"},{"type":"message","id":"m","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}]}]}'

const RECORDS = [
  ['anthropic', ANTHROPIC],
  ['gemini', GEMINI],
  ['openai/responses', RESPONSES],
] as const

const answer = { lane: 0, index: 0 }

describe.each(RECORDS)('%s', (format, record) => {
  const branch = readText(format, record).branches[0].messages
  const last = { lane: 0, index: branch.length - 1 }
  const callAt = branch[0]!.parts.findIndex((part) => part.t === 'call')

  test('words and arguments change in their place', () => {
    expect(written(format, record, edited(last, onPart(0, saying('A'))))).toBe(
      record.replace('"a"', '"A"'),
    )
    const args = edited(answer, onPart(callAt, calling('{"n": 2.50}')))
    expect(written(format, record, args)).toBe(record.replace('1.0', '2.50'))
  })

  test('a message that goes takes its entries along, and new ones are read as they were meant', () => {
    const shorter = written(
      format,
      record,
      withItems(0, (items) => items.slice(0, -1)),
    )
    const before = readText(format, record)
    const after = readText(format, shorter)
    expect(after.branches[0].messages).toEqual(before.branches[0].messages.slice(0, -1))

    const longer = written(
      format,
      record,
      appended(
        0,
        said('user', { t: 'text', text: 'more?' }),
        said('assistant', { t: 'text', text: 'yes' }, callPart('g', '{"b":[1.0]}', 'c9')),
      ),
    )
    const [asked, said2] = readText(format, longer).branches[0].messages.slice(-2)
    expect(asked).toMatchObject({ role: 'user', parts: [{ t: 'text', text: 'more?' }] })
    expect(said2).toMatchObject({
      role: 'assistant',
      parts: [
        { t: 'text', text: 'yes' },
        { t: 'call', call: { name: 'g', argsText: '{"b":[1.0]}' } },
      ],
    })
  })
})

describe('Anthropic’s blocks', () => {
  test('a result and the system prompt change in their place', () => {
    expect(
      written('anthropic', ANTHROPIC, edited({ lane: 0, index: 1 }, onPart(0, saying('R')))),
    ).toBe(ANTHROPIC.replace('"r"', '"R"'))
    expect(
      written('anthropic', ANTHROPIC, edited({ lane: -1, index: 0 }, onPart(0, saying('S')))),
    ).toBe(ANTHROPIC.replace('"s"', '"S"'))
  })

  test('results and words in one entry stay or go together', () => {
    const without = withItems(0, (items) => items.filter((_, i) => i !== 2))
    expect(written('anthropic', ANTHROPIC, without)).toBe(
      'refused: a change of one of two messages that stand in one entry',
    )
  })

  test('reasoning that nobody signed is refused', () => {
    const thinking = said(
      'assistant',
      { t: 'reasoning', text: 'hm', wrap: 'field' },
      callPart('f', '{}', 'c'),
    )
    expect(written('anthropic', ANTHROPIC, appended(0, thinking))).toBe(
      'refused: reasoning that Anthropic has not signed',
    )
  })
})

test('a Gemini response stays an object', () => {
  const place = { lane: 0, index: 1 }
  expect(written('gemini', GEMINI, edited(place, onPart(0, saying('{"ok":false}'))))).toBe(
    GEMINI.replace('{"ok": true}', '{"ok":false}'),
  )
  expect(written('gemini', GEMINI, edited(place, onPart(0, saying('no'))))).toBe(
    'refused: a tool result that is not JSON, in its place',
  )
})
