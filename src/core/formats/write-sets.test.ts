/** Edits of records whose answers stand in places of their own: as an object, a list, or JSON text. */
import { describe, expect, test } from 'vitest'
import type { MessageRef } from '../model/sample.ts'
import {
  appended,
  calling,
  edited,
  onPart,
  said,
  saying,
  withItems,
  written,
  type Change,
} from './testing/editing.ts'

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

describe('a message that is one string', () => {
  const tree =
    '{"message_tree_id":"m","prompt":{"text":"q","role":"prompter","replies":[{"text":"old",' +
    '"role":"assistant","rank":0,"replies":[{"text":"r","role":"prompter"},{"text":"s",' +
    '"role":"prompter"}]},{"text":"b","role":"assistant","rank":1.0}]}}'

  test.each([
    ['capybara', '{"conversation":[{"input":"q","output":"old", "n":1.0}]}'],
    ['axolotl/segments', '{"segments":[{"text":"q","label":false},{"text":"old","label":true}]}'],
    ['bfcl/results', '{"id":"simple_0","result":"old","latency":1.0}'],
    ['ms-swift/query', '{"query":"q","history":[["q","a"]],"response":"old","n":1.0}'],
    ['helpsteer2', '{"prompt":"q","response":"old","helpfulness":1.0,"coherence":2}'],
    ['distilabel', '{"instruction":"q","generations":["old","b"],"ratings":[1.0,2]}'],
    ['oasst/message', '{"message_id":"m","text":"old","role":"assistant","rank":0}'],
    ['shp', '{"history":"q","human_ref_A":"old","human_ref_B":"b","labels":1,"score_A":1.0}'],
    [
      'helpsteer3',
      '{"context":[{"role":"user","content":"q"}],"response1":"b","response2":"old","overall_preference":-1.0}',
    ],
  ] as const)('%s', (format, record) => {
    const at = format === 'helpsteer3' ? B : A
    expect(written(format, record, edited(at, says('new')))).toBe(record.replace('old', 'new'))
  })

  test('messages neither come nor go', () => {
    expect(
      written('capybara', '{"conversation":[{"input":"q","output":"a"}]}', appended(0, more)),
    ).toBe('refused: messages that come or go: each has a place of its own in this record')
  })

  test('one that several branches share is edited in all of them, or refused', () => {
    const C: MessageRef = { lane: 2, index: 0 }
    const both: Change = (given, sample) =>
      edited(B, says('new'))(edited(A, says('new'))(given, sample), sample)
    expect(written('oasst/tree', tree, both)).toBe(tree.replace('old', 'new'))
    expect(written('oasst/tree', tree, edited(C, says('B')))).toBe(tree.replace('"b"', '"B"'))
    expect(written('oasst/tree', tree, edited(A, says('new')))).toBe(
      'refused: two versions of a message that the record holds once',
    )
  })
})

describe('ms-swift’s queries', () => {
  const record =
    '{"query":"q","history":[["h","a"]],"system":"s","response":"b","rejected_response":"c"}'

  test('each part changes where it stands', () => {
    const at = (index: number, words: string) => edited({ lane: -1, index }, says(words))
    expect(written('ms-swift/query', record, at(0, 'S'))).toBe(record.replace('"s"', '"S"'))
    expect(written('ms-swift/query', record, at(1, 'H'))).toBe(record.replace('"h"', '"H"'))
    expect(written('ms-swift/query', record, at(3, 'Q'))).toBe(record.replace('"q"', '"Q"'))
    expect(written('ms-swift/query', record, edited(B, says('C')))).toBe(
      record.replace('"c"', '"C"'),
    )
  })

  test('earlier turns can go', () => {
    const fewer = withItems(-1, (items) => items.filter((_, i) => i !== 1 && i !== 2))
    expect(written('ms-swift/query', record, fewer)).toBe(record.replace('[["h","a"]]', '[]'))
  })
})

test('calls under their own names take no edit, words beside them do', () => {
  const record = '{"id":"parallel_0","result":[{"f":"{\\"a\\": 1.0}"}]}'
  expect(written('bfcl/results', record, edited(A, onPart(0, calling('{"a": 2}'))))).toBe(
    'refused: other calls: they stand under their tools’ names',
  )
  const turns = '{"id":"multi_turn_0","result":[[[{"f":"{}"}],"old"]]}'
  expect(written('bfcl/results', turns, edited({ lane: 0, index: 1 }, says('new')))).toBe(
    turns.replace('old', 'new'),
  )
})

describe('arena battles', () => {
  const battle = (winner: string) =>
    '{"conversation_a":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],' +
    '"conversation_b":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}],' +
    `"winner":"${winner}","n":1.0}`

  test.each(['model_a', 'model_b', 'tie'])('%s: an answer changes on its own side', (winner) => {
    const record = battle(winner)
    expect(written('lmsys/arena', record, edited(A, says('A')))).toBe(record.replace('"a"', '"A"'))
    expect(written('lmsys/arena', record, edited(B, says('B')))).toBe(record.replace('"b"', '"B"'))
  })

  test.each(['model_b', 'tie'])('%s: the question changes on both sides', (winner) => {
    const record = battle(winner)
    expect(written('lmsys/arena', record, edited(ASKED, says('Q')))).toBe(
      record.replaceAll('"q"', '"Q"'),
    )
  })

  test('a tie takes no marks', () => {
    const marked: Change = (tree) => ({ ...tree, roles: { chosen: 'r0', rejected: 'r1' } })
    expect(written('lmsys/arena', battle('tie'), marked)).toBe(
      'refused: a marked pair that the record’s own ranks or scores do not hold',
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
