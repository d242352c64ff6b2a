import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAGS } from '../../core/columns.ts'
import { UNTOUCHED } from '../../core/journal/edit.ts'
import { parseQuery } from '../../core/query/parse.ts'
import { anyColumnCondition, whereOf as whereTree } from '../../core/query/testing.ts'
import type { Where } from '../../core/query/where.ts'
import { CHUNK, Columns } from '../../storage/columns.ts'
import { batchOf } from '../../storage/testing.ts'
import { filterRecords, orderByFindings, type ColumnNames } from './query.ts'
import { anyRecord, fitsByItself, holds } from './testing/queries.ts'

function columnsOf(count: number, fill: Parameters<typeof batchOf>[1]): Columns {
  const columns = new Columns()
  columns.append(batchOf(count, fill))
  return columns
}

const CODES = Array.from({ length: 64 }, (_, bit) => `check.${bit}`)
const NAMES: ColumnNames = {
  checkCodes: CODES,
  sources: [
    { name: 'one.jsonl', format: 'openai', firstRecord: 0, records: 3 },
    {
      name: 'two.json',
      format: 'sharegpt',
      formats: ['sharegpt', 'openai/preference'],
      firstRecord: 3,
      records: 1e9,
    },
  ],
}

function whereOf(text: string): Where {
  const read = parseQuery(text)
  if (!read.ok) throw new Error(read.error.message)
  return read.where
}

const filter = (columns: Columns, text = '') => [
  ...filterRecords(columns, whereOf(text), NAMES).records,
]

describe('a filter', () => {
  it('without conditions gives every record, over chunks', () => {
    const columns = columnsOf(CHUNK + 2, undefined)
    const records = filter(columns)
    expect(records).toHaveLength(CHUNK + 2)
    expect(records.slice(-2)).toEqual([CHUNK, CHUNK + 1])
    expect(filter(columns, `record>=${CHUNK}`)).toEqual([CHUNK, CHUNK + 1])
  })

  it('asks for all of its findings, whichever word they are in', () => {
    const columns = columnsOf(4, (c, i) => {
      c.findings0[i] = [0x8000_0000, 0x8000_0000, 1, 0][i]!
      c.findings1[i] = [0, 2, 2, 0][i]!
    })
    expect(filter(columns, 'finding:check.31')).toEqual([0, 1])
    expect(filter(columns, 'finding:check.33')).toEqual([1, 2])
    expect(filter(columns, 'finding:check.31 finding:check.33')).toEqual([1])
    expect(filter(columns, 'finding:check.3*')).toEqual([0, 1, 2])
    expect(filter(columns, 'finding:no.such')).toEqual([])
    expect(filter(columns, '-finding:check.*')).toEqual([3])
  })

  it('takes any of its states; flagged and unreadable stand beside the others', () => {
    const columns = columnsOf(5, (c, i) => (c.flags[i] = i === 4 ? FLAGS.unreadable : 0))
    columns.put({ record: 1, state: { ...UNTOUCHED, decision: 'keep' } })
    columns.put({ record: 2, state: { ...UNTOUCHED, flag: { note: 'look' } } })
    columns.put({ record: 3, state: { ...UNTOUCHED, decision: 'drop', flag: { note: '' } } })
    expect(filter(columns, 'state:kept')).toEqual([1])
    expect(filter(columns, 'is:flagged')).toEqual([2, 3])
    expect(filter(columns, 'is:flagged state:dropped')).toEqual([3])
    expect(filter(columns, 'state:kept state:dropped')).toEqual([1, 3])
    expect(filter(columns, 'is:unreadable')).toEqual([4])
    expect(filter(columns, 'state:todo')).toEqual([0, 2, 4])
  })

  it('takes a label of a person before those of the file', () => {
    const recorded = [0, FLAGS.labelTrue, FLAGS.labelFalse, FLAGS.labelTrue, FLAGS.labelTrue]
    const columns = columnsOf(5, (c, i) => (c.flags[i] = recorded[i]!))
    columns.put({ record: 3, state: { ...UNTOUCHED, label: false } })
    columns.put({ record: 4, state: { ...UNTOUCHED, label: true, flag: { note: '' } } })
    expect(filter(columns, 'label:desirable')).toEqual([1, 4])
    expect(filter(columns, 'label:undesirable')).toEqual([2, 3])
    expect(filter(columns, 'label:none')).toEqual([0])
    expect(filter(columns, 'state:labelled is:flagged')).toEqual([4])
  })

  it('tells sources and formats apart, also within one file', () => {
    const columns = new Columns()
    columns.append({ ...batchOf(6), formats: Uint8Array.of(0, 0, 0, 1, 0, 1) })
    expect(filter(columns, 'source:one.jsonl')).toEqual([0, 1, 2])
    expect(filter(columns, 'source:*.JSON')).toEqual([3, 4, 5])
    expect(filter(columns, 'format:sharegpt')).toEqual([4])
    expect(filter(columns, 'format:openai')).toEqual([0, 1, 2, 3, 5])
    expect(filter(columns, 'format:openai/preference')).toEqual([3, 5])
  })

  it('leaves open what text must decide, and only that', () => {
    const columns = columnsOf(4, (c, i) => (c.errors[i] = i))
    const { records, open } = filterRecords(
      columns,
      whereOf('errors>=1 (errors>=3 OR /x/) -"y z"'),
      NAMES,
    )
    expect([...records]).toEqual([1, 2, 3])
    expect([...open!.isOpen.subarray(0, 3)]).toEqual([1, 1, 1])
    const either = filterRecords(columns, whereOf('errors>=2 OR /x/'), NAMES)
    expect([...either.records]).toEqual([0, 1, 2, 3])
    expect([...either.open!.isOpen]).toEqual([1, 1, 0, 0])
  })

  it('is what each record says by itself, for any columns and any query', () => {
    const code = fc.nat(5).map((bit) => `check.${bit * 13}`)
    const condition = fc.oneof(
      anyColumnCondition,
      fc.oneof(code, fc.constant('check.1*')).map((c) => ({ kind: 'finding' as const, code: c })),
      fc.constantFrom('a', 'b').map((text) => ({ kind: 'text' as const, within: null, text })),
    )
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), whereTree(condition), (all, where) => {
        const columns = columnsOf(all.length, (c, i) =>
          Object.entries(all[i]!.columns).forEach(
            ([name, value]) => (c[name as keyof typeof c][i] = value),
          ),
        )
        all.forEach(({ state }, record) => columns.put({ record, state }))
        const { records, open } = filterRecords(columns, where, NAMES)
        const found = [...records].filter((record, i) => {
          if (!open || open.isOpen[i] === 0) return true
          return holds(open.text.formula, open.inputs[i]!, (at) => {
            const asked = open.text.text[at]!
            return asked.kind === 'text' && all[record]!.texts.includes(asked.text)
          })
        })
        const expected = all.flatMap((one, record) =>
          fitsByItself(where, one, record, NAMES) ? [record] : [],
        )
        expect(found).toEqual(expected)
      }),
      { numRuns: 2_000 },
    )
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
        const all = filterRecords(columns, whereOf(''), NAMES).records
        expect([...orderByFindings(columns, all)]).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
