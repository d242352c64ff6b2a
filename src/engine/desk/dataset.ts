import { UNTOUCHED, type SampleState } from '../../core/journal/edit.ts'
import type { UndoHistory } from '../../core/journal/undo.ts'
import { presentSample } from '../../core/model/tree.ts'
import { readsRecords } from '../../core/query/where.ts'
import { Columns } from '../../storage/columns.ts'
import { storedSet } from '../../storage/datasets.ts'
import type { Database, DatasetId, DatasetRow, SampleRow, SetResult } from '../../storage/db.ts'
import { attempt } from '../../storage/errors.ts'
import { eachSample, loadUndoHistory } from '../../storage/journal.ts'
import type {
  ChecksState,
  DatasetSummary,
  Example,
  Overview,
  QueryResult,
  QueueRow,
  SampleQuery,
  SampleView,
  UnreadablePage,
} from '../protocol.ts'
import { CHECKS, CHECKS_VERSION } from '../../core/checks/index.ts'
import { settingsKey, tuningOf, type CheckSettings } from '../../core/checks/settings.ts'
import { SET_CHECKS } from '../../core/set/index.ts'
import type { Finding } from '../../core/model/finding.ts'
import type { Reading } from '../analyst/analyst.ts'
import { FLAGS } from '../../core/columns.ts'
import { firstFindings } from './charts.ts'
import { ExactReader } from './exact.ts'
import { filterRecords, orderByFindings, type Filtered } from './query.ts'
import { RecentMap } from './recent-map.ts'
import { Records, type Source } from './records.ts'
import type { TextQuery } from '../analyst/analyst.ts'
import { Turns } from '../analyst/turns.ts'
import type { Searched, TextHits } from './text-search.ts'
import { hintOf, titleOf, viewSample } from './views.ts'

interface QueueText {
  readonly title: string
  readonly hint: string
}

const REMEMBER_MS = 1_000

/** The answer to the latest query, and the memory that it was written into. */
interface Results {
  readonly handle: number
  readonly records: Uint32Array<ArrayBuffer>
  readonly memory: Uint32Array<ArrayBuffer>
}

/** Says which of these records fit a query's text. */
export type TextSearch = (query: TextQuery, searched: Searched) => Promise<TextHits>

/** One dataset in memory: its columns, where its records are, and the answers to queries. */
export class OpenDataset {
  readonly id: DatasetId
  readonly db: Database
  readonly columns: Columns
  readonly records: Records
  reader: ExactReader
  /** Acts take turns, so that each is made against the state that the one before left. */
  readonly acting = new Turns()
  undo: UndoHistory
  row: DatasetRow
  #remembering: ReturnType<typeof setTimeout> | undefined
  /** Touched samples beyond what is indexed so far: decided before a crash, indexed again now. */
  readonly #early = new Map<number, SampleRow>()
  #set: SetResult = { records: [], parts: [], figures: [] }
  /** What the set as a whole says about single samples. */
  readonly #ofSet = new Map<number, Finding[]>()
  /** Samples whose measures are those of what a person made of them, not of their records. */
  readonly edited = new Set<number>()
  readonly #texts = new RecentMap<number, QueueText>(4_000)
  #results: Results = { handle: 0, records: new Uint32Array(), memory: new Uint32Array() }
  /** Memory of an answer that nobody can ask for any more: new memory costs more than the filter. */
  #spare = new Uint32Array()

  private constructor(
    db: Database,
    row: DatasetRow,
    sources: readonly Source[],
    undo: UndoHistory,
  ) {
    this.db = db
    this.id = row.id
    this.row = row
    this.columns = new Columns()
    this.reader = new ExactReader(row.settings)
    this.records = new Records(sources, this.columns)
    this.undo = undo
  }

  /**
   * Opens what is stored. `blobs` are its texts: the stored ones, or those just being loaded, with
   * a hole for each that is still to be unpacked from its file among `originals`.
   */
  static async open(
    db: Database,
    row: DatasetRow,
    blobs: readonly (Blob | undefined)[],
    originals: ReadonlyMap<number, Blob> = new Map(),
  ): Promise<OpenDataset> {
    const sources = row.sources.map((info, n): Source => {
      const original = info.original && originals.get(info.original.n)
      const blob = blobs[n]
      return {
        info,
        blob: blob ?? new Blob(),
        isStored: blob !== undefined && info.original !== undefined,
        ...(original ? { original } : {}),
      }
    })
    const dataset = new OpenDataset(db, row, sources, await loadUndoHistory(db, row.id))
    await eachSample(db, row.id, (sample) => dataset.#early.set(sample.record, sample))
    await dataset.grow(row)
    const set = await storedSet(db, row.id)
    if (set) dataset.takeSet(set)
    return dataset
  }

  /** Reads what was stored since: by this tab before it was closed, or by the tab that writes. */
  async grow(row: DatasetRow): Promise<void> {
    this.row = row
    row.sources.forEach((info, n) => (this.records.sources[n]!.info = info))
    await this.columns.load(this.db, this.id, row.records)
    this.applyEarly()
  }

  /** Applies what people did to records that have now been indexed. */
  applyEarly(): void {
    for (const [record, sample] of this.#early) {
      if (record >= this.columns.count) continue
      this.#early.delete(record)
      this.apply(sample)
    }
  }

  /** Puts a sample's folded state into the columns. */
  apply(sample: SampleRow): void {
    if (sample.measures) this.edited.add(sample.record)
    this.columns.put(sample)
    this.#texts.delete(sample.record)
  }

  /** The sums that there would be after these samples were applied. */
  sumsWith(samples: readonly SampleRow[]): Pick<DatasetRow, 'work' | 'tally'> {
    return this.columns.sumsWith(samples.filter(({ record }) => record < this.columns.count))
  }

  /** Reads the states of samples again that another tab changed. */
  async reload(records: readonly number[]): Promise<void> {
    const rows = await this.db.samples.bulkGet(records.map((record) => [this.id, record]))
    for (const row of rows) {
      if (!row) continue
      if (row.record < this.columns.count) this.apply(row)
      else this.#early.set(row.record, row)
    }
    this.undo = await loadUndoHistory(this.db, this.id)
  }

  /** Reads what another tab has indexed since. */
  async follow(): Promise<void> {
    const row = await this.db.datasets.get(this.id)
    if (row) await this.grow(row)
  }

  /** Reads all columns again: another tab checked the samples anew. */
  async readAnew(): Promise<void> {
    const row = await this.db.datasets.get(this.id)
    if (!row) return
    this.columns.clear()
    this.reader = new ExactReader(row.settings)
    await this.grow(row)
    const set = await storedSet(this.db, this.id)
    if (set) this.takeSet(set)
    await eachSample(this.db, this.id, (sample) => this.#early.set(sample.record, sample))
    this.applyEarly()
  }

  /** Reads everything again that another tab may have changed. */
  async catchUp(): Promise<void> {
    const row = await this.db.datasets.get(this.id)
    const isJudgedOtherwise =
      row !== undefined &&
      (row.recheck !== undefined ||
        settingsKey(row.settings ?? {}) !== settingsKey(this.row.settings ?? {}))
    await (isJudgedOtherwise ? this.readAnew() : this.follow())
    await eachSample(this.db, this.id, (sample) => this.#early.set(sample.record, sample))
    this.applyEarly()
    this.undo = await loadUndoHistory(this.db, this.id)
  }

  /** Remembers, a little later, where the person is, to go on there another day. */
  rememberPlace(record: number): void {
    this.row = { ...this.row, lastRecord: record }
    clearTimeout(this.#remembering)
    this.#remembering = setTimeout(() => {
      // Only a convenience: where it cannot be kept, the next visit begins elsewhere.
      void attempt(() => this.db.datasets.update(this.id, { lastRecord: record }))
    }, REMEMBER_MS)
  }

  /** How analysts read the records of a source. */
  readingOf(source: number): Reading {
    const { format, formats } = this.records.sources[source]!.info
    const { settings } = this.row
    return { format, ...(formats ? { formats } : {}), ...(settings ? { settings } : {}) }
  }

  /** Samples are judged by these settings from now on. */
  judgeBy(settings: CheckSettings): void {
    this.row = { ...this.row, settings }
    this.reader = new ExactReader(settings)
  }

  get summary(): DatasetSummary {
    return summaryOf(
      { ...this.row, tally: this.columns.tally, records: this.columns.count },
      this.columns.work,
    )
  }

  // --- queries --------------------------------------------------------------------------------

  async query({ where, order }: SampleQuery, search: TextSearch): Promise<QueryResult> {
    // A text search takes long and others may ask meanwhile, so it gets memory of its own.
    const memory = this.#memory(readsRecords(where) ? new Uint32Array() : this.#spare)
    const filtered = filterRecords(this.columns, where, this.row, memory)
    const { records: fitting, late } = await this.#search(filtered, search)
    const records = order === 'findings' ? orderByFindings(this.columns, fitting) : fitting
    this.#spare = this.#results.memory
    this.#results = { handle: this.#results.handle + 1, records, memory }
    return { handle: this.#results.handle, total: records.length, late }
  }

  /** Asks the text of those records that it must decide. */
  async #search(
    { records, open }: Filtered,
    search: TextSearch,
  ): Promise<{ readonly records: Uint32Array<ArrayBuffer>; readonly late: number }> {
    if (!open) return { records, late: 0 }
    const isOpen = (_: number, i: number) => open.isOpen[i] === 1
    const searched = {
      records: records.filter(isOpen),
      inputs: open.inputs.subarray(0, records.length).filter(isOpen),
    }
    const { hits, late } = await search(open.text, searched)
    let at = 0
    const fitting = records.filter((_, i) => open.isOpen[i] === 0 || hits[at++] === 1)
    return { records: fitting, late }
  }

  /** Memory for an answer that holds every record, with room to grow while the dataset loads. */
  #memory(used: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const { count } = this.columns
    return used.length > count ? used : new Uint32Array(count + (count >> 2) + 1)
  }

  positionOf(handle: number, record: number): number {
    return handle === this.#results.handle ? this.#results.records.indexOf(record) : -1
  }

  /** All records of the latest query; none for an older handle. */
  resultsOf(handle: number): Uint32Array<ArrayBuffer> {
    return handle === this.#results.handle ? this.#results.records.slice() : new Uint32Array()
  }

  /** Rows of the latest query; none for an older handle. */
  async rows(handle: number, from: number, count: number): Promise<QueueRow[]> {
    if (handle !== this.#results.handle) return []
    const records = [...this.#results.records.subarray(from, from + count)]
    const unknown = records.filter((record) => !this.#texts.get(record))
    if (unknown.length > 0) {
      const bytes = await this.records.manyBytes(unknown)
      const states = await this.states(unknown)
      for (const [i, record] of unknown.entries())
        this.#texts.set(record, await this.#textOf(record, bytes[i]!, states[i]!))
    }
    return records.map((record) => this.#row(record))
  }

  #row(record: number): QueueRow {
    const { columns } = this
    const text = this.#texts.get(record) ?? { title: '', hint: '' }
    return {
      record,
      ...text,
      ...columns.workOf(record),
      messages: columns.get('messages', record),
      calls: columns.get('calls', record),
      errors: columns.get('errors', record),
      warnings: columns.get('warnings', record),
      notes: columns.get('notes', record),
      unreadable: this.#isUnreadable(record),
    }
  }

  async #textOf(record: number, bytes: Uint8Array, state: SampleState): Promise<QueueText> {
    const read = await this.reader.read(bytes, this.records.place(record).format)
    if (read.kind === 'unreadable') return { title: read.reason, hint: '' }
    const present = presentSample(read.sample, state.tree)
    return { title: titleOf(present), hint: hintOf(read.sample) }
  }

  // --- single samples ---------------------------------------------------------------------------

  async sampleRows(records: readonly number[]): Promise<SampleRow[]> {
    const rows = await this.db.samples.bulkGet(records.map((record) => [this.id, record]))
    return rows.map(
      (row, i) => row ?? { dataset: this.id, record: records[i]!, state: UNTOUCHED, entries: [] },
    )
  }

  async states(records: readonly number[]): Promise<SampleState[]> {
    const touched = records.filter((record) => this.isTouched(record))
    const rows = await this.sampleRows(touched)
    const states = new Map(rows.map((row) => [row.record, row.state]))
    return records.map((record) => states.get(record) ?? UNTOUCHED)
  }

  /** Whether a sample has a decision, a label, a flag or messages of its own. */
  isTouched(record: number): boolean {
    const { state, flagged } = this.columns.workOf(record)
    return state !== 'todo' || flagged
  }

  async sample(record: number): Promise<SampleView> {
    const [bytes, states] = await Promise.all([
      this.records.bytes(record),
      this.sampleRows([record]),
    ])
    const tokens = this.columns.get('tokens', record)
    const place = this.records.place(record)
    const view = await viewSample(this.reader, place, bytes, states[0]!.state, tokens)
    const ofSet = this.#ofSet.get(record)
    return ofSet && view.kind === 'sample'
      ? { ...view, findings: [...view.findings, ...ofSet] }
      : view
  }

  async unreadable(from: number, count: number): Promise<UnreadablePage> {
    const all = filterRecords(this.columns, { kind: 'is', trait: 'unreadable' }, this.row).records
    const page = [...all.subarray(from, from + count)]
    const bytes = await this.records.manyBytes(page)
    const reasons = await Promise.all(
      page.map((record, i) => this.reader.read(bytes[i]!, this.records.place(record).format)),
    )
    const records = reasons.map((read, i) => {
      const { record, lineNumber, byteOffset, byteLength } = this.records.place(page[i]!)
      const reason = read.kind === 'unreadable' ? read.reason : ''
      return { record, lineNumber, byteOffset, byteLength, reason }
    })
    return { total: all.length, records }
  }

  /** Takes what was found in the set as a whole. */
  takeSet(result: SetResult): void {
    this.#set = result
    this.#ofSet.clear()
    for (const [record, finding] of result.records) {
      const others = this.#ofSet.get(record)
      if (others) others.push(finding)
      else this.#ofSet.set(record, [finding])
    }
  }

  /** The first finding of each check that found something. */
  async examples(): Promise<Example[]> {
    const examples: Example[] = []
    for (const [bit, record] of firstFindings(this.columns).entries()) {
      const code = this.row.checkCodes[bit]
      if (record < 0 || code === undefined) continue
      const view = await this.sample(record)
      const found = view.kind === 'sample' && view.findings.find((one) => one.code === code)
      if (found) examples.push({ code, record, message: found.message })
    }
    return examples
  }

  overview(): Overview {
    const { byCheck } = this.columns.tally
    const { settings = {} } = this.row
    const checks = this.row.checkCodes.flatMap((code, bit) => {
      const check = KNOWN.get(code)
      if (!check) return []
      const { title, severity } = check
      const tuning = tuningOf(check, settings)
      return [
        {
          code,
          title,
          severity: tuning.severity ?? severity,
          isOn: tuning.on,
          records: byCheck[bit] ?? 0,
        },
      ]
    })
    const { parts, figures } = this.#set
    return { records: this.columns.count, checks, parts, figures }
  }

  #isUnreadable(record: number): boolean {
    return (this.columns.get('flags', record) & FLAGS.unreadable) !== 0
  }
}

const KNOWN = new Map([...CHECKS, ...SET_CHECKS].map((check) => [check.code, check]))

/** A dataset as lists show it. */
export function summaryOf(row: DatasetRow, work: DatasetRow['work']): DatasetSummary {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    ...(row.failure ? { failure: row.failure } : {}),
    sources: row.sources,
    bytes: row.sources.reduce((sum, source) => sum + source.bytes, 0),
    records: row.records,
    unreadable: row.tally.unreadable,
    recordsWithErrors: row.tally.withErrors,
    recordsWithWarnings: row.tally.withWarnings,
    work,
    checks: checksOf(row),
    createdAt: row.createdAt,
    changedAt: row.changedAt,
    ...(row.lastRecord === undefined ? {} : { lastRecord: row.lastRecord }),
  }
}

function checksOf({
  settings = {},
  checksVersion = 1,
  recheck,
  records,
  setJudgedAt,
  setAsked,
}: DatasetRow): ChecksState {
  return {
    settings,
    ...(setJudgedAt === undefined ? {} : { setJudgedAt }),
    ...(setAsked ? { setAsked } : {}),
    isOutdated: checksVersion < CHECKS_VERSION,
    ...(recheck
      ? { unfinished: { done: recheck.record, total: records, stopped: recheck.stopped } }
      : {}),
  }
}
