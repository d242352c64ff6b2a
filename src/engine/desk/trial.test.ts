import { describe, expect, it } from 'vitest'
import { mappingId } from '../../core/mapping/mapping-id.ts'
import type { Mapping } from '../../core/mapping/mapping.ts'
import { describedSets } from './described-sets.ts'
import { recordsLookedAt } from './inspect.ts'
import { Looking, mappingGuesses, outlineRecord, tryFormat } from './trial.ts'

const fileOf = (records: readonly unknown[], name = 'a.jsonl') =>
  new File(
    [
      records
        .map((record) => (typeof record === 'string' ? record : JSON.stringify(record)))
        .join('\n'),
    ],
    name,
  )

const MAPPING: Mapping = {
  version: 1,
  name: 'talks',
  conversation: { path: 'talk', role: 'who', content: 'text', roles: { Bob: 'user' } },
  label: { path: 'good', desirable: ['yes'], undesirable: ['no'] },
}
const talk = (good: unknown, ...whos: string[]) => ({
  talk: whos.map((who) => ({ who, text: `${who} says`, at: 7 })),
  good,
  odd: 1,
})
const RECORDS = [
  talk('yes', 'Bob', 'assistant'),
  talk('no', 'Bob', 'assistant', 'Eve'),
  '{"cut',
  { talk: [], good: 'yes' },
]

describe('trying a mapping', () => {
  it('counts what it gives, what is wrong and what it leaves unread', async () => {
    const records = await recordsLookedAt(fileOf(RECORDS))
    expect(records).toHaveLength(4)
    const trial = tryFormat(records, mappingId(MAPPING), 1)
    expect(trial).toMatchObject({ tried: 3, clean: 1, empty: 1 })
    expect(trial.problems.some(({ message }) => message.includes('Eve'))).toBe(true)
    expect(trial.unread).toEqual([
      { path: 'odd', records: 2 },
      { path: 'talk[*].at', records: 2 },
    ])
    expect(trial.roleWords).toEqual([
      { text: 'Bob', times: 2 },
      { text: 'assistant', times: 2 },
      { text: 'Eve', times: 1 },
    ])
    expect(trial.labels).toEqual([
      { text: '"yes"', times: 2 },
      { text: '"no"', times: 1 },
    ])
    expect(trial.sample?.context[0]?.sourceRole).toBe('Bob')
  })
  it('gives no sample of a record that is no JSON', async () => {
    const records = await recordsLookedAt(fileOf(RECORDS))
    expect(tryFormat(records, mappingId(MAPPING), 2).sample).toBeNull()
    expect(outlineRecord(records, 2, null)).toEqual({ total: 4, unreadable: true, rows: [] })
    expect(outlineRecord(records, 3, null).rows).toHaveLength(2)
  })
  it('counts the speakers of sides that are lists of messages', async () => {
    const records = await recordsLookedAt(fileOf([{ good: [{ by: 'x' }], bad: [{ by: 'y' }] }]))
    const sides: Mapping = {
      version: 1,
      name: 'sides',
      messages: { role: 'by' },
      chosen: 'good',
      rejected: 'bad',
    }
    expect(tryFormat(records, mappingId(sides), 0).roleWords.map(({ text }) => text)).toEqual([
      'x',
      'y',
    ])
  })
  it('offers a saved mapping for records that it reads, and for no others', async () => {
    const good = await recordsLookedAt(fileOf([talk('yes', 'Bob', 'assistant')]))
    expect(mappingGuesses(good, [MAPPING])).toMatchObject([
      { format: mappingId(MAPPING), confidence: 1 },
    ])
    const others = await recordsLookedAt(fileOf([{ instruction: 'a', output: 'b' }]))
    expect(mappingGuesses(others, [MAPPING])).toEqual([])
  })
})

describe('looking into a file', () => {
  it('reads it once, and again when another file was looked at', async () => {
    const looking = new Looking()
    const file = fileOf(RECORDS)
    const first = looking.records(file)
    expect(looking.records(file)).toBe(first)
    void looking.records(fileOf([], 'b.jsonl'))
    expect(looking.records(file)).not.toBe(first)
    await first
  })
})

describe('a dataset_info.json', () => {
  const info = (value: unknown, name = 'dataset_info.json') =>
    describedSets(new File([JSON.stringify(value)], name))
  it('names its sets', async () => {
    expect(await info({ a: { file_name: 'a.json' }, b: { hf_hub_url: 'x/y' } })).toEqual([
      { name: 'a', fileName: 'a.json' },
      { name: 'b' },
    ])
  })
  it('is known by its name and by what it holds', async () => {
    expect(await info({ a: { file_name: 'a.json' } }, 'data.json')).toBeUndefined()
    expect(await info({ a: { text: 'x' } })).toBeUndefined()
    expect(await info([])).toBeUndefined()
    expect(await info({})).toBeUndefined()
  })
})
