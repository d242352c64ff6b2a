import fc from 'fast-check'
import { FLAGS, type ColumnArrays } from '../../../core/columns.ts'
import { UNTOUCHED, workState, type SampleState } from '../../../core/journal/edit.ts'
import { fitsName, type Where } from '../../../core/query/where.ts'
import type { Formula } from '../../analyst/analyst.ts'
import type { ColumnNames } from '../query.ts'

/** One record by itself: its measures, what people did to it, and the texts that it holds. */
export interface LoneRecord {
  readonly columns: Readonly<Partial<Record<keyof ColumnArrays, number>>>
  readonly state: SampleState
  readonly texts: readonly string[]
}

const small = fc.nat(12)
const state = fc.record({
  decision: fc.constantFrom(null, 'keep', 'drop'),
  flag: fc.constantFrom(null, { note: '' }),
  label: fc.constantFrom(null, true, false),
})

export const anyRecord: fc.Arbitrary<LoneRecord> = fc.record({
  columns: fc.record({
    length: fc.nat(100_000),
    line: small,
    flags: fc.nat(31),
    findings0: fc.constantFrom(0, 1, 2 ** 13, 2 ** 26, 2 ** 31),
    findings1: fc.constantFrom(0, 2 ** 7, 2 ** 20),
    errors: small,
    warnings: small,
    notes: small,
    messages: small,
    calls: small,
    branches: small,
    tokens: fc.nat(100_000),
  }),
  state: state.map((some) => ({ ...UNTOUCHED, ...some })),
  texts: fc.subarray(['a', 'b']),
})

/** What a query says of a record, found out the plain way. */
export function fitsByItself(
  where: Where,
  one: LoneRecord,
  record: number,
  names: ColumnNames,
): boolean {
  const of = (name: keyof ColumnArrays) => one.columns[name] ?? 0
  switch (where.kind) {
    case 'all':
      return where.of.every((part) => fitsByItself(part, one, record, names))
    case 'any':
      return where.of.some((part) => fitsByItself(part, one, record, names))
    case 'not':
      return !fitsByItself(where.of, one, record, names)
    case 'finding':
      return names.checkCodes.some((code, bit) => {
        const word = of(bit < 32 ? 'findings0' : 'findings1')
        return Math.floor(word / 2 ** (bit % 32)) % 2 === 1 && fitsName(where.code, code)
      })
    case 'state':
      return where.states.includes(workState(one.state))
    case 'is':
      if (where.trait === 'edited') return one.state.tree !== null
      if (where.trait === 'flagged') return one.state.flag !== null
      return (of('flags') & { pair: 2, unreadable: 1, apart: 16 }[where.trait]) !== 0
    case 'label': {
      const recorded = [
        ...(of('flags') & FLAGS.labelTrue ? [true] : []),
        ...(of('flags') & FLAGS.labelFalse ? [false] : []),
      ]
      const labels = one.state.label === null ? recorded : [one.state.label]
      if (where.label === 'none') return labels.length === 0
      return labels.includes(where.label === 'desirable')
    }
    case 'source':
      return names.sources.some(
        ({ name, firstRecord, records }) =>
          fitsName(where.name, name) && record >= firstRecord && record < firstRecord + records,
      )
    case 'format': {
      const source = names.sources.findLast(({ firstRecord }) => firstRecord <= record)!
      return `${source.format}/`.startsWith(`${where.format.toLowerCase()}/`)
    }
    case 'number': {
      const { measure } = where
      const value = measure === 'record' ? record : of(measure === 'bytes' ? 'length' : measure)
      return value >= (where.least ?? 0) && value <= (where.most ?? Infinity)
    }
    case 'text':
      return one.texts.includes(where.text)
    default:
      throw new Error(`no record is made to be asked for a ${where.kind}`)
  }
}

/** What a formula says, given its inputs and its texts. */
export function holds(formula: Formula, inputs: number, text: (at: number) => boolean): boolean {
  switch (formula.kind) {
    case 'input':
      return ((inputs >>> formula.at) & 1) === 1
    case 'text':
      return text(formula.at)
    case 'not':
      return !holds(formula.of, inputs, text)
    case 'all':
      return formula.of.every((part) => holds(part, inputs, text))
    case 'any':
      return formula.of.some((part) => holds(part, inputs, text))
  }
}
