import { bench, describe } from 'vitest'
import { UNTOUCHED } from '../../core/journal/edit.ts'
import { parseQuery } from '../../core/query/parse.ts'
import { Columns } from '../../storage/columns.ts'
import { batchOf } from '../../storage/testing.ts'
import { filterRecords } from './query.ts'

const COUNT = 1_000_000

/** Numbers that look like those of real data; the same each time. */
function columnsOfMany(): Columns {
  let seed = 1
  const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const columns = new Columns()
  columns.append(
    batchOf(COUNT, (c, i) => {
      c.findings0[i] = random() < 0.3 ? 1 << Math.floor(random() * 28) : 0
      c.errors[i] = random() < 0.2 ? Math.floor(random() * 4) : 0
      c.messages[i] = 2 + Math.floor(random() * 20)
      c.tokens[i] = Math.floor(random() * 8_000)
      c.length[i] = c.tokens[i] * 5
      c.flags[i] = random() < 0.01 ? 1 : 2
    }),
  )
  for (let record = 0; record < COUNT; record += 7)
    columns.put({ record, state: { ...UNTOUCHED, decision: 'keep' } })
  return columns
}

const columns = columnsOfMany()
const names = {
  checkCodes: Array.from({ length: 28 }, (_, bit) => `family.${bit}`),
  sources: [{ name: 'all.jsonl', format: 'openai' as const, firstRecord: 0, records: COUNT }],
}
const memory = new Uint32Array(COUNT + 1)

describe('a filter over a million records', () => {
  for (const typed of [
    '',
    'finding:family.3',
    'finding:family.* state:todo tokens>4000',
    '(finding:family.3 OR errors>=2) -is:unreadable state:todo messages:4..12 bytes>10k source:*.jsonl',
  ]) {
    const read = parseQuery(typed)
    if (!read.ok) throw new Error(read.error.message)
    bench(typed || 'everything', () => void filterRecords(columns, read.where, names, memory), {
      time: 2_000,
    })
  }
})
