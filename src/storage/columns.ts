import {
  COLUMNS,
  emptyColumns,
  FINDING_WORDS,
  FLAGS,
  type BatchColumns,
  type ColumnArrays,
  type ColumnName,
} from '../core/columns.ts'
import { workState, type SampleState, type WorkState } from '../core/journal/edit.ts'
import type {
  ColumnRow,
  Database,
  FormatsRow,
  GroupsRow,
  DatasetId,
  Measures,
  SampleRow,
  Tally,
  WorkCounts,
} from './db.ts'

/** Records in one chunk. */
export const CHUNK = 65_536

export const WORK_STATES: readonly WorkState[] = [
  'todo',
  'draft',
  'kept',
  'dropped',
  'paired',
  'tied',
  'labelled',
]
/** Bits of the `work` column: the index of the state, and what stands beside it. */
export const STATE_BITS = 0x0f
/** A person's label: desirable or not. */
export const LABEL_TRUE = 0x10
export const LABEL_FALSE = 0x20
/** The sample has messages of its own. */
export const EDITED = 0x40
export const FLAGGED = 0x80

/** What people made of one record. */
export type Touched = Pick<SampleRow, 'record' | 'state' | 'measures'>

/** The columns of `CHUNK` records, and what people made of them. */
export interface Chunk {
  readonly columns: ColumnArrays
  /** Index into `WORK_STATES`, with bits beside it. Not stored: folded from the samples. */
  readonly work: Uint8Array
  /** Which of its source's formats each record has; absent while all have the first. */
  formats?: Uint8Array<ArrayBuffer>
  /** The key of each record's group, 0 for none; absent while none has one. */
  groups?: Uint32Array<ArrayBuffer>
}

/**
 * All columns of one dataset in memory, in chunks, so that it grows without copying. Chunks are
 * stored as they fill; a chunk that is not full is stored again with the next checkpoint.
 */
export class Columns {
  readonly chunks: Chunk[] = []
  #count = 0
  #savedCount = 0
  #unreadable = 0
  #withErrors = 0
  #withWarnings = 0
  readonly #byCheck: number[]
  readonly #work: Record<WorkState | 'flagged', number> = {
    todo: 0,
    draft: 0,
    kept: 0,
    dropped: 0,
    paired: 0,
    tied: 0,
    labelled: 0,
    flagged: 0,
  }

  constructor() {
    this.#byCheck = new Array<number>(32 * FINDING_WORDS).fill(0)
  }

  get count(): number {
    return this.#count
  }

  get tally(): Tally {
    return {
      unreadable: this.#unreadable,
      withErrors: this.#withErrors,
      withWarnings: this.#withWarnings,
      byCheck: [...this.#byCheck],
    }
  }

  get work(): WorkCounts {
    const { todo: _, flagged, ...touched } = this.#work
    const done = Object.values(touched).reduce((sum, n) => sum + n, 0)
    return { todo: this.#count - done, flagged, ...touched }
  }

  get(name: ColumnName, record: number): number {
    this.#mustHave(record)
    return this.chunks[Math.floor(record / CHUNK)]!.columns[name][record % CHUNK]!
  }

  /** Index of a record's format in its source's list. */
  formatIndex(record: number): number {
    this.#mustHave(record)
    return this.chunks[Math.floor(record / CHUNK)]!.formats?.[record % CHUNK] ?? 0
  }

  /** Up to `most` records of the same group as a record, itself left out, by the key of the group. */
  recordsOfGroup(record: number, most: number): number[] {
    this.#mustHave(record)
    const key = this.chunks[Math.floor(record / CHUNK)]!.groups?.[record % CHUNK] ?? 0
    const found: number[] = []
    if (key === 0) return found
    for (const [c, { groups }] of this.chunks.entries()) {
      if (!groups) continue
      for (let at = groups.indexOf(key); at >= 0; at = groups.indexOf(key, at + 1)) {
        const other = c * CHUNK + at
        if (other !== record && found.push(other) === most) return found
      }
    }
    return found
  }

  /** The state of a record in one word, and whether it is flagged. */
  workOf(record: number): { readonly state: WorkState; readonly flagged: boolean } {
    this.#mustHave(record)
    const code = this.chunks[Math.floor(record / CHUNK)]!.work[record % CHUNK]!
    return { state: WORK_STATES[code & STATE_BITS]!, flagged: (code & FLAGGED) !== 0 }
  }

  /** Takes the next records, in file order. */
  append(batch: Pick<BatchColumns, 'count' | 'columns' | 'formats' | 'groups'>): void {
    const from = this.#count
    let taken = 0
    while (taken < batch.count) {
      const at = this.#count % CHUNK
      if (at === 0) this.chunks.push({ columns: emptyColumns(CHUNK), work: new Uint8Array(CHUNK) })
      const chunk = this.chunks.at(-1)!
      const { columns } = chunk
      const n = Math.min(batch.count - taken, CHUNK - at)
      const formats = batch.formats?.subarray(taken, taken + n)
      if (formats?.some((index) => index > 0))
        (chunk.formats ??= new Uint8Array(CHUNK)).set(formats, at)
      const groups = batch.groups?.subarray(taken, taken + n)
      if (groups?.some((key) => key > 0)) (chunk.groups ??= new Uint32Array(CHUNK)).set(groups, at)
      for (const { name } of COLUMNS)
        columns[name].set(batch.columns[name].subarray(taken, taken + n), at)
      taken += n
      this.#count += n
    }
    for (let record = from; record < this.#count; record++) this.#tally(record, 1)
  }

  /** Puts a touched sample's state and measures in place of what the record had. */
  put(sample: Touched): void {
    this.#mustHave(sample.record)
    this.#setWork(sample.record, workCode(sample.state))
    if (sample.measures) this.#measure(sample.record, sample.measures)
  }

  /** The sums that there would be after `put`ting these. */
  sumsWith(samples: readonly Touched[]): { readonly work: WorkCounts; readonly tally: Tally } {
    const before = samples.map(({ record }) => ({
      record,
      work: this.chunks[Math.floor(record / CHUNK)]!.work[record % CHUNK]!,
      measures: measuresAt(this.chunks[Math.floor(record / CHUNK)]!.columns, record % CHUNK),
    }))
    for (const sample of samples) this.put(sample)
    const sums = { work: this.work, tally: this.tally }
    for (const { record, work, measures } of before) {
      this.#setWork(record, work)
      this.#measure(record, measures)
    }
    return sums
  }

  /** Puts measures that were taken anew in place of those of a record; its place stays. */
  remeasure(record: number, { columns: from }: Pick<BatchColumns, 'columns'>, at: number): void {
    this.#mustHave(record)
    this.#tally(record, -1)
    const { columns } = this.chunks[Math.floor(record / CHUNK)]!
    for (const name of MEASURED) columns[name][record % CHUNK] = from[name][at]!
    this.#tally(record, 1)
  }

  #measure(record: number, measures: Measures): void {
    this.#tally(record, -1)
    const { columns } = this.chunks[Math.floor(record / CHUNK)]!
    for (const name of MEASURED) columns[name][record % CHUNK] = measures[name]
    this.#tally(record, 1)
  }

  #setWork(record: number, code: number): void {
    const { work } = this.chunks[Math.floor(record / CHUNK)]!
    const before = work[record % CHUNK]!
    work[record % CHUNK] = code
    this.#work[WORK_STATES[before & STATE_BITS]!]--
    this.#work[WORK_STATES[code & STATE_BITS]!]++
    this.#work.flagged += (code & FLAGGED ? 1 : 0) - (before & FLAGGED ? 1 : 0)
  }

  /**
   * Copies of all chunks with records that were not saved yet, as rows to store. They are copies, so
   * records may be appended while the rows are being written; `saved` says that they are.
   */
  unsaved(dataset: DatasetId): {
    readonly rows: (ColumnRow | FormatsRow | GroupsRow)[]
    readonly saved: () => void
  } {
    const count = this.#count
    const rows: (ColumnRow | FormatsRow | GroupsRow)[] = []
    for (let chunk = Math.floor(this.#savedCount / CHUNK); chunk * CHUNK < count; chunk++) {
      rows.push(this.chunkRow(dataset, chunk))
      const filled = Math.min(CHUNK, count - chunk * CHUNK)
      const formats = this.chunks[chunk]!.formats?.slice(0, filled)
      if (formats) rows.push({ dataset, name: 'formats', chunk, formats })
      const groups = this.chunks[chunk]!.groups?.slice(0, filled)
      if (groups) rows.push({ dataset, name: 'groups', chunk, groups })
    }
    return { rows, saved: () => (this.#savedCount = count) }
  }

  /** A copy of a chunk as a row to store. */
  chunkRow(dataset: DatasetId, chunk: number): ColumnRow {
    const filled = Math.min(CHUNK, this.#count - chunk * CHUNK)
    const columns = emptyColumns(filled)
    const all = this.chunks[chunk]!.columns
    for (const { name } of COLUMNS) columns[name].set(all[name].subarray(0, filled))
    return { dataset, name: 'records', chunk, columns }
  }

  /** Forgets everything, to be loaded again. */
  clear(): void {
    this.chunks.length = 0
    this.#count = 0
    this.#savedCount = 0
    this.#unreadable = 0
    this.#withErrors = 0
    this.#withWarnings = 0
    this.#byCheck.fill(0)
    for (const state of [...WORK_STATES, 'flagged'] as const) this.#work[state] = 0
  }

  /** Reads what is stored up to `count` records, over what is already there. */
  async load(db: Database, dataset: DatasetId, count: number): Promise<void> {
    const firstChunk = Math.floor(this.#count / CHUNK)
    for (let chunk = firstChunk; chunk * CHUNK < count; chunk++) {
      const filled = Math.min(CHUNK, count - chunk * CHUNK)
      const row = await db.columns.get([dataset, 'records', chunk])
      if (!row || !('columns' in row) || row.columns.offset.length < filled)
        throw new Error(`chunk ${chunk} of the columns holds fewer than ${filled} records`)
      const skip = this.#count - chunk * CHUNK
      const columns = emptyColumns(filled - skip)
      // Columns that were added later are not in what was stored before.
      const stored: Partial<ColumnArrays> = row.columns
      for (const { name } of COLUMNS) {
        const values = stored[name]?.subarray(skip, filled)
        if (values) columns[name].set(values)
      }
      const others = await db.columns.get([dataset, 'formats', chunk])
      const formats = others && 'formats' in others ? others.formats.slice(skip, filled) : undefined
      const keys = await db.columns.get([dataset, 'groups', chunk])
      const groups = keys && 'groups' in keys ? keys.groups.slice(skip, filled) : undefined
      this.append({
        count: filled - skip,
        columns,
        ...(formats ? { formats } : {}),
        ...(groups ? { groups } : {}),
      })
    }
    this.#savedCount = this.#count
  }

  #tally(record: number, sign: 1 | -1): void {
    const { columns } = this.chunks[Math.floor(record / CHUNK)]!
    const at = record % CHUNK
    if (columns.flags[at]! & FLAGS.unreadable) this.#unreadable += sign
    if (columns.errors[at]! > 0) this.#withErrors += sign
    if (columns.warnings[at]! > 0) this.#withWarnings += sign
    for (let bits = columns.findings0[at]!; bits !== 0; bits &= bits - 1)
      this.#countCheck(31 - Math.clz32(bits & -bits), sign)
    for (let bits = columns.findings1[at]!; bits !== 0; bits &= bits - 1)
      this.#countCheck(63 - Math.clz32(bits & -bits), sign)
    for (let bits = columns.findings2[at]!; bits !== 0; bits &= bits - 1)
      this.#countCheck(95 - Math.clz32(bits & -bits), sign)
  }

  /** Puts what was found in the set as a whole in place of what was: a word of bits per record. */
  setFindings(bits: Uint32Array): void {
    for (let record = 0; record < this.#count; record++) {
      const word = bits[record] ?? 0
      const { findings2 } = this.chunks[Math.floor(record / CHUNK)]!.columns
      if (findings2[record % CHUNK] === word) continue
      this.#tally(record, -1)
      findings2[record % CHUNK] = word
      this.#tally(record, 1)
    }
  }

  #countCheck(check: number, sign: 1 | -1): void {
    this.#byCheck[check]! += sign
  }

  #mustHave(record: number): void {
    if (!(record >= 0 && record < this.#count))
      throw new RangeError(`record ${record} of ${this.#count}`)
  }
}

function workCode(state: SampleState): number {
  const label = state.label === null ? 0 : state.label ? LABEL_TRUE : LABEL_FALSE
  const beside = (state.tree ? EDITED : 0) | (state.flag ? FLAGGED : 0)
  return WORK_STATES.indexOf(workState(state)) | label | beside
}

/** The measures of one record. */
export function measuresAt(columns: ColumnArrays, at: number): Measures {
  return Object.fromEntries(MEASURED.map((name) => [name, columns[name][at]!])) as Measures
}

/** What is not measured of a record by itself. */
const OTHERS: readonly ColumnName[] = ['offset', 'length', 'line', 'findings2']
const MEASURED = COLUMNS.map(({ name }) => name).filter(
  (name): name is keyof Measures => !OTHERS.includes(name),
)
