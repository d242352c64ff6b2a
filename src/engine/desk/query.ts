import { FLAGS, type ColumnArrays } from '../../core/columns.ts'
import {
  fitsName,
  isTextCondition,
  type ColumnCondition,
  type Label,
  type Measure,
  type Trait,
  type Where,
} from '../../core/query/where.ts'
import {
  CHUNK,
  EDITED,
  FLAGGED,
  LABEL_FALSE,
  LABEL_TRUE,
  STATE_BITS,
  WORK_STATES,
  type Chunk,
  type Columns,
} from '../../storage/columns.ts'
import type { SourceInfo } from '../../storage/db.ts'
import type { Formula, TextQuery } from '../analyst/analyst.ts'

/** What the columns do not say themselves: whose bits they hold, and from which files they are. */
export interface ColumnNames {
  readonly checkCodes: readonly string[]
  readonly sources: readonly Pick<
    SourceInfo,
    'name' | 'format' | 'formats' | 'firstRecord' | 'records'
  >[]
}

/** Records that fit as far as the columns say, ascending. */
export interface Filtered {
  readonly records: Uint32Array<ArrayBuffer>
  /** Set where records must be read: which of them are still open, and what is known of these. */
  readonly open?: OpenRecords
}

export interface OpenRecords {
  readonly text: TextQuery
  /** 1 for each of `records` that is open, 0 for one that fits whatever its text says. */
  readonly isOpen: Uint8Array<ArrayBuffer>
  /** For each of `records`: bit i says whether input i of the formula holds. */
  readonly inputs: Uint32Array<ArrayBuffer>
}

const NO = 0
/** It may fit, and its text decides. */
const OPEN = 1
const YES = 3

/**
 * The records that fit, written into `found`, which must have room for all records and one more.
 *
 * Every condition fills a byte per record, in two bits: it may hold, it does hold. So `and` and `or`
 * are those of bits, and what text must decide stays open until then. The loops take no branch that
 * goes either way, since that costs more than writing.
 */
export function filterRecords(
  columns: Columns,
  where: Where,
  names: ColumnNames,
  found = new Uint32Array(columns.count + 1),
): Filtered {
  const { formula, inputs, text } = planOf(where)
  const tests = inputs.map((input) => testOf(input, names))
  const masks = inputs.map(() => new Uint8Array(CHUNK))
  const pool: Uint8Array<ArrayBuffer>[] = []
  const isOpen = new Uint8Array(text.length > 0 ? columns.count : 0)
  const known = new Uint32Array(isOpen.length)
  let n = 0
  columns.chunks.forEach((chunk, c) => {
    const first = c * CHUNK
    const end = Math.min(CHUNK, columns.count - first)
    tests.forEach((test, i) => test(chunk, masks[i]!, end, first, pool))
    const fits = combine(formula, masks, pool)
    if (text.length === 0)
      for (let i = 0; i < end; i++) {
        found[n] = first + i
        n += fits[i]! & 1
      }
    else
      for (let i = 0; i < end; i++) {
        if (fits[i] === NO) continue
        found[n] = first + i
        isOpen[n] = fits[i] === OPEN ? 1 : 0
        for (let m = 0; m < masks.length; m++) known[n]! |= (masks[m]![i]! & 1) << m
        n++
      }
    release(pool, fits, masks)
  })
  const records = found.subarray(0, n)
  if (text.length === 0) return { records }
  return { records, open: { text: { formula, text }, isOpen, inputs: known } }
}

/** Parts that the columns answer become inputs, as large as they are; the rest is left to the text. */
function planOf(where: Where): {
  readonly formula: Formula
  readonly inputs: readonly Where[]
  readonly text: TextQuery['text']
} {
  const inputs: Where[] = []
  const text: TextQuery['text'][number][] = []
  const plan = (part: Where): Formula => {
    if (!needsText(part)) return { kind: 'input', at: inputs.push(part) - 1 }
    if (part.kind === 'all' || part.kind === 'any') {
      const own = part.of.filter((one) => !needsText(one))
      const rest = part.of.filter(needsText).map(plan)
      const known = own.length > 0 ? [plan({ kind: part.kind, of: own })] : []
      return { kind: part.kind, of: [...known, ...rest] }
    }
    if (part.kind === 'not') return { kind: 'not', of: plan(part.of) }
    if (isTextCondition(part)) return { kind: 'text', at: text.push(part) - 1 }
    throw new Error(`a ${part.kind} condition asks for no text`)
  }
  return { formula: plan(where), inputs, text }
}

function needsText(where: Where): boolean {
  if (where.kind === 'all' || where.kind === 'any') return where.of.some(needsText)
  return where.kind === 'not' ? needsText(where.of) : isTextCondition(where)
}

/** Memory for one byte per record of a chunk, used again as soon as it is free. */
function lend(pool: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return pool.pop() ?? new Uint8Array(CHUNK)
}

function release(
  pool: Uint8Array<ArrayBuffer>[],
  bytes: Uint8Array<ArrayBuffer>,
  kept: readonly Uint8Array<ArrayBuffer>[] = [],
): void {
  if (!kept.includes(bytes)) pool.push(bytes)
}

/** What a formula says of each record; may be one of the masks. */
function combine(
  formula: Formula,
  masks: readonly Uint8Array<ArrayBuffer>[],
  pool: Uint8Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> {
  switch (formula.kind) {
    case 'input':
      return masks[formula.at]!
    case 'text':
      return lend(pool).fill(OPEN)
    case 'not': {
      const of = combine(formula.of, masks, pool)
      const into = lend(pool)
      invert(words(of), words(into))
      release(pool, of, masks)
      return into
    }
    default: {
      const into = lend(pool).fill(formula.kind === 'all' ? YES : NO)
      for (const part of formula.of) {
        const of = combine(part, masks, pool)
        if (formula.kind === 'all') meet(words(of), words(into))
        else join(words(of), words(into))
        release(pool, of, masks)
      }
      return into
    }
  }
}

/** Four records at a time. */
function words(bytes: Uint8Array<ArrayBuffer>): Uint32Array {
  return new Uint32Array(bytes.buffer)
}

function meet(from: Uint32Array, into: Uint32Array): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! & from[i]!
}

function join(from: Uint32Array, into: Uint32Array): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! | from[i]!
}

/** What may not hold does not, what holds may not: the two bits change places, inverted. */
function invert(from: Uint32Array, into: Uint32Array): void {
  for (let i = 0; i < into.length; i++) {
    const bits = ~from[i]!
    into[i] = ((bits & 0x01010101) << 1) | ((bits >>> 1) & 0x01010101)
  }
}

/** Fills `YES` or `NO` for the first `end` records of a chunk, of which `first` is the first. */
type Test = (
  chunk: Chunk,
  into: Uint8Array<ArrayBuffer>,
  end: number,
  first: number,
  pool: Uint8Array<ArrayBuffer>[],
) => void

function testOf(where: Where, names: ColumnNames): Test {
  if (where.kind === 'all' || where.kind === 'any') {
    const parts = where.of.map((part) => testOf(part, names))
    const isAll = where.kind === 'all'
    return (chunk, into, end, first, pool) => {
      into.fill(isAll ? YES : NO)
      const one = lend(pool)
      for (const part of parts) {
        part(chunk, one, end, first, pool)
        if (isAll) meet(words(one), words(into))
        else join(words(one), words(into))
      }
      pool.push(one)
    }
  }
  if (where.kind === 'not') {
    const part = testOf(where.of, names)
    return (chunk, into, end, first, pool) => {
      part(chunk, into, end, first, pool)
      invert(words(into), words(into))
    }
  }
  if (isTextCondition(where)) throw new Error(`columns say nothing of ${where.kind}`)
  return columnTest(where, names)
}

function columnTest(condition: ColumnCondition, names: ColumnNames): Test {
  switch (condition.kind) {
    case 'finding':
      return findingTest(
        names.checkCodes.flatMap((code, bit) => (fitsName(condition.code, code) ? [bit] : [])),
      )
    case 'state':
      return workTest((code) => condition.states.includes(WORK_STATES[code & STATE_BITS]!))
    case 'is':
      return traitTest(condition.trait)
    case 'label':
      return labelTest(condition.label)
    case 'source':
      return rangesTest(
        names.sources
          .filter(({ name }) => fitsName(condition.name, name))
          .map(({ firstRecord, records }) => [firstRecord, firstRecord + records]),
      )
    case 'format':
      return formatTest(condition.format, names.sources)
    case 'number': {
      const { least, most } = condition
      const [from, to] = [least ?? 0, most ?? Infinity]
      if (condition.measure === 'record') return rangesTest([[from, to + 1]])
      return numberTest(COLUMN_OF[condition.measure], from, to)
    }
  }
}

const COLUMN_OF: Readonly<Record<Exclude<Measure, 'record'>, keyof ColumnArrays>> = {
  errors: 'errors',
  warnings: 'warnings',
  notes: 'notes',
  messages: 'messages',
  calls: 'calls',
  branches: 'branches',
  tokens: 'tokens',
  bytes: 'length',
  line: 'line',
}

/** Bits of checks of which one must have found something. */
function findingTest(checks: readonly number[]): Test {
  const words: [number, number, number] = [0, 0, 0]
  for (const check of checks) words[check >> 5]! |= 1 << (check & 31)
  const [word0, word1, word2] = words
  return ({ columns: { findings0, findings1, findings2 } }, into, end) => {
    const bits0 = signed(findings0)
    const bits1 = signed(findings1)
    const bits2 = signed(findings2)
    for (let i = 0; i < end; i++)
      into[i] = yesUnlessZero((bits0[i]! & word0) | (bits1[i]! & word1) | (bits2[i]! & word2))
  }
}

function workTest(fits: (code: number) => boolean): Test {
  const table = Uint8Array.from({ length: 256 }, (_, code) => (fits(code) ? YES : NO))
  return ({ work }, into, end) => {
    for (let i = 0; i < end; i++) into[i] = table[work[i]!]!
  }
}

function flagTest(bit: number): Test {
  return ({ columns: { flags } }, into, end) => {
    for (let i = 0; i < end; i++) into[i] = yesUnlessZero(flags[i]! & bit)
  }
}

function traitTest(trait: Trait): Test {
  switch (trait) {
    case 'pair':
      return flagTest(FLAGS.hasPair)
    case 'unreadable':
      return flagTest(FLAGS.unreadable)
    case 'apart':
      return flagTest(FLAGS.apart)
    case 'edited':
      return workTest((code) => (code & EDITED) !== 0)
    case 'flagged':
      return workTest((code) => (code & FLAGGED) !== 0)
  }
}

/** A person's label stands in place of those that came with the file. */
function labelTest(label: Label): Test {
  const table = Uint8Array.from({ length: 16 }, (_, code) => {
    const own = code >> 2
    const bits = own === 0 ? code & 3 : own
    const fits = label === 'none' ? bits === 0 : (bits & (label === 'desirable' ? 1 : 2)) !== 0
    return fits ? YES : NO
  })
  const person = LABEL_TRUE | LABEL_FALSE
  const recorded = FLAGS.labelTrue | FLAGS.labelFalse
  return ({ work, columns: { flags } }, into, end) => {
    for (let i = 0; i < end; i++)
      into[i] = table[((work[i]! & person) >> 2) | ((flags[i]! & recorded) >> 2)]!
  }
}

/** The same bits as signed integers, with which arithmetic is faster: they never become doubles. */
function signed(values: Uint32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length)
}

/** `YES` where any bit is set, without a branch: of a number and its opposite one is negative. */
function yesUnlessZero(bits: number): number {
  return ((bits | (0 - bits)) >> 31) & YES
}

/** No measure is larger: a record of so many bytes could not be read. */
const LARGEST = 0x7fff_ffff

function numberTest(name: keyof ColumnArrays, least: number, most: number): Test {
  const from = Math.min(least, LARGEST)
  const to = Math.min(most, LARGEST)
  return ({ columns }, into, end) => {
    const values = columns[name]
    // Three loops of the same words: one that meets all kinds of arrays is several times slower.
    if (values instanceof Uint8Array) bytesBetween(values, from, to, into, end)
    else if (values instanceof Uint16Array) shortsBetween(values, from, to, into, end)
    else if (values instanceof Uint32Array) wordsBetween(signed(values), from, to, into, end)
  }
}

function bytesBetween(values: Uint8Array, from: number, to: number, into: Uint8Array, end: number) {
  for (let i = 0; i < end; i++) into[i] = ~(((values[i]! - from) | (to - values[i]!)) >> 31) & YES
}

function shortsBetween(
  values: Uint16Array,
  from: number,
  to: number,
  into: Uint8Array,
  end: number,
) {
  for (let i = 0; i < end; i++) into[i] = ~(((values[i]! - from) | (to - values[i]!)) >> 31) & YES
}

function wordsBetween(values: Int32Array, from: number, to: number, into: Uint8Array, end: number) {
  for (let i = 0; i < end; i++) into[i] = ~(((values[i]! - from) | (to - values[i]!)) >> 31) & YES
}

/** Records from each first number up to before the second. */
function rangesTest(ranges: readonly (readonly [number, number])[]): Test {
  return (_, into, end, first) => {
    into.fill(NO)
    for (const [from, to] of ranges)
      into.fill(YES, clamp(from - first, end), clamp(to - first, end))
  }
}

function clamp(at: number, end: number): number {
  return Math.max(0, Math.min(end, at))
}

function formatTest(wanted: string, sources: ColumnNames['sources']): Test {
  const name = wanted.toLowerCase()
  const tables = sources.map(({ format, formats, firstRecord, records }) => ({
    from: firstRecord,
    to: firstRecord + records,
    fits: Uint8Array.from(formats ?? [format], (id) => (isOfFormat(id, name) ? YES : NO)),
  }))
  return ({ formats }, into, end, first) => {
    into.fill(NO)
    for (const { from, to, fits } of tables) {
      const start = clamp(from - first, end)
      const stop = clamp(to - first, end)
      if (!formats) into.fill(fits[0]!, start, stop)
      else for (let i = start; i < stop; i++) into[i] = fits[formats[i]!]!
    }
  }
}

/** `openai` is `openai/preference` too, `mapping` is every mapping. */
function isOfFormat(id: string, wanted: string): boolean {
  const name = id.toLowerCase()
  return name === wanted || name.startsWith(wanted + '/') || name.startsWith(wanted + ':')
}

/** Those with most errors first, then most warnings; file order among equals. */
export function orderByFindings(
  columns: Columns,
  records: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  const keys = new Uint16Array(records.length)
  const starts = new Uint32Array(0x1_0001)
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!
    const { errors, warnings } = columns.chunks[Math.floor(record / CHUNK)]!.columns
    const at = record % CHUNK
    const key = 0xffff - ((errors[at]! << 8) | warnings[at]!)
    keys[i] = key
    starts[key + 1]!++
  }
  for (let key = 1; key < starts.length; key++) starts[key]! += starts[key - 1]!
  const ordered = new Uint32Array(records.length)
  for (let i = 0; i < records.length; i++) ordered[starts[keys[i]!]!++] = records[i]!
  return ordered
}
