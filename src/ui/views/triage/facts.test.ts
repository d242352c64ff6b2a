import { describe, expect, test } from 'vitest'
import type { RecordPlace } from '../../../engine/protocol.ts'
import { metaWords, recordFacts } from './facts.ts'
import { sampleOf } from './testing.ts'

const place: RecordPlace = {
  source: 0,
  sourceName: 'airline.json',
  format: 'tau-bench',
  record: 12,
  lineNumber: 13,
  byteOffset: 4000,
  byteLength: 21870,
}

test('the header names task, trial and reward', () => {
  expect(metaWords({ meta: { task: '0', trial: 0, reward: 0 } })).toEqual({
    title: 'task 0 · trial 0',
    reward: 'reward 0.0',
  })
  expect(metaWords({ meta: {} })).toEqual({ title: '', reward: '' })
})

describe('recordFacts', () => {
  test('counts the record within its own source', () => {
    const source = {
      name: 'airline.json',
      bytes: 1,
      container: 'jsonl',
      format: 'tau-bench',
      confidence: 1,
      firstRecord: 10,
      records: 100,
    } as const
    const facts = recordFacts(null, place, null, source)
    expect(facts).toContainEqual({ name: 'Record', value: '2 of 100 · 22 kB' })
  })

  test('says length, reward, calls and what else the source tells', () => {
    const sample = { ...sampleOf('s u c r a'), meta: { reward: 0.5, split: 'test' } }
    const facts = new Map(
      recordFacts(sample, place, 3460, undefined).map(({ name, value }) => [name, value]),
    )
    expect(facts.get('Length')).toBe('≈ 3,460 tokens (estimate)')
    expect(facts.get('Reward')).toBe('0.5')
    expect(facts.get('Calls')).toBe('1 call')
    expect(facts.get('split')).toBe('test')
  })
})
