import { readFileSync } from 'node:fs'
import { bench, describe } from 'vitest'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import { parseQuery } from '../../core/query/parse.ts'
import { isTextCondition } from '../../core/query/where.ts'
import type { SearchJob } from './analyst.ts'
import { Searcher } from './search.ts'

/** About 64 MB of the airline example, one record per line. Divide by the mean for MB/s. */
function jobOf(typed: string): SearchJob {
  const read = parseQuery(typed)
  if (!read.ok || !isTextCondition(read.where)) throw new Error(`${typed} is no text condition`)
  const query = { formula: { kind: 'text' as const, at: 0 }, text: [read.where] }
  return { ...RECORDS, query }
}

const MB = 64
const RECORDS = manyRecords()

function manyRecords(): Omit<SearchJob, 'query'> {
  const example = readFileSync('public/examples/gpt-4o-airline.even-task-ids.json', 'utf8')
  const lines = (JSON.parse(example) as unknown[]).map((one) => JSON.stringify(one) + '\n')
  const once = new TextEncoder().encode(lines.join(''))
  const times = Math.ceil((MB * 1024 * 1024) / once.length)
  const sizes = lines.map((line) => new TextEncoder().encode(line).length)
  const lengths = Uint32Array.from(
    { length: times * sizes.length },
    (_, i) => sizes[i % sizes.length]! - 1,
  )
  let at = 0
  const offsets = Float64Array.from(lengths, (length) => {
    const offset = at
    at += length + 1
    return offset
  })
  const count = offsets.length
  return {
    source: new Blob(Array.from({ length: times }, () => once)),
    offsets,
    lengths,
    inputs: new Uint32Array(count),
    formats: ['tau-bench'],
    formatOf: new Uint8Array(count),
    unreadable: new Uint8Array(count),
    states: new Map(),
  }
}

describe(`search in ${MB} MB, one thread`, () => {
  for (const typed of [
    '"confirmation numbers"',
    '/confirmation number is \\w+/',
    '/\\b[A-Z]{3}\\d{3}\\b.{0,40}refund(ed|s)? in full/',
    '/(error|failed|exception): \\d+/i',
    '/\\d{4}-\\d{2}-\\d{2}T99/',
    '/^(a+)+$/',
    'user:/refund.*please!/',
  ]) {
    const job = jobOf(typed)
    const searcher = new Searcher(new RecentToolSets())
    bench(typed, async () => void (await searcher.search(job)), {
      iterations: 4,
      time: 0,
      warmupIterations: 1,
      warmupTime: 0,
    })
  }
})
