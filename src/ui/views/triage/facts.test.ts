import { describe, expect, test } from 'vitest'
import type { RecordPlace } from '../../../engine/protocol.ts'
import { branchJudgements, mediaFacts, mediaWords, metaWords, recordFacts } from './facts.ts'
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
    const original = { bytes: 9, n: 0, entry: 'set/a.jsonl', packings: [] }
    expect(recordFacts(null, place, null, { ...source, original })).toContainEqual({
      name: 'Source',
      value: `set/a.jsonl in ${place.sourceName}`,
    })
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

describe('what the file says of branches', () => {
  const one = { messages: [], scores: [{ key: 'reward', value: 0.5, path: '/reward' }] }
  test('names their letter, side, rank, model and scores', () => {
    const sample = {
      ...sampleOf('u a'),
      branches: [{ ...one, rank: 2 }, { ...one, rank: 1, model: 'm' }, { messages: [] }] as const,
    }
    expect(branchJudgements(sample, { chosen: 1, rejected: 0 })).toEqual([
      {
        lane: 0,
        letter: 'A',
        role: 'rejected',
        facts: [
          { name: 'rank', value: '2' },
          { name: 'reward', value: '0.5' },
        ],
      },
      {
        lane: 1,
        letter: 'B',
        role: 'chosen',
        facts: [
          { name: 'model', value: 'm' },
          { name: 'rank', value: '1' },
          { name: 'reward', value: '0.5' },
        ],
      },
    ])
  })
  test('leaves the label of a lone branch to the record', () => {
    const sample = { ...sampleOf('u a'), branches: [{ messages: [], label: true }] as const }
    expect(branchJudgements(sample, { chosen: -1, rejected: -1 })).toEqual([])
    expect(recordFacts(sample, place, null, undefined)).toContainEqual({
      name: 'Label',
      value: 'desirable, as recorded',
    })
  })
})

test('media are named once, with the messages that name them', () => {
  const picture = { t: 'media', kind: 'image', ref: 'cat.png' } as const
  const base = sampleOf('u a')
  const sample = {
    ...base,
    context: base.context.map((message) => ({ ...message, parts: [picture, picture] })),
  }
  expect(mediaFacts(sample)).toEqual([{ kind: 'image', ref: 'cat.png', times: 2, messages: [0] }])
  expect(mediaWords('data:image/png;base64,AAAA')).toBe('in the record, image/png, 26 characters')
  expect(mediaWords('https://x/' + 'y'.repeat(300))).toHaveLength(121)
})
