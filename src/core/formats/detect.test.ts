import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { detectFormat } from './detect.ts'
import { FORMATS } from './index.ts'
import { recordsOf } from './testing/records.ts'

test.each(Object.values(FORMATS))('every record of $id is known for what it is', ({ id }) => {
  for (const record of recordsOf(id)) {
    const [best, second] = detectFormat([record])
    expect(best?.format).toBe(id)
    expect(best!.confidence - (second?.confidence ?? 0)).toBeGreaterThan(0.2)
    expect(best?.reason).not.toBe('')
  }
})

test.each<[string, Json]>([
  ['answers to be compared', { instruction: 'a', input: 'b', response1: 'c', response2: 'd' }],
  ['a task description', { Name: 'x', Functions: [] }],
  ['a number', 7],
  ['null', null],
])('%s is no format', (_name, record) => {
  expect(detectFormat([record])).toEqual([])
})

test('records that break the schema lower the confidence', () => {
  const good = { conversations: [{ from: 'human', value: 'q' }] }
  const bad = { conversations: [{ from: 'human', value: 7 }] }
  expect(detectFormat([good])[0]!.confidence).toBeGreaterThan(
    detectFormat([good, bad])[0]!.confidence,
  )
})

test('no records, no guesses', () => expect(detectFormat([])).toEqual([]))
