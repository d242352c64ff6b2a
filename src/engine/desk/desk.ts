import type { JournalEntry } from '../../core/journal/edit.ts'
import { CHECKS_VERSION } from '../../core/checks/index.ts'
import type { FormatGuess } from '../../core/formats/detect.ts'
import type { FieldPath, Mapping } from '../../core/mapping/mapping.ts'
import { suggestMapping, type MappingSuggestion } from '../../core/mapping/suggest.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import {
  deleteDataset,
  failDataset,
  NO_TALLY,
  NO_WORK,
  updateDataset,
} from '../../storage/datasets.ts'
import type { Database, DatasetId, DatasetRow } from '../../storage/db.ts'
import { putView, removeView, savedViews } from '../../storage/views.ts'
import { putMapping, removeMapping, savedMappings } from '../../storage/mappings.ts'
import { attempt, READ_ONLY, type StorageError } from '../../storage/errors.ts'
import {
  putCheckSettings,
  removeCheckSettings,
  savedCheckSettings,
} from '../../storage/check-settings.ts'
import { sampleHistory } from '../../storage/journal.ts'
import { storedOriginals, storedSources } from '../../storage/sources.ts'
import type { DeskApi, JobArguments } from '../desk-api.ts'
import type {
  AppendError,
  BulkPlan,
  BulkWork,
  Change,
  Charts,
  Example,
  DatasetSummary,
  ExportDestination,
  ExportRequest,
  ExportSummary,
  FileInspection,
  FormatTrial,
  IngestRequest,
  MendPlan,
  OpenDataset as OpenedView,
  OpenError,
  Overview,
  QueryResult,
  QueueRow,
  RecordedResults,
  RecordOutline,
  Revision,
  CheckSettings,
  NamedSettings,
  SampleQuery,
  SampleView,
  SavedView,
  Sibling,
  StorageUse,
  UnreadablePage,
  WantedResult,
  WrittenExport,
} from '../protocol.ts'
import { act, takeBack } from './acts.ts'
import { planBulk } from './bulk.ts'
import { chartsOf } from './charts.ts'
import type { Crew } from './crew.ts'
import { summaryOf, type OpenDataset } from './dataset.ts'
import { CHECK_CODES } from './exact.ts'
import type { CreatePrivateFile } from './export-files.ts'
import { planExport, writeExport } from './export.ts'
import { describedSets } from './described-sets.ts'
import { inspectFile } from './inspect.ts'
import { judgeDataset } from './judge-set.ts'
import { Jobs } from './jobs.ts'
import { planSources } from './plan-sources.ts'
import { readMended } from './mend.ts'
import { News } from './news.ts'
import { OpenDatasets } from './open-datasets.ts'
import { openedView, stopRecheck, undoState } from './opened.ts'
import { findRecordedResults } from './recorded-results.ts'
import { siblingsOf } from './siblings.ts'
import { searchText } from './text-search.ts'
import { Looking, mappingGuesses, outlineRecord, tryFormat } from './trial.ts'
import { isFree, type Locks } from './writer-lock.ts'

const STILL_LOADING = 'It is still being loaded. Check it anew once that is done.'

export interface DeskTools {
  readonly db: Database
  readonly crew: Crew
  readonly locks: Locks
  readonly storage: Pick<StorageManager, 'estimate' | 'persisted'>
  readonly createPrivateFile: CreatePrivateFile
}

/**
 * The engine behind the views: owns the open datasets and everything that is written. It runs in a
 * worker but needs none.
 */
export class Desk implements DeskApi {
  readonly #db: Database
  readonly #crew: Crew
  readonly #locks: Locks
  readonly #storage: DeskTools['storage']
  readonly #createPrivateFile: CreatePrivateFile
  readonly #news: News
  readonly #jobs = new Jobs()
  readonly #looking = new Looking()
  readonly #datasets: OpenDatasets
  /** Where tidying fails, so will what is asked for, and says why. */
  readonly #tidied: Promise<unknown>

  constructor({ db, crew, locks, storage, createPrivateFile }: DeskTools) {
    this.#db = db
    this.#crew = crew
    this.#locks = locks
    this.#storage = storage
    this.#createPrivateFile = createPrivateFile
    this.#news = new News((change) => void this.#hear(change))
    this.#datasets = new OpenDatasets(db, locks, crew, this.#news, createPrivateFile)
    this.#tidied = attempt(() => this.#tidy())
  }

  listen(listener: (change: Change) => void): void {
    this.#news.listen(listener)
  }

  cancel(job: number): void {
    this.#jobs.cancel(job)
  }

  /** Lets go of everything; nothing more is heard or told. */
  close(): void {
    this.#news.close()
    this.#crew.dismiss()
  }

  // --- all datasets -------------------------------------------------------------------------

  async listDatasets(): Promise<DatasetSummary[]> {
    await this.#tidied
    const rows = await this.#db.datasets.toArray()
    const summaries = await Promise.all(rows.map((row) => this.#summary(row)))
    return summaries.sort((a, b) => b.changedAt - a.changedAt)
  }

  async inspect(files: readonly File[], ...job: JobArguments): Promise<FileInspection[]> {
    return this.#jobs.run(job, async ({ signal }) => {
      const inspections: FileInspection[] = []
      for (const file of files) {
        signal?.throwIfAborted()
        const inspection = await inspectFile(file)
        const fitting = inspection.refusal ? [] : await this.#fittingMappings(file)
        const describes = await describedSets(file)
        inspections.push({
          ...inspection,
          guesses: [...fitting, ...inspection.guesses].sort((a, b) => b.confidence - a.confidence),
          ...(describes ? { describes } : {}),
        })
      }
      this.#looking.end()
      return inspections
    })
  }

  tryFormat(
    file: File,
    format: FormatId,
    record: number,
    ...job: JobArguments
  ): Promise<FormatTrial> {
    return this.#jobs.run(job, async () =>
      tryFormat(await this.#looking.records(file), format, record),
    )
  }

  outlineRecord(
    file: File,
    record: number,
    open: readonly FieldPath[] | null,
    ...job: JobArguments
  ): Promise<RecordOutline> {
    return this.#jobs.run(job, async () =>
      outlineRecord(await this.#looking.records(file), record, open),
    )
  }

  suggestMapping(file: File, ...job: JobArguments): Promise<MappingSuggestion> {
    return this.#jobs.run(job, async () => {
      const records = await this.#looking.records(file)
      return suggestMapping(records.flatMap(({ value }) => (value === undefined ? [] : [value])))
    })
  }

  listMappings(): Promise<Mapping[]> {
    return savedMappings(this.#db)
  }

  saveMapping(mapping: Mapping): Promise<Result<void, StorageError>> {
    return attempt(() => putMapping(this.#db, mapping))
  }

  deleteMapping(name: string): Promise<Result<void, StorageError>> {
    return attempt(() => removeMapping(this.#db, name))
  }

  /** Saved mappings that read most of a file's records, as guesses like any other. */
  async #fittingMappings(file: File): Promise<FormatGuess[]> {
    const mappings = await savedMappings(this.#db)
    if (mappings.length === 0) return []
    return mappingGuesses(await this.#looking.records(file), mappings)
  }

  async startIngest({ name, files }: IngestRequest): Promise<Result<DatasetId, StorageError>> {
    const now = Date.now()
    const planned = await planSources(files)
    const row: DatasetRow = {
      id: crypto.randomUUID() as DatasetId,
      name,
      state: 'loading',
      sources: planned.map(({ info }) => info),
      checkCodes: CHECK_CODES,
      checksVersion: CHECKS_VERSION,
      records: 0,
      tally: NO_TALLY,
      work: NO_WORK,
      checkpoint: { source: 0, cutter: null, bytes: 0 },
      createdAt: now,
      changedAt: now,
    }
    const created = await this.#datasets.create(
      row,
      planned.map(({ info, file }) => (info.original ? undefined : file)),
      new Map(planned.map(({ file }, n) => [n, file])),
    )
    if (!created.ok) return created
    this.#news.publish({ kind: 'datasets' })
    return ok(row.id)
  }

  async resumeIngest(id: DatasetId): Promise<Result<DatasetId, StorageError>> {
    const opened = await this.#datasets.get(id)
    if (!opened.ok) return opened
    const { dataset, lock, loading } = opened.value
    if (!lock.held) return fail(READ_ONLY)
    if (loading || dataset.row.state === 'ready') return ok(id)
    const change = { state: 'loading', failure: '' } as const
    const updated = await attempt(() => updateDataset(this.#db, id, change))
    if (!updated.ok) return updated
    if (!updated.value.ok) return updated.value
    dataset.row = { ...dataset.row, ...change }
    this.#datasets.loader.load(opened.value, dataset.row.sources.length)
    return ok(id)
  }

  async cancelIngest(id: DatasetId): Promise<void> {
    const opened = await this.#datasets.known(id)
    if (!opened?.loading) return
    const { ingest, ended } = opened.loading
    ingest.cancel()
    await ended
  }

  listViews(): Promise<SavedView[]> {
    return savedViews(this.#db)
  }

  saveView(view: SavedView): Promise<Result<void, StorageError>> {
    return attempt(() => putView(this.#db, view))
  }

  deleteView(name: string): Promise<Result<void, StorageError>> {
    return attempt(() => removeView(this.#db, name))
  }

  listCheckSettings(): Promise<NamedSettings[]> {
    return savedCheckSettings(this.#db)
  }

  saveCheckSettings(settings: NamedSettings): Promise<Result<void, StorageError>> {
    return attempt(() => putCheckSettings(this.#db, settings))
  }

  deleteCheckSettings(name: string): Promise<Result<void, StorageError>> {
    return attempt(() => removeCheckSettings(this.#db, name))
  }

  async startRecheck(id: DatasetId, settings: CheckSettings): Promise<Result<void, StorageError>> {
    const opened = await this.#datasets.get(id)
    if (!opened.ok) return opened
    const { dataset, lock, loading } = opened.value
    if (!lock.held) return fail(READ_ONLY)
    if (loading) return fail({ kind: 'source', message: STILL_LOADING })
    await stopRecheck(opened.value)
    const change = { settings, recheck: { record: 0, stopped: false } }
    const updated = await attempt(() => updateDataset(this.#db, id, change))
    if (!updated.ok) return updated
    if (!updated.value.ok) return updated.value
    dataset.row = { ...dataset.row, ...change }
    dataset.judgeBy(settings)
    this.#datasets.loader.recheck(opened.value)
    this.#news.publish({ kind: 'datasets' })
    return ok(undefined)
  }

  judgeSet(id: DatasetId, ...job: JobArguments): Promise<Result<void, StorageError>> {
    return this.#jobs.run(job, async (running) => {
      const opened = await this.#datasets.get(id)
      if (!opened.ok) return opened
      const { dataset, lock, loading, rechecking } = opened.value
      if (!lock.held) return fail(READ_ONLY)
      if (loading ?? rechecking) return fail({ kind: 'source', message: STILL_LOADING })
      const asked = await attempt(() => updateDataset(this.#db, id, { setAsked: true }))
      if (!asked.ok) return asked
      try {
        return await judgeDataset(dataset, this.#crew, running, () => lock.held)
      } finally {
        // Done, failed or called off by a person: it need not begin by itself another day.
        await attempt(() => updateDataset(this.#db, id, { setAsked: undefined }))
        this.#news.publish({ kind: 'recheckEnd', dataset: id })
      }
    })
  }

  async cancelRecheck(id: DatasetId): Promise<void> {
    const opened = await this.#datasets.known(id)
    if (opened) await stopRecheck(opened)
  }

  async renameDataset(id: DatasetId, name: string): Promise<Result<void, StorageError>> {
    const renamed = await attempt(() => updateDataset(this.#db, id, { name }))
    if (!renamed.ok) return renamed
    if (!renamed.value.ok) return renamed.value
    const opened = await this.#datasets.known(id)
    if (opened) opened.dataset.row = { ...opened.dataset.row, name }
    this.#news.publish({ kind: 'datasets' })
    return ok(undefined)
  }

  async deleteDataset(id: DatasetId): Promise<Result<void, StorageError>> {
    const opened = await this.#datasets.known(id)
    if (!opened?.lock.held && !(await isFree(this.#locks, id))) return fail(READ_ONLY)
    if (opened) await this.#datasets.close(opened)
    const deleted = await attempt(() => deleteDataset(this.#db, id))
    this.#news.publish({ kind: 'datasets' })
    return deleted
  }

  async storageUse(): Promise<StorageUse> {
    const { usage = 0, quota = 0 } = await this.#storage.estimate()
    return { usedBytes: usage, quotaBytes: quota, persisted: await this.#storage.persisted() }
  }

  // --- one dataset --------------------------------------------------------------------------

  async open(id: DatasetId): Promise<Result<OpenedView, OpenError>> {
    await this.#tidied
    const opened = await this.#datasets.look(id)
    return opened.ok ? ok(openedView(opened.value)) : opened
  }

  async takeOver(id: DatasetId): Promise<void> {
    const opened = await this.#datasets.must(id)
    await opened.lock.takeOver()
  }

  async query(id: DatasetId, query: SampleQuery, ...job: JobArguments): Promise<QueryResult> {
    const { dataset } = await this.#datasets.must(id)
    return this.#jobs.run(job, (running) =>
      dataset.query(query, (text, searched) =>
        searchText(dataset, this.#crew, text, searched, running),
      ),
    )
  }

  async rows(id: DatasetId, handle: number, from: number, count: number): Promise<QueueRow[]> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.rows(handle, from, count)
  }

  async positionOf(id: DatasetId, handle: number, record: number): Promise<number> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.positionOf(handle, record)
  }

  async sample(id: DatasetId, record: number): Promise<SampleView> {
    const { dataset, lock } = await this.#datasets.must(id)
    const view = await dataset.sample(record)
    if (lock.held) dataset.rememberPlace(record)
    return view
  }

  async rawRecord(id: DatasetId, record: number): Promise<Uint8Array<ArrayBuffer>> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.records.bytes(record)
  }

  async unreadable(id: DatasetId, from: number, count: number): Promise<UnreadablePage> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.unreadable(from, count)
  }

  async overview(id: DatasetId): Promise<Overview> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.overview()
  }

  async charts(id: DatasetId): Promise<Charts> {
    const { dataset } = await this.#datasets.must(id)
    return chartsOf(dataset.columns)
  }

  async examples(id: DatasetId): Promise<Example[]> {
    const { dataset } = await this.#datasets.must(id)
    return dataset.examples()
  }

  history(id: DatasetId, record: number): Promise<JournalEntry[]> {
    return sampleHistory(this.#db, id, record)
  }

  async siblings(id: DatasetId, record: number): Promise<Sibling[]> {
    const { dataset } = await this.#datasets.must(id)
    return siblingsOf(dataset, record)
  }

  async recordedResults(
    id: DatasetId,
    wanted: WantedResult,
    ...job: JobArguments
  ): Promise<RecordedResults> {
    const { dataset } = await this.#datasets.must(id)
    return this.#jobs.run(job, (running) =>
      findRecordedResults(dataset, this.#crew, wanted, running),
    )
  }

  async originalFile(id: DatasetId, source: number): Promise<File> {
    const { dataset } = await this.#datasets.must(id)
    const { blob, original, info } = dataset.records.sources[source]!
    return new File([original ?? blob], info.name)
  }

  // --- acts -----------------------------------------------------------------------------------

  append(
    id: DatasetId,
    word: JournalEntry['act'],
    changes: JournalEntry['changes'],
  ): Promise<Result<Revision, AppendError>> {
    return this.#write(id, (dataset, who) => act(dataset, who, word, changes))
  }

  undo(id: DatasetId): Promise<Result<Revision | null, AppendError>> {
    return this.#write(id, (dataset, who) => takeBack(dataset, who, 'undo'))
  }

  redo(id: DatasetId): Promise<Result<Revision | null, AppendError>> {
    return this.#write(id, (dataset, who) => takeBack(dataset, who, 'redo'))
  }

  async #write<R extends Revision | null>(
    id: DatasetId,
    write: (dataset: OpenDataset, who: string) => Promise<Result<R, AppendError>>,
  ): Promise<Result<R, AppendError>> {
    const { dataset, lock } = await this.#datasets.must(id)
    return dataset.acting.take(async () => {
      if (!lock.held) return fail(READ_ONLY)
      const done = await write(dataset, await this.#who())
      if (done.ok && done.value) {
        const { states, savedAt, canUndo, canRedo } = done.value
        const records = states.map(({ record }) => record)
        this.#news.publish({ kind: 'samples', dataset: id, records, savedAt, canUndo, canRedo })
      }
      return done
    })
  }

  /** The name under which acts are recorded. */
  async #who(): Promise<string> {
    const setting = await this.#db.settings.get('who')
    return typeof setting?.value === 'string' ? setting.value : 'me'
  }

  // --- export -------------------------------------------------------------------------------

  async planExport(
    id: DatasetId,
    request: ExportRequest,
    ...job: JobArguments
  ): Promise<ExportSummary> {
    const { dataset } = await this.#datasets.must(id)
    return this.#jobs.run(job, (running) => planExport(dataset, request, running))
  }

  async writeExport(
    id: DatasetId,
    request: ExportRequest,
    destination: ExportDestination,
    ...job: JobArguments
  ): Promise<Result<WrittenExport, StorageError>> {
    const { dataset } = await this.#datasets.must(id)
    return this.#jobs.run(job, (running) =>
      writeExport(dataset, request, destination, running, this.#createPrivateFile),
    )
  }

  async planMend(id: DatasetId, file: File, ...job: JobArguments): Promise<MendPlan> {
    const { dataset } = await this.#datasets.must(id)
    return this.#jobs.run(job, async (running) => (await readMended(dataset, file, running)).plan)
  }

  applyMend(
    id: DatasetId,
    file: File,
    ...job: JobArguments
  ): Promise<Result<Revision | null, AppendError>> {
    return this.#jobs.run(job, (running) =>
      this.#write<Revision | null>(id, async (dataset, who) => {
        const [first, ...rest] = (await readMended(dataset, file, running)).changes
        return first ? act(dataset, who, 'mend', [first, ...rest]) : ok(null)
      }),
    )
  }

  async planBulk(
    id: DatasetId,
    handle: number,
    work: BulkWork,
    ...job: JobArguments
  ): Promise<BulkPlan> {
    const { dataset } = await this.#datasets.must(id)
    const records = dataset.resultsOf(handle)
    return this.#jobs.run(
      job,
      async (running) => (await planBulk(dataset, records, work, running)).plan,
    )
  }

  applyBulk(
    id: DatasetId,
    handle: number,
    work: BulkWork,
    ...job: JobArguments
  ): Promise<Result<Revision | null, AppendError>> {
    return this.#jobs.run(job, (running) =>
      this.#write<Revision | null>(id, async (dataset, who) => {
        const bulk = await planBulk(dataset, dataset.resultsOf(handle), work, running)
        const [first, ...rest] = bulk.changes
        running.signal?.throwIfAborted()
        return first ? act(dataset, who, bulk.act, [first, ...rest]) : ok(null)
      }),
    )
  }

  // --- between tabs and sessions ------------------------------------------------------------------

  /** Datasets whose file was not stored when the browser died cannot be opened: they say so. */
  async #tidy(): Promise<void> {
    const rows = await this.#db.datasets.toArray()
    for (const { id, state, sources, records } of rows) {
      if (state !== 'loading' || records > 0 || !(await isFree(this.#locks, id))) continue
      const stored = await storedSources(this.#db, id, sources.length)
      const originals = await storedOriginals(this.#db, id)
      const isThere = sources.map(
        ({ original }, n) => stored[n] !== undefined || (original && originals.has(original.n)),
      )
      if (!isThere.includes(false) && !isThere.includes(undefined)) continue
      await failDataset(
        this.#db,
        id,
        'The browser was closed before the file was stored. Open the file again.',
      )
    }
  }

  async #summary(row: DatasetRow): Promise<DatasetSummary> {
    const opened = await this.#datasets.known(row.id)
    // The name may have been changed in another tab.
    if (opened) return { ...opened.dataset.summary, name: row.name }
    const interrupted = row.state === 'loading' && (await isFree(this.#locks, row.id))
    return summaryOf(interrupted ? { ...row, state: 'partial' } : row, row.work)
  }

  /** Follows what the tab that writes does. */
  async #hear(change: Change): Promise<void> {
    const opened = 'dataset' in change ? await this.#datasets.known(change.dataset) : undefined
    if (opened && !opened.lock.held) {
      const { dataset } = opened
      const followed = await dataset.acting.take(() =>
        attempt(() =>
          change.kind === 'samples'
            ? dataset.reload(change.records)
            : change.kind === 'recheckEnd'
              ? dataset.readAnew()
              : dataset.follow(),
        ),
      )
      if (!followed.ok) return
      if (change.kind === 'samples') {
        this.#news.tell({ ...change, ...undoState(dataset.undo, false) })
        return
      }
    }
    this.#news.tell(change)
  }
}
