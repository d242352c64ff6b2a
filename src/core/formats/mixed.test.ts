import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { FormatSorter, formatsOf } from './mixed.ts'

const trace = {
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ],
}
const shared = {
  conversations: [
    { from: 'human', value: 'a' },
    { from: 'gpt', value: 'b' },
  ],
}
const pair = { prompt: 'a', chosen: 'b', rejected: 'c' }
const times = (count: number, record: Json): Json[] => Array<Json>(count).fill(record)

describe('the formats of a file', () => {
  test('are counted, most common first', () => {
    expect(formatsOf([...times(3, trace), ...times(5, shared), ...times(2, pair)])).toEqual([
      { format: 'sharegpt', records: 5 },
      { format: 'openai', records: 3 },
      { format: 'trl/preference', records: 2 },
    ])
  })

  test('are one where a record fits nothing else, or is a single odd one', () => {
    const odd: Json[] = [{ messages: 3 }, { note: 'x' }, 7, null, { conversations: [] }]
    expect(formatsOf([...times(20, trace), ...odd])).toEqual([{ format: 'openai', records: 25 }])
    expect(formatsOf([...times(300, trace), ...times(2, pair)])).toEqual([
      { format: 'openai', records: 302 },
    ])
    expect(formatsOf([...times(5, trace), pair])).toEqual([{ format: 'openai', records: 6 }])
  })

  test('are none where nothing fits', () => {
    expect(formatsOf([{ a: 1 }])).toEqual([])
    expect(formatsOf([])).toEqual([])
  })
})

test('a record is sorted among the given formats only', () => {
  const sorter = new FormatSorter(['openai', 'sharegpt'])
  expect([trace, shared, pair, null, { a: 1 }].map((record) => sorter.indexOf(record))).toEqual([
    0, 1, 0, 0, 0,
  ])
})
