import { emptyBatch, type BatchColumns } from '../../core/columns.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import { failDataset, saveCheckpoint } from '../../storage/datasets.ts'
import type { IndexCheckpoint } from '../../storage/db.ts'
import { attempt, storageError, type StorageError } from '../../storage/errors.ts'
import { putSource } from '../../storage/sources.ts'
import type { CutterCheckpoint } from '../../core/containers/cutter.ts'
import { beginAt } from '../../core/containers/index.ts'
import type { AnalysedLines, Analyst, Reading } from '../analyst/analyst.ts'
import type { DatasetSummary, IngestProgress } from '../protocol.ts'
import { gatherAhead, type Produce } from './ahead.ts'
import { cutBatches, type CutOptions } from './batches.ts'
import type { OpenDataset } from './dataset.ts'
import type { CreatePrivateFile } from './export-files.ts'
import { prepareSources } from './prepare.ts'
import { Rate } from './rate.ts'

export interface IngestOptions extends CutOptions {
  /** Bytes of JSON Lines that one analyst reads in one go; a cancelled load loses a few of these. */
  readonly stretchBytes: number
  /** Bytes of source between two checkpoints. */
  readonly checkpointBytes: number
  /** Larger loads run the deep checks in a pass of their own, behind the load. */
  readonly lightAboveBytes: number
  /** Stretches or batches that are being analysed or wait for their turn to be taken. */
  readonly partsAhead: number
  /** Milliseconds between two reports of progress. */
  readonly progressMs: number
}

/**
 * Measured on two cores: reading in stretches of 4 MB costs half as much again as in stretches of 32,
 * which cost little more than one stream of the whole file.
 */
export function ingestOptions(analysts: number): IngestOptions {
  return {
    sliceBytes: 4 * 1024 * 1024,
    overlapBytes: 64 * 1024,
    readAhead: 2,
    stretchBytes: 32 * 1024 * 1024,
    checkpointBytes: 64 * 1024 * 1024,
    lightAboveBytes: 32 * 1024 * 1024,
    partsAhead: 2 * analysts,
    progressMs: 250,
  }
}

export interface IngestEnd {
  readonly state: DatasetSummary['state']
  readonly failure?: string
}

/** One load of a dataset: its sources stored, read, cut, analysed and indexed, in file order. */
export class Ingest {
  readonly #dataset: OpenDataset
  readonly #analyst: Pick<Analyst, 'analyse' | 'analyseLines'>
  readonly #report: (progress: IngestProgress) => void
  readonly #options: IngestOptions
  readonly #createPrivateFile: CreatePrivateFile
  readonly #stop = new AbortController()
  #abandoned = false
  #isRunning = false
  #reached: IndexCheckpoint
  #saved: IndexCheckpoint
  /** What is being written: the sources at first, then one checkpoint after another. */
  #writing: Promise<Result<void, StorageError>> = Promise.resolve(ok(undefined))
  #isWriting = false
  readonly #rate: Rate
  readonly #unpackRate = new Rate(0)
  #reportedAt = 0

  constructor(
    dataset: OpenDataset,
    analyst: Pick<Analyst, 'analyse' | 'analyseLines'>,
    report: (progress: IngestProgress) => void,
    options: IngestOptions,
    createPrivateFile: CreatePrivateFile = () => Promise.resolve(null),
  ) {
    this.#createPrivateFile = createPrivateFile
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
    const prepared = await this.#prepare(stored)
    if (!prepared.ok && !this.#abandoned) return this.#fail(this.#cannotStore(prepared.error))
    if (this.#abandoned) return { state: 'partial' }
    const isPacked = this.#dataset.records.sources.some(
      ({ info, isStored, blob }) => info.original && !isStored && blob.size === 0,
    )
    if (this.#stop.signal.aborted && isPacked) return this.#end('partial')
    const storing = this.#write(() => this.#storeSources(stored))
    const read = await this.#readAll()
    const kept = await storing
    if (this.#abandoned) return { state: 'partial' }
    if (!kept.ok) return this.#fail(this.#cannotStore(kept.error))
    if (!read.ok) return this.#end('partial', read.error.message)
    return this.#end(this.#stop.signal.aborted ? 'partial' : 'ready')
  }

  /** Writes beside the reading, which goes on meanwhile. A failure (a full disk) stops it at once. */
  #write(run: () => Promise<Result<void, StorageError>>): Promise<Result<void, StorageError>> {
    this.#isWriting = true
    this.#writing = run().then((result) => {
      this.#isWriting = false
      if (!result.ok) this.#stop.abort()
      return result
    })
    // A fault is met where the load ends and waits for this.
    this.#writing.catch(() => this.#stop.abort())
    return this.#writing
  }

  /** Unpacks what is packed, and finds where records begin; what it finds is in the dataset's row. */
  async #prepare(stored: number): Promise<Result<void, StorageError>> {
    const onProgress = (done: number, total: number) => this.#tellUnpacking(done, total)
    const create = this.#createPrivateFile
    return prepareSources(this.#dataset, stored, create, onProgress, this.#stop.signal)
  }

  async #storeSources(stored: number): Promise<Result<void, StorageError>> {
    const { db, id, records } = this.#dataset
    for (let n = 0; n < records.sources.length; n++) {
      if (n < stored && !records.sources[n]!.info.original) continue
      const source = records.sources[n]!
      if (source.isStored) continue
      const put = await attempt(() => putSource(db, id, n, source.blob))
      if (!put.ok) return put
      source.isStored = true
    }
    return ok(undefined)
  }

  async #readAll(): Promise<Result<void, StorageError>> {
    const { partsAhead, checkpointBytes } = this.#options
    try {
      for await (const part of gatherAhead(this.#producers(), partsAhead)) {
        if (this.#stop.signal.aborted) break
        this.#take(part)
        const isDue = this.#reached.bytes - this.#saved.bytes >= checkpointBytes
        if (isDue && !this.#isWriting) void this.#write(() => this.#save({ state: 'loading' }))
      }
      return await this.#writing
    } catch (error) {
      const known = storageError(error)
      if (!known) throw error
      return fail(known)
    }
  }

  /** What is to be analysed, in file order. */
  async *#producers(): AsyncGenerator<Produce<AnalysedPart>> {
    const { source: first, cutter } = this.#reached
    const { sources } = this.#dataset.records
    for (let n = first; n < sources.length; n++) {
      const { container, place } = sources[n]!.info
      const start = place ? beginAt(container, place) : null
      const from = n === first ? (cutter ?? start) : start
      const isJsonl = sources[n]!.info.container === 'jsonl'
      for await (const produce of isJsonl ? this.#stretches(n, from) : this.#batches(n, from)) {
        if (this.#stop.signal.aborted) return
        yield produce
      }
    }
  }

  /** Whether deep checks wait for a second pass, so that a large file is there soon. */
  get #isLight(): boolean {
    const { sources } = this.#dataset.records
    return sources.reduce((sum, { info }) => sum + info.bytes, 0) > this.#options.lightAboveBytes
  }

  #readingOf(n: number): Reading {
    const reading = this.#dataset.readingOf(n)
    return this.#isLight ? { ...reading, light: true } : reading
  }

  /** Lines can be told apart anywhere in a file, so analysts read and cut a stretch by themselves. */
  *#stretches(n: number, checkpoint: CutterCheckpoint | null): Generator<Produce<AnalysedPart>> {
    const { blob: source } = this.#dataset.records.sources[n]!
    const { stretchBytes } = this.#options
    const reading = this.#readingOf(n)
    for (let from = checkpoint?.byteOffset ?? 0; from < source.size; from += stretchBytes) {
      const to = Math.min(from + stretchBytes, source.size)
      const job = { ...reading, source, from, to }
      yield (take) =>
        this.#analyst.analyseLines(job, (lines) =>
          take({ source: n, batch: lines.batch, next: (reached) => behind(lines, reached) }),
        )
    }
  }

  /** Where a record begins in other containers depends on all before it: they are cut here. */
  async *#batches(
    n: number,
    checkpoint: CutterCheckpoint | null,
  ): AsyncGenerator<Produce<AnalysedPart>> {
    const { blob, info } = this.#dataset.records.sources[n]!
    for await (const cut of cutBatches(blob, info.container, checkpoint, this.#options))
      yield async (take) => {
        const { spans, from, bytes, next } = cut
        const batch = emptyBatch(spans.offsets.length)
        batch.columns.offset.set(spans.offsets)
        batch.columns.length.set(spans.lengths)
        batch.columns.line.set(spans.lines)
        const reading = this.#readingOf(n)
        const analysed = await this.#analyst.analyse({ ...reading, bytes, from, batch })
        take({ source: n, batch: analysed, next: () => next })
      }
  }

  /** Takes an analysed part into the dataset. */
  #take({ source, batch, next }: AnalysedPart): void {
    const { columns, records } = this.#dataset
    this.#beginUpTo(source)
    const cutter = next(this.#reached.source === source ? this.#reached.cutter : null)
    columns.append(batch)
    const at = records.sources[source]!
    at.info = { ...at.info, records: columns.count - at.info.firstRecord }
    this.#dataset.applyEarly()
    const before = records.sources.slice(0, source).reduce((sum, s) => sum + s.info.bytes, 0)
    this.#reached = { source, cutter, bytes: before + cutter.byteOffset }
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
      ...(end.state === 'ready' && this.#isLight ? { recheck: { record: 0, stopped: false } } : {}),
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

  #tellUnpacking(bytesDone: number, bytesTotal: number): void {
    const now = performance.now()
    if (now - this.#reportedAt < this.#options.progressMs) return
    this.#reportedAt = now
    const bytesPerSecond = this.#unpackRate.at(bytesDone)
    const left = bytesTotal - bytesDone
    this.#report({
      phase: 'unpacking',
      bytesDone,
      bytesTotal,
      bytesSaved: 0,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? left / bytesPerSecond : 0,
      records: 0,
      unreadable: 0,
      recordsWithErrors: 0,
      findings: {},
    })
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

/** Some consecutive records of a source, analysed. */
interface AnalysedPart {
  readonly source: number
  readonly batch: BatchColumns
  /** Where cutting goes on behind it, given where its source had been cut up to. */
  readonly next: (reached: CutterCheckpoint | null) => CutterCheckpoint
}

/** Numbers a part's lines on from those before it. */
function behind(
  { batch, lines, end }: AnalysedLines,
  reached: CutterCheckpoint | null,
): CutterCheckpoint {
  const before = (reached?.lineNumber ?? 1) - 1
  const { line } = batch.columns
  for (let i = 0; i < line.length; i++) line[i]! += before
  return { container: 'jsonl', byteOffset: end, lineNumber: before + lines + 1, state: {} }
}
