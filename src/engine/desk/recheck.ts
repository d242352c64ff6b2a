import { CHECKS_VERSION } from '../../core/checks/index.ts'
import type { BatchColumns } from '../../core/columns.ts'
import type { Result } from '../../core/result.ts'
import { CHUNK } from '../../storage/columns.ts'
import { saveRecheck, updateDataset } from '../../storage/datasets.ts'
import type { ColumnRow, DatasetRow } from '../../storage/db.ts'
import { attempt, storageError, type StorageError } from '../../storage/errors.ts'
import type { Analyst } from '../analyst/analyst.ts'
import type { RecheckProgress } from '../protocol.ts'
import { remeasured } from './acts.ts'
import { mapAhead } from './ahead.ts'
import type { OpenDataset } from './dataset.ts'
import { CHECK_CODES } from './exact.ts'
import { Rate } from './rate.ts'
import type { Stretch } from './records.ts'

/** Bytes that an analyst reads in one go. */
const STRETCH_BYTES = 8 * 1024 * 1024
/** Edited samples that are measured within one turn of the acts. */
const EDITED_AT_ONCE = 50
const PROGRESS_MS = 250

/**
 * One pass over a dataset whose checks are set otherwise, or that older checks looked at. What the
 * dataset is judged by is written before it begins, so that it goes on after a reload.
 */
export class Recheck {
  readonly #dataset: OpenDataset
  readonly #analyst: Pick<Analyst, 'analysePlaces'>
  readonly #stretchesAhead: number
  readonly #report: (progress: RecheckProgress) => void
  #state: 'running' | 'stopped' | 'abandoned' = 'running'
  #savedChunk: number
  readonly #rate: Rate
  #reportedAt = 0

  constructor(
    dataset: OpenDataset,
    analyst: Pick<Analyst, 'analysePlaces'>,
    stretchesAhead: number,
    report: (progress: RecheckProgress) => void,
  ) {
    this.#dataset = dataset
    this.#analyst = analyst
    this.#stretchesAhead = stretchesAhead
    this.#report = report
    this.#savedChunk = Math.floor(this.#done / CHUNK)
    this.#rate = new Rate(this.#done)
  }

  /** Stops at a person's word; what is checked by then is kept. */
  stop(): void {
    if (this.#state === 'running') this.#state = 'stopped'
  }

  /** Stops without writing anything more. */
  abandon(): void {
    this.#state = 'abandoned'
  }

  get #done(): number {
    return this.#dataset.row.recheck?.record ?? 0
  }

  /** Resolves to why it could not be finished, where that is not a person's word. */
  async run(): Promise<{ readonly failure?: string }> {
    try {
      const failed = await this.#checkAll()
      return failed ? { failure: failed.message } : {}
    } catch (error) {
      const known = storageError(error)
      if (!known) throw error
      return { failure: known.message }
    }
  }

  async #checkAll(): Promise<StorageError | undefined> {
    const { records, columns } = this.#dataset
    const stretches = records.stretches(this.#done, columns.count, STRETCH_BYTES)
    const check = async (stretch: Stretch) => ({ stretch, batch: await this.#analyse(stretch) })
    let done = this.#done
    for await (const { stretch, batch } of mapAhead(stretches, check, this.#stretchesAhead)) {
      if (this.#state !== 'running') break
      this.#take(stretch, batch)
      done = stretch.first + batch.count
      this.#tell(done)
      if (done - this.#savedChunk * CHUNK < CHUNK) continue
      const saved = await this.#save(done)
      if (!saved.ok) return saved.error
    }
    if (this.#state === 'abandoned') return undefined
    const saved = await this.#save(done)
    if (!saved.ok) return saved.error
    if (this.#state !== 'running') return undefined
    return this.#finish()
  }

  #analyse({ source, offsets, lengths }: Stretch): Promise<BatchColumns> {
    const { blob } = this.#dataset.records.sources[source]!
    const reading = this.#dataset.readingOf(source)
    return this.#analyst.analysePlaces({ ...reading, source: blob, offsets, lengths })
  }

  /** Edited samples are measured by what they are now, at the end. */
  #take({ first }: Stretch, batch: BatchColumns): void {
    const { columns, edited } = this.#dataset
    for (let i = 0; i < batch.count; i++)
      if (!edited.has(first + i)) columns.remeasure(first + i, batch, i)
  }

  /** Writes the chunks that have changed since, and how far it has come. */
  async #save(done: number): Promise<Result<void, StorageError>> {
    const { columns, id, db } = this.#dataset
    const rows: ColumnRow[] = []
    for (let chunk = this.#savedChunk; chunk * CHUNK < done; chunk++)
      rows.push(columns.chunkRow(id, chunk))
    const recheck = { record: done, stopped: this.#state === 'stopped' }
    const row: Partial<DatasetRow> = { recheck, tally: columns.tally }
    const saved = await attempt(() => saveRecheck(db, id, rows, row))
    if (!saved.ok) return saved
    if (!saved.value.ok) return saved.value
    this.#dataset.row = { ...this.#dataset.row, ...row }
    this.#savedChunk = Math.floor(done / CHUNK)
    return saved.value
  }

  async #finish(): Promise<StorageError | undefined> {
    const dataset = this.#dataset
    const edited = [...dataset.edited]
    for (let from = 0; from < edited.length; from += EDITED_AT_ONCE) {
      const some = edited.slice(from, from + EDITED_AT_ONCE)
      const done = await dataset.acting.take(async () => {
        if (this.#state === 'abandoned') return undefined
        const rows = await remeasured(dataset, some)
        const written = await attempt(() => dataset.db.samples.bulkPut(rows))
        if (!written.ok) return written.error
        for (const row of rows) dataset.apply(row)
        return undefined
      })
      if (done) return done
    }
    if (this.#state === 'abandoned') return undefined
    const row = {
      checkCodes: CHECK_CODES,
      checksVersion: CHECKS_VERSION,
      tally: dataset.columns.tally,
    }
    const updated = await attempt(() =>
      updateDataset(dataset.db, dataset.id, { ...row, recheck: undefined }),
    )
    if (!updated.ok) return updated.error
    if (!updated.value.ok) return updated.value.error
    const { recheck: _, ...others } = dataset.row
    dataset.row = { ...others, ...row }
    return undefined
  }

  #tell(done: number): void {
    const now = performance.now()
    if (now - this.#reportedAt < PROGRESS_MS) return
    this.#reportedAt = now
    const total = this.#dataset.columns.count
    const samplesPerSecond = this.#rate.at(done)
    const secondsLeft = samplesPerSecond > 0 ? (total - done) / samplesPerSecond : 0
    this.#report({ done, total, samplesPerSecond, secondsLeft })
  }
}
