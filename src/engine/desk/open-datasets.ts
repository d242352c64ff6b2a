import { fail, ok, type Result } from '../../core/result.ts'
import type { Database, DatasetId, DatasetRow } from '../../storage/db.ts'
import { attempt, DATASET_GONE, type StorageError } from '../../storage/errors.ts'
import { storedOriginals, storedSources } from '../../storage/sources.ts'
import type { Crew } from './crew.ts'
import { OpenDataset } from './dataset.ts'
import type { CreatePrivateFile } from './export-files.ts'
import type { IngestEnd } from './ingest.ts'
import { Loader } from './loader.ts'
import type { News } from './news.ts'
import type { Opened } from './opened.ts'
import { WriterLock, type Locks } from './writer-lock.ts'

type OpenResult = Result<Opened, StorageError>

/** The datasets that a desk holds in memory: the one that is looked at, and those under work. */
export class OpenDatasets {
  readonly loader: Loader
  readonly #db: Database
  readonly #locks: Locks
  readonly #news: News
  readonly #all = new Map<DatasetId, Promise<OpenResult>>()
  #current: DatasetId | undefined

  constructor(
    db: Database,
    locks: Locks,
    crew: Crew,
    news: News,
    createPrivateFile: CreatePrivateFile,
  ) {
    this.#db = db
    this.#locks = locks
    this.#news = news
    this.loader = new Loader(crew, news, createPrivateFile, (opened, end) =>
      this.#idle(opened, end),
    )
  }

  /** The dataset where it is open already. */
  async known(id: DatasetId): Promise<Opened | undefined> {
    const opened = await this.#all.get(id)
    return opened?.ok ? opened.value : undefined
  }

  /** The dataset, opened if need be. */
  get(id: DatasetId): Promise<OpenResult> {
    return this.#all.get(id) ?? this.#remember(id, this.#read(id))
  }

  /** The dataset for a view that has it open; throws where it cannot be had. */
  async must(id: DatasetId): Promise<Opened> {
    const opened = await this.get(id)
    if (!opened.ok) throw new Error(opened.error.message)
    return opened.value
  }

  /** Opens a dataset to be looked at; the one before is put away unless something goes on with it. */
  async look(id: DatasetId): Promise<OpenResult> {
    const opened = await this.get(id)
    if (!opened.ok) return opened
    this.#current = id
    for (const other of [...this.#all.keys()]) {
      const shown = await this.known(other)
      if (shown) await this.#putAway(shown)
    }
    this.loader.goOn(opened.value)
    return opened
  }

  /** Adds a new dataset and loads it from these files. */
  async create(
    row: DatasetRow,
    blobs: readonly (Blob | undefined)[],
    originals: ReadonlyMap<number, Blob> = new Map(),
  ): Promise<OpenResult> {
    const lock = await this.#lock(row.id)
    const added = await attempt(() => this.#db.datasets.add(row))
    if (!added.ok) {
      lock.close()
      return added
    }
    const dataset = await OpenDataset.open(this.#db, row, blobs, originals)
    const opened: Opened = { dataset, lock }
    this.loader.load(opened, 0)
    return this.#remember(row.id, Promise.resolve(ok(opened)))
  }

  async close(opened: Opened): Promise<void> {
    await this.loader.abandon(opened)
    this.#all.delete(opened.dataset.id)
    opened.lock.close()
  }

  #remember(id: DatasetId, opening: Promise<OpenResult>): Promise<OpenResult> {
    this.#all.set(id, opening)
    const forget = () => this.#all.delete(id)
    opening.then((opened) => opened.ok || forget(), forget)
    return opening
  }

  async #read(id: DatasetId): Promise<OpenResult> {
    const row = await attempt(() => this.#db.datasets.get(id))
    if (!row.ok) return row
    if (!row.value) return fail(DATASET_GONE)
    const { failure = '', sources } = row.value
    if (row.value.state === 'failed') return fail({ kind: 'source', message: failure })
    const blobs = await attempt(() => storedSources(this.#db, id, sources.length))
    if (!blobs.ok) return blobs
    const originals = await attempt(() => storedOriginals(this.#db, id))
    if (!originals.ok) return originals
    const lock = await this.#lock(id)
    const dataset = await OpenDataset.open(this.#db, row.value, blobs.value, originals.value)
    return ok({ dataset, lock })
  }

  #lock(id: DatasetId): Promise<WriterLock> {
    return WriterLock.request(this.#locks, id, (held) => void this.#lockChanged(id, held))
  }

  async #lockChanged(id: DatasetId, held: boolean): Promise<void> {
    const opened = await this.known(id)
    if (!opened) return
    const { dataset } = opened
    if (held) {
      const caughtUp = await dataset.acting.take(() => attempt(() => dataset.catchUp()))
      if (!caughtUp.ok) return
      this.loader.goOn(opened)
    } else await this.loader.abandon(opened)
    this.#news.tell({ kind: 'mode', dataset: id, mode: held ? 'write' : 'read' })
  }

  /** A dataset that could not be loaded is closed even while it is looked at: it is empty. */
  async #idle(opened: Opened, end?: IngestEnd): Promise<void> {
    if (end?.state === 'failed') await this.close(opened)
    else await this.#putAway(opened)
  }

  async #putAway(opened: Opened): Promise<void> {
    if (opened.dataset.id === this.#current || this.loader.isBusy(opened)) return
    await this.close(opened)
  }
}
