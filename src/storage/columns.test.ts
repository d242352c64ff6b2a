import { describe, expect, it } from 'vitest'
import { FLAGS } from '../core/columns.ts'
import { UNTOUCHED } from '../core/journal/edit.ts'
import { CHUNK, Columns } from './columns.ts'
import type { Measures } from './db.ts'
import { batchOf, memoryDatabase, SOME_DATASET } from './testing.ts'

const CLEAN: Measures = {
  flags: 0,
  findings0: 0,
  findings1: 0,
  errors: 0,
  warnings: 0,
  notes: 0,
  messages: 2,
  calls: 0,
  branches: 1,
  tokens: 10,
}

describe('columns in memory', () => {
  it('keep records in order across the border of a chunk', () => {
    const columns = new Columns()
    columns.append(batchOf(CHUNK - 1, (c, i) => (c.length[i] = i)))
    columns.append(batchOf(3, (c, i) => (c.length[i] = 1_000_000 + i)))
    expect(columns.count).toBe(CHUNK + 2)
    expect(columns.get('length', CHUNK - 2)).toBe(CHUNK - 2)
    expect(columns.get('length', CHUNK - 1)).toBe(1_000_000)
    expect(columns.get('length', CHUNK + 1)).toBe(1_000_002)
    expect(() => columns.get('length', CHUNK + 2)).toThrow(`record ${CHUNK + 2} of ${CHUNK + 2}`)
  })

  it('hold offsets beyond 4 GB', () => {
    const columns = new Columns()
    columns.append(batchOf(1, (c) => (c.offset[0] = 5e12 + 1)))
    expect(columns.get('offset', 0)).toBe(5e12 + 1)
  })

  it('count what was found, the highest bit of both words included', () => {
    const columns = new Columns()
    columns.append(
      batchOf(3, (c, i) => {
        if (i === 0) c.findings0[i] = 0x8000_0001
        if (i === 1) c.findings1[i] = 0x8000_0000
        if (i === 2) c.flags[i] = FLAGS.unreadable
        c.errors[i] = i === 1 ? 0 : 2
        c.warnings[i] = i
      }),
    )
    const { byCheck, ...sums } = columns.tally
    expect(sums).toEqual({ unreadable: 1, withErrors: 2, withWarnings: 2 })
    expect(byCheck.flatMap((n, bit) => (n ? [[bit, n]] : []))).toEqual([
      [0, 1],
      [31, 1],
      [63, 1],
    ])
  })

  it('count samples by state, the flagged ones beside them', () => {
    const columns = new Columns()
    columns.append(batchOf(5))
    columns.put({ record: 1, state: { ...UNTOUCHED, decision: 'keep', flag: { note: '' } } })
    columns.put({ record: 2, state: { ...UNTOUCHED, decision: 'drop' } })
    expect(columns.work).toMatchObject({ todo: 3, kept: 1, dropped: 1, flagged: 1 })
    expect(columns.workOf(1)).toEqual({ state: 'kept', flagged: true })
    columns.put({ record: 1, state: UNTOUCHED })
    expect(columns.work).toMatchObject({ todo: 4, kept: 0, dropped: 1, flagged: 0 })
  })

  it('say what the sums would be, and stay as they are', () => {
    const columns = new Columns()
    columns.append(batchOf(2, (c, i) => ([c.findings0[i], c.errors[i]] = [2, 1])))
    const before = { work: columns.work, tally: columns.tally }
    const state = { ...UNTOUCHED, decision: 'keep' as const }
    const sums = columns.sumsWith([{ record: 0, state, measures: CLEAN }])
    expect(sums.work).toMatchObject({ todo: 1, kept: 1 })
    expect(sums.tally.withErrors).toBe(1)
    expect(sums.tally.byCheck.slice(0, 2)).toEqual([0, 1])
    expect({ work: columns.work, tally: columns.tally }).toEqual(before)
  })
})

describe('columns in storage', () => {
  it('come back as they were, written piece by piece', async () => {
    const db = memoryDatabase()
    const written = new Columns()
    const save = async () => {
      const { rows, saved } = written.unsaved(SOME_DATASET)
      await db.columns.bulkPut(rows)
      saved()
      return new Set(rows.map(({ chunk }) => chunk))
    }
    written.append(batchOf(CHUNK + 10, (c, i) => (c.line[i] = i + 1)))
    expect(await save()).toEqual(new Set([0, 1]))
    written.append(batchOf(5, (c, i) => ([c.line[i], c.findings0[i]] = [i, 1])))
    expect(await save()).toEqual(new Set([1]))

    const read = new Columns()
    await read.load(db, SOME_DATASET, CHUNK + 3)
    expect(read.count).toBe(CHUNK + 3)
    expect(read.get('line', CHUNK + 2)).toBe(CHUNK + 3)
    await read.load(db, SOME_DATASET, CHUNK + 15)
    expect(read.get('line', CHUNK + 14)).toBe(4)
    expect(read.tally).toEqual(written.tally)
  })

  it('refuse to open when a column is shorter than the dataset says', async () => {
    const db = memoryDatabase()
    const written = new Columns()
    written.append(batchOf(4))
    await db.columns.bulkPut(written.unsaved(SOME_DATASET).rows)
    await expect(new Columns().load(db, SOME_DATASET, 5)).rejects.toThrow('fewer than 5 records')
  })
})
