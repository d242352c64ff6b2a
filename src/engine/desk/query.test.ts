import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAGS } from '../../core/columns.ts'
import { UNTOUCHED } from '../../core/journal/edit.ts'
import { CHUNK, Columns } from '../../storage/columns.ts'
import { batchOf } from '../../storage/testing.ts'
import { filterRecords, orderByFindings } from './query.ts'

function columnsOf(count: number, fill: Parameters<typeof batchOf>[1]): Columns {
  const columns = new Columns()
  columns.append(batchOf(count, fill))
  return columns
}

const filter = (columns: Columns, query: Partial<Parameters<typeof filterRecords>[1]> = {}) => [
  ...filterRecords(columns, { checks: [], states: [], ...query }),
]

describe('a filter', () => {
  it('without conditions gives every record, over chunks', () => {
    const columns = columnsOf(CHUNK + 2, undefined)
    const records = filter(columns)
    expect(records).toHaveLength(CHUNK + 2)
    expect(records.slice(-2)).toEqual([CHUNK, CHUNK + 1])
  })

  it('asks for all of its findings, whichever word they are in', () => {
    const columns = columnsOf(4, (c, i) => {
      c.findings0[i] = [0x8000_0000, 0x8000_0000, 1, 0][i]!
      c.findings1[i] = [0, 2, 2, 0][i]!
    })
    expect(filter(columns, { checks: [31] })).toEqual([0, 1])
    expect(filter(columns, { checks: [33] })).toEqual([1, 2])
    expect(filter(columns, { checks: [31, 33] })).toEqual([1])
  })

  it('takes any of its states; flagged and unreadable stand beside the others', () => {
    const columns = columnsOf(5, (c, i) => (c.flags[i] = i === 4 ? FLAGS.unreadable : 0))
    columns.put({ record: 1, state: { ...UNTOUCHED, decision: 'keep' } })
    columns.put({ record: 2, state: { ...UNTOUCHED, flag: { note: 'look' } } })
    columns.put({ record: 3, state: { ...UNTOUCHED, decision: 'drop', flag: { note: '' } } })
    expect(filter(columns, { states: ['kept'] })).toEqual([1])
    expect(filter(columns, { states: ['flagged'] })).toEqual([2, 3])
    expect(filter(columns, { states: ['kept', 'dropped'] })).toEqual([1, 3])
    expect(filter(columns, { states: ['unreadable'] })).toEqual([4])
    expect(filter(columns, { states: ['todo'] })).toEqual([0, 2, 4])
  })
})

describe('the order by findings', () => {
  it('is that of a stable sort by errors, then warnings', () => {
    const byte = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(255))
    fc.assert(
      fc.property(fc.array(fc.tuple(byte, byte)), (found) => {
        const columns = columnsOf(found.length, (c, i) => {
          ;[c.errors[i], c.warnings[i]] = found[i]!
        })
        const expected = found
          .map(([errors, warnings], record) => ({ errors, warnings, record }))
          .sort((a, b) => b.errors - a.errors || b.warnings - a.warnings)
          .map(({ record }) => record)
        const all = filterRecords(columns, { checks: [], states: [] })
        expect([...orderByFindings(columns, all)]).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
