import type { Crew } from './crew.ts'
import type { CreatePrivateFile } from './export-files.ts'
import { Hashing } from './hashing.ts'
import { Ingest, ingestOptions, type IngestEnd } from './ingest.ts'
import type { News } from './news.ts'
import type { Opened } from './opened.ts'
import { Turns } from '../analyst/turns.ts'
import { Recheck } from './recheck.ts'
import type { Source } from './records.ts'

/** Loads datasets one after another and, when there is nothing to load, hashes their sources. */
export class Loader {
  readonly #crew: Crew
  readonly #news: News
  readonly #onIdle: (opened: Opened, end?: IngestEnd) => Promise<void>
  readonly #createPrivateFile: CreatePrivateFile
  readonly #turns = new Turns()
  readonly #hashing: Hashing

  /** `onIdle` is told when nothing more goes on with a dataset; `end` says how a load ended. */
  constructor(
    crew: Crew,
    news: News,
    createPrivateFile: CreatePrivateFile,
    onIdle: (opened: Opened, end?: IngestEnd) => Promise<void>,
  ) {
    this.#createPrivateFile = createPrivateFile
    this.#crew = crew
    this.#news = news
    this.#onIdle = onIdle
    this.#hashing = new Hashing(crew, (opened) => {
      news.publish({ kind: 'datasets' })
      void onIdle(opened)
    })
  }

  isBusy(opened: Opened): boolean {
    return (
      opened.loading !== undefined || opened.rechecking !== undefined || this.#hashing.has(opened)
    )
  }

  /** Goes on with what was not finished when the browser was closed. */
  goOn(opened: Opened): void {
    const { dataset, lock, loading } = opened
    if (!lock.held || loading) return
    if (dataset.row.state === 'loading') this.load(opened, dataset.row.sources.length)
    else if (dataset.row.state === 'ready') this.#hashMissing(opened)
    const { recheck } = dataset.row
    if (recheck && !recheck.stopped && !opened.rechecking) this.recheck(opened)
  }

  /** Loads a dataset in its turn; its first `stored` sources are in the database already. */
  load(opened: Opened, stored: number): void {
    const { id } = opened.dataset
    const ingest = new Ingest(
      opened.dataset,
      this.#crew,
      (progress) => this.#news.publish({ kind: 'ingest', dataset: id, progress }),
      ingestOptions(this.#crew.size),
      this.#createPrivateFile,
    )
    this.#hashing.pause()
    const ended = this.#turns.take(async () => {
      const end = await ingest.run(stored).catch(stoppedBy)
      delete opened.loading
      this.#news.publish({ kind: 'ingestEnd', dataset: id, ...end })
      this.#news.publish({ kind: 'datasets' })
      if (end.state === 'ready') this.#hashMissing(opened)
      if (opened.dataset.row.recheck?.stopped === false) this.recheck(opened)
      this.#hashing.resume()
      await this.#onIdle(opened, end)
    })
    opened.loading = { ingest, ended }
  }

  /** Checks a dataset anew, in its turn, by the settings in its row and from where that stands. */
  recheck(opened: Opened): void {
    const { id } = opened.dataset
    const recheck = new Recheck(opened.dataset, this.#crew, 2 * this.#crew.size, (progress) =>
      this.#news.publish({ kind: 'recheck', dataset: id, progress }),
    )
    this.#hashing.pause()
    const ended = this.#turns.take(async () => {
      const end = await recheck.run().catch(stoppedBy)
      if (opened.rechecking?.recheck === recheck) delete opened.rechecking
      const failure = end.failure === undefined ? {} : { failure: end.failure }
      this.#news.publish({ kind: 'recheckEnd', dataset: id, ...failure })
      this.#news.publish({ kind: 'datasets' })
      this.#hashing.resume()
      await this.#onIdle(opened)
    })
    opened.rechecking = { recheck, ended }
  }

  /** Ends all that goes on with a dataset, writing nothing more. */
  async abandon(opened: Opened): Promise<void> {
    this.#hashing.drop(opened)
    const { loading, rechecking } = opened
    rechecking?.recheck.abandon()
    await rechecking?.ended
    if (!loading) return
    loading.ingest.abandon()
    // One that has not begun waits for others; it will find itself abandoned.
    if (loading.ingest.isRunning) await loading.ended
  }

  #hashMissing(opened: Opened): void {
    const { sources } = opened.dataset.records
    const isHashed = ({ info }: Source) =>
      info.sha256 !== undefined && (!info.original || info.original.sha256 !== undefined)
    if (!sources.every(isHashed)) this.#hashing.add(opened)
  }
}

/** A bug must not leave a load without an end: it is told like every other failure. */
function stoppedBy(error: unknown): IngestEnd & { readonly failure: string } {
  const reason = error instanceof Error ? error.message : String(error)
  return { state: 'partial', failure: `It stopped by a fault of this program: ${reason}` }
}
