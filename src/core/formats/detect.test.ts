import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isJsonObject, type Json } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
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

const fixtures = new URL('fixtures/', import.meta.url)
const names = readdirSync(fixtures)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length))

test.each(names)('the records of %s have one format that nothing comes near', (name) => {
  const text = (file: string) => readFileSync(new URL(file, fixtures), 'utf8')
  const records = text(`${name}.jsonl`).split('\n').filter(Boolean).flatMap(parsed)
  const expected = JSON.parse(text(`${name}.expected.json`)) as { format: FormatId }
  const [best, second] = detectFormat(records)
  expect(best?.format).toBe(expected.format)
  expect(best!.confidence - (second?.confidence ?? 0)).toBeGreaterThan(0.05)
})

function parsed(line: string): Json[] {
  try {
    return [JSON.parse(line) as Json]
  } catch {
    return []
  }
}

test('every score has its reason', () => {
  for (const record of Object.values(FORMATS).flatMap(({ id }) => recordsOf(id)))
    for (const format of Object.values(FORMATS)) {
      const { score, reason } = isJsonObject(record)
        ? format.detect(record)
        : { score: 0, reason: '' }
      expect(reason !== '').toBe(score > 0)
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

test('a label of 0 or 1 is a judgement, whatever reads it', () => {
  const best = (record: Json) => detectFormat([record])[0]?.format
  expect(best({ prompt: 'a', completion: 'b', label: 1 })).toBe('trl/unpaired')
  expect(best({ instruction: 'a', output: 'b', label: 0 })).toBe('openrlhf')
})

test('one message of a tree is no text to train on', () => {
  const row = { message_id: 'm', parent_id: null, text: 'a', role: 'prompter' }
  expect(detectFormat([row]).map(({ format }) => format)).toEqual(['oasst/message'])
})

test('no records, no guesses', () => expect(detectFormat([])).toEqual([]))
