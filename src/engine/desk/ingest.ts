import { emptyBatch, type BatchColumns } from '../../core/columns.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import { failDataset, saveCheckpoint } from '../../storage/datasets.ts'
import type { IndexCheckpoint } from '../../storage/db.ts'
import { attempt, storageError, type StorageError } from '../../storage/errors.ts'
import { putSource } from '../../storage/sources.ts'
import type { Analyst } from '../analyst/analyst.ts'
import type { DatasetSummary, IngestProgress } from '../protocol.ts'
import { mapAhead } from './ahead.ts'
import { cutBatches, type Batch, type CutOptions } from './batches.ts'
import type { OpenDataset } from './dataset.ts'

export interface IngestOptions extends CutOptions {
  /** Bytes of source between two checkpoints. */
  readonly checkpointBytes: number
  /** Batches that are being analysed or wait for their turn to be taken. */
  readonly batchesAhead: number
  /** Milliseconds between two reports of progress. */
  readonly progressMs: number
}

export const INGEST: IngestOptions = {
  sliceBytes: 4 * 1024 * 1024,
  overlapBytes: 64 * 1024,
  readAhead: 2,
  checkpointBytes: 64 * 1024 * 1024,
  batchesAhead: 4,
  progressMs: 250,
}

export interface IngestEnd {
  readonly state: DatasetSummary['state']
  readonly failure?: string
}

/** One load of a dataset: its sources stored, read, cut, analysed and indexed, in file order. */
export class Ingest {
  readonly #dataset: OpenDataset
  readonly #analyst: Pick<Analyst, 'analyse'>
  readonly #report: (progress: IngestProgress) => void
  readonly #options: IngestOptions
  readonly #stop = new AbortController()
  #abandoned = false
  #isRunning = false
  #reached: IndexCheckpoint
  #saved: IndexCheckpoint
  /** The checkpoint that is being written. */
  #saving: Promise<Result<void, StorageError>> = Promise.resolve(ok(undefined))
  readonly #rate: Rate
  #reportedAt = 0

  constructor(
    dataset: OpenDataset,
    analyst: Pick<Analyst, 'analyse'>,
    report: (progress: IngestProgress) => void,
    options: IngestOptions = INGEST,
  ) {
    this.#dataset = dataset
    this.#analyst = analyst
    this.#report = report
    this.#options = options
    this.#reached = dataset.row.checkpoint
    this.#saved = dataset.row.checkpoint
    this.#rate = new Rate(this.#reached.bytes)
  }

  /** Stops after the batches under way; what is indexed by then is kept. */
  cancel(): void {
    this.#stop.abort()
  }

  /** Stops without writing anything more: another tab has the dataset now, or it is deleted. */
  abandon(): void {
    this.#abandoned = true
    this.#stop.abort()
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  /** Loads from the checkpoint on. `stored` sources are in the database already. */
  async run(stored: number): Promise<IngestEnd> {
    if (this.#abandoned) return { state: 'partial' }
    this.#isRunning = true
    const storing = this.#storeSources(stored)
    // A full disk is noticed at once, not at the first checkpoint.
    void storing.then((result) => result.ok || this.#stop.abort())
    const read = await this.#readAll(storing)
    const kept = await storing
    if (this.#abandoned) return { state: 'partial' }
    if (!kept.ok) return this.#fail(this.#cannotStore(kept.error))
    if (!read.ok) return this.#end('partial', read.error.message)
    return this.#end(this.#stop.signal.aborted ? 'partial' : 'ready')
  }

  async #storeSources(stored: number): Promise<Result<void, StorageError>> {
    const { db, id, records } = this.#dataset
    for (let n = stored; n < records.sources.length; n++) {
      const put = await attempt(() => putSource(db, id, n, records.sources[n]!.blob))
      if (!put.ok) return put
    }
    return ok(undefined)
  }

  async #readAll(
    storing: Promise<Result<void, StorageError>>,
  ): Promise<Result<void, StorageError>> {
    const { batchesAhead, checkpointBytes } = this.#options
    try {
      const analysed = mapAhead(this.#batches(), (cut) => this.#analyse(cut), batchesAhead)
      for await (const { cut, batch } of analysed) {
        if (this.#stop.signal.aborted) break
        this.#take(cut, batch)
        if (this.#reached.bytes - this.#saved.bytes >= checkpointBytes) {
          const kept = await storing
          if (!kept.ok) return kept
          const before = await this.#saving
          if (!before.ok) return before
          this.#saving = this.#save({ state: 'loading' })
        }
      }
      return await this.#saving
    } catch (error) {
      const known = storageError(error)
      if (!known) throw error
      return fail(known)
    }
  }

  async *#batches(): AsyncGenerator<SourceBatch> {
    const { source: first, cutter } = this.#reached
    const { sources } = this.#dataset.records
    for (let source = first; source < sources.length; source++) {
      const { blob, info } = sources[source]!
      const from = source === first ? cutter : null
      for await (const batch of cutBatches(blob, info.container, from, this.#options)) {
        if (this.#stop.signal.aborted) return
        yield { source, batch }
      }
    }
  }

  async #analyse(cut: SourceBatch): Promise<{ cut: SourceBatch; batch: BatchColumns }> {
    const { spans, from, bytes } = cut.batch
    const empty = emptyBatch(spans.offsets.length)
    empty.columns.offset.set(spans.offsets)
    empty.columns.length.set(spans.lengths)
    empty.columns.line.set(spans.lines)
    const { format } = this.#dataset.records.sources[cut.source]!.info
    const batch = await this.#analyst.analyse({ format, bytes, from, batch: empty })
    return { cut, batch }
  }

  /** Takes an analysed batch into the dataset. */
  #take({ source, batch: { next } }: SourceBatch, batch: BatchColumns): void {
    const { columns, records } = this.#dataset
    this.#beginUpTo(source)
    columns.append(batch)
    const at = records.sources[source]!
    at.info = { ...at.info, records: columns.count - at.info.firstRecord }
    this.#dataset.applyEarly()
    const before = records.sources.slice(0, source).reduce((sum, s) => sum + s.info.bytes, 0)
    this.#reached = { source, cutter: next, bytes: before + next.byteOffset }
    this.#tell()
  }

  /** Numbers the sources up to this one that had no record yet: they begin here. */
  #beginUpTo(source: number): void {
    const { columns, records } = this.#dataset
    for (let n = this.#reached.source; n <= source; n++) {
      const at = records.sources[n]
      if (at?.info.records === 0) at.info = { ...at.info, firstRecord: columns.count }
    }
  }

  /** Writes the index up to here, in one transaction. */
  async #save(end: IngestEnd): Promise<Result<void, StorageError>> {
    const { db, id, columns, records } = this.#dataset
    const reached = this.#reached
    const row = {
      ...end,
      sources: records.sources.map(({ info }) => info),
      records: columns.count,
      tally: columns.tally,
      work: columns.work,
      checkpoint: reached,
    }
    const unsaved = columns.unsaved(id)
    const saved = await attempt(() => saveCheckpoint(db, id, { columns: unsaved, row }))
    if (!saved.ok) return saved
    if (!saved.value.ok) return saved.value
    this.#saved = reached
    this.#dataset.row = { ...this.#dataset.row, ...row }
    return ok(undefined)
  }

  async #end(state: IngestEnd['state'], failure?: string): Promise<IngestEnd> {
    const { sources } = this.#dataset.records
    if (state === 'ready') {
      this.#beginUpTo(sources.length - 1)
      const bytes = sources.reduce((sum, { info }) => sum + info.bytes, 0)
      this.#reached = { source: sources.length, cutter: null, bytes }
    }
    const end: IngestEnd = { state, ...(failure === undefined ? {} : { failure }) }
    const saved = await this.#save(end)
    if (saved.ok) return end
    return { state: 'partial', failure: saved.error.message }
  }

  /** Nothing of a dataset whose file could not be stored may stay, since it could not be opened. */
  async #fail(failure: string): Promise<IngestEnd> {
    const { db, id } = this.#dataset
    const cleared = await attempt(() => failDataset(db, id, failure))
    return { state: 'failed', failure: cleared.ok ? failure : cleared.error.message }
  }

  #cannotStore(error: StorageError): string {
    if (error.kind !== 'quota') return error.message
    const { sources } = this.#dataset.records
    const megabytes = Math.ceil(sources.reduce((sum, { info }) => sum + info.bytes, 0) / 1e6)
    return (
      `The browser cannot keep ${megabytes.toLocaleString('en')} MB more: its storage is full. ` +
      'Free some space on the disk or delete a dataset, then open the file again.'
    )
  }

  #tell(): void {
    const now = performance.now()
    if (now - this.#reportedAt < this.#options.progressMs) return
    this.#reportedAt = now
    const { columns, records, row } = this.#dataset
    const { tally } = columns
    const bytesTotal = records.sources.reduce((sum, { info }) => sum + info.bytes, 0)
    const bytesDone = this.#reached.bytes
    const bytesPerSecond = this.#rate.at(bytesDone)
    this.#report({
      bytesDone,
      bytesTotal,
      bytesSaved: this.#saved.bytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (bytesTotal - bytesDone) / bytesPerSecond : 0,
      records: columns.count,
      unreadable: tally.unreadable,
      recordsWithErrors: tally.withErrors,
      findings: Object.fromEntries(
        row.checkCodes.flatMap((code, bit) =>
          tally.byCheck[bit] ? [[code, tally.byCheck[bit]]] : [],
        ),
      ),
    })
  }
}

interface SourceBatch {
  readonly source: number
  readonly batch: Batch
}

/** Speed over the last few seconds. */
class Rate {
  static readonly #WINDOW_MS = 4_000
  readonly #marks: { readonly at: number; readonly bytes: number }[]

  constructor(bytes: number) {
    this.#marks = [{ at: performance.now(), bytes }]
  }

  /** Bytes per second up to now. */
  at(bytes: number): number {
    const at = performance.now()
    this.#marks.push({ at, bytes })
    while (this.#marks.length > 2 && at - this.#marks[0]!.at > Rate.#WINDOW_MS) this.#marks.shift()
    const first = this.#marks[0]!
    return at > first.at ? ((bytes - first.bytes) / (at - first.at)) * 1000 : 0
  }
}
