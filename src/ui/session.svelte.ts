import type { ActError, SampleAct, Subject } from '../core/journal/acts.ts'
import { isDecided } from '../core/journal/edit.ts'
import { messageNumber, type MessageRef } from '../core/model/sample.ts'
import { readsRecords } from '../core/query/where.ts'
import { fail, ok, type Result } from '../core/result.ts'
import {
  EVERYTHING,
  type AppendError,
  type BulkWork,
  type Change,
  type DatasetId,
  type DatasetSummary,
  type Engine,
  type IngestProgress,
  type Job,
  type OpenError,
  type Progress,
  type QueueRow,
  type RecheckProgress,
  type Revision,
  type SampleQuery,
  type SampleView,
} from '../engine/protocol.ts'

/** What the top bar says about the last act. */
export type SavedState =
  | { readonly kind: 'clean' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'reading' }

/** Builds an act from the sample as it is at the act's turn. */
export type ActBuilder = (subject: Subject) => Result<SampleAct, ActError>

export type ActFailure = ActError | AppendError

/** Acts are shown as “Saving…” only when they take longer than this. */
const SAVING_AFTER_MS = 300

/**
 * One open dataset as the views see it: the queue, the sample that is looked at, the message the
 * cursor stands on, and the acts. Everything that comes from the engine is replaced whole, never
 * changed in place.
 */
export class DatasetSession {
  readonly engine: Engine
  readonly id: DatasetId

  summary = $state.raw<DatasetSummary | null>(null)
  mode = $state<'write' | 'read'>('write')
  canUndo = $state(false)
  canRedo = $state(false)
  saved = $state.raw<SavedState>({ kind: 'clean' })
  /** Set while the dataset loads. */
  ingest = $state.raw<IngestProgress | null>(null)
  /** Set while every sample is checked anew. */
  recheck = $state.raw<RecheckProgress | null>(null)

  /** Set while all samples are held against each other. */
  judging = $state.raw<Progress | null>(null)
  #judging: AbortController | undefined

  query = $state.raw<SampleQuery>(EVERYTHING)
  /** The query is still being typed: another comes soon. */
  passing = $state(false)
  /** Records that a regular expression took too long over. */
  late = $state(0)
  /** Progress of a text search that is under way. */
  searching = $state.raw<Progress | null>(null)
  total = $state(0)
  handle = $state(0)
  /** Grows whenever rows must be asked for again. */
  revision = $state(0)

  record = $state<number | null>(null)
  /** Place of the open record in the queue, −1 when the filter hides it. */
  position = $state(-1)
  view = $state.raw<SampleView | null>(null)
  cursor = $state.raw<MessageRef | null>(null)

  #stop: (() => void) | undefined
  #search: AbortController | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #wanted = 0
  /** Where in the queue the steps that are under way lead. */
  #heading: number | null = null
  #asked = 0
  /** The query that is on its way. */
  #asking: Promise<void> | undefined
  /** The sample to open first. */
  #first: number | undefined

  constructor(engine: Engine, id: DatasetId) {
    this.engine = engine
    this.id = id
  }

  /** Opens the dataset and its first (or the wanted) sample. */
  async open(record?: number): Promise<Result<void, OpenError>> {
    this.#stop = this.engine.onChange((change) => this.#hear(change))
    const opened = await this.engine.open(this.id)
    if (!opened.ok) return opened
    const { summary, mode, canUndo, canRedo } = opened.value
    this.summary = summary
    this.canUndo = canUndo
    this.canRedo = canRedo
    this.#setMode(mode)
    this.recheck = underWay(summary)
    await this.#ask()
    this.#first = record ?? summary.lastRecord
    await this.#goToFirst()
    return ok(undefined)
  }

  close(): void {
    this.#stop?.()
    this.#search?.abort()
    this.#judging?.abort()
  }

  // --- the queue ----------------------------------------------------------------------------

  async setQuery(query: SampleQuery, passing = false): Promise<void> {
    this.query = query
    this.passing = passing
    await this.#ask()
    await this.#place()
  }

  /**
   * Rows of the present query. While a newer one is on its way the engine knows nothing of this one
   * any more: then its rows are those of the newer. Where somebody else has asked since, it asks anew.
   */
  async rows(from: number, count: number): Promise<readonly QueueRow[]> {
    const { handle } = this
    const rows = await this.engine.rows(this.id, handle, from, count)
    if (rows.length > 0 || from >= this.total) return rows
    if (this.handle === handle) await (this.#asking ?? this.#ask())
    return this.handle === handle ? rows : this.rows(from, count)
  }

  /** Asks the engine for the present query's result; the latest asking counts. */
  async #ask(): Promise<void> {
    const asking = this.#askEngine()
    this.#asking = asking
    try {
      await asking
    } finally {
      if (this.#asking === asking) this.#asking = undefined
    }
  }

  async #askEngine(): Promise<void> {
    this.#search?.abort()
    const search = (this.#search = new AbortController())
    const asked = ++this.#asked
    try {
      const result = await this.engine.query(this.id, this.query, {
        signal: search.signal,
        onProgress: (progress) => {
          if (asked === this.#asked) this.searching = progress
        },
      })
      if (asked !== this.#asked) return
      this.handle = result.handle
      this.total = result.total
      this.late = result.late
      this.revision++
    } catch (error) {
      if (!isAbort(error)) throw error
    } finally {
      if (asked === this.#asked) this.searching = null
    }
  }

  async #place(): Promise<void> {
    const { record, handle } = this
    if (record === null) return
    const position = await this.engine.positionOf(this.id, handle, record)
    if (record !== this.record) return
    if (handle === this.handle) this.position = position
    else await this.#place()
  }

  /**
   * Opens the sample that was asked for. While the dataset loads it may not be there yet: then it is
   * waited for. A record beyond the end gives way to the queue's first.
   */
  async #goToFirst(): Promise<void> {
    const first = this.#first
    if (first !== undefined && first < this.total) return this.goTo(first)
    if (first !== undefined && this.loading) return
    const row = (await this.rows(0, 1))[0]
    if (row) await this.goTo(row.record)
  }

  get loading(): boolean {
    return this.ingest !== null || this.summary?.state === 'loading'
  }

  // --- the sample ---------------------------------------------------------------------------

  /** Opens a record; a later call overtakes an earlier one. */
  async goTo(record: number, cursor: MessageRef | null = null): Promise<void> {
    const wanted = ++this.#wanted
    this.record = record
    const [view] = await Promise.all([this.engine.sample(this.id, record), this.#place()])
    if (wanted !== this.#wanted) return
    this.view = view
    this.cursor = cursor ?? firstPlace(view)
  }

  /** Moves through the queue; stays at its ends. False when there is nothing that way. */
  async move(by: number): Promise<boolean> {
    const from = this.#heading ?? this.position
    const to = from < 0 ? 0 : from + by
    if (to < 0 || to >= this.total) return false
    this.#heading = to
    try {
      const row = (await this.rows(to, 1))[0]
      if (!row) return false
      // A step that came meanwhile goes on from here.
      if (this.#heading === to) await this.goTo(row.record)
      return true
    } finally {
      if (this.#heading === to) this.#heading = null
    }
  }

  /** Goes to the next sample of the queue that is not decided; false when there is none. */
  async nextUndecided(): Promise<boolean> {
    const step = 200
    for (let from = this.position + 1; from < this.total; from += step) {
      const rows = await this.rows(from, step)
      const row = rows.find((r) => r.state === 'todo' || r.state === 'draft')
      if (row) {
        await this.goTo(row.record)
        return true
      }
      if (rows.length === 0) return false
    }
    return false
  }

  /** Moves the cursor to the next finding: in this sample, else in the next one that has any. */
  async nextFinding(): Promise<boolean> {
    if (this.view?.kind === 'sample') {
      const here = this.cursor ? orderOf(this.cursor) : -1
      const later = this.view.findings
        .flatMap((finding) => (finding.at ? [finding.at] : []))
        .filter((at) => orderOf(at) > here)
        .sort((a, b) => orderOf(a) - orderOf(b))[0]
      if (later) {
        this.cursor = later
        return true
      }
    }
    const step = 200
    for (let from = this.position + 1; from < this.total; from += step) {
      const rows = await this.rows(from, step)
      const row = rows.find((r) => r.errors + r.warnings > 0)
      if (row) {
        await this.goTo(row.record)
        const at = this.view?.kind === 'sample' && this.view.findings.find((f) => f.at)?.at
        if (at) this.cursor = at
        return true
      }
      if (rows.length === 0) return false
    }
    return false
  }

  // --- acts -----------------------------------------------------------------------------------

  /**
   * Does something to the open sample. Acts take turns, so that quick keys each see the state that
   * the key before them left. Resolves when the act is on disk and on screen.
   */
  act(build: ActBuilder): Promise<Result<Revision, ActFailure>> {
    return this.#inTurn(async () => {
      const { view, record } = this
      if (view === null || record === null) return fail({ kind: 'nothingToDo' })
      const recorded = view.kind === 'sample' ? view.recorded : UNREADABLE_SAMPLE
      const built = build({ sample: recorded, state: view.state })
      if (!built.ok) return built
      const { act, edits } = built.value
      return this.engine.append(this.id, act, [{ record, edits }])
    })
  }

  /** Holds all samples against each other; resolves to why that could not be, or to nothing. */
  async judgeSet(): Promise<string | undefined> {
    if (this.#judging) return undefined
    const stop = (this.#judging = new AbortController())
    this.judging = { phase: 'reading', done: 0, total: this.summary?.records ?? 1, unit: 'samples' }
    try {
      const done = await this.engine.judgeSet(this.id, {
        signal: stop.signal,
        onProgress: (progress) => {
          if (!stop.signal.aborted) this.judging = progress
        },
      })
      return done.ok ? undefined : done.error.message
    } catch (error) {
      if (!isAbort(error)) throw error
      return undefined
    } finally {
      this.#judging = undefined
      this.judging = null
    }
  }

  stopJudging(): void {
    this.#judging?.abort()
  }

  /** Takes what was mended in a file that flagged or failing samples left as. */
  takeMended(file: File): Promise<Result<Revision | null, ActFailure>> {
    return this.#inTurn(() => this.engine.applyMend(this.id, file, {}))
  }

  /** Does something to all samples of the present query, as one act. */
  actOnAll(work: BulkWork, job: Job): Promise<Result<Revision | null, ActFailure>> {
    return this.#inTurn(() => this.engine.applyBulk(this.id, this.handle, work, job))
  }

  undo(): Promise<Result<Revision | null, ActFailure>> {
    return this.#inTurn(() => this.engine.undo(this.id))
  }

  redo(): Promise<Result<Revision | null, ActFailure>> {
    return this.#inTurn(() => this.engine.redo(this.id))
  }

  get decided(): boolean {
    return this.view !== null && isDecided(this.view.state)
  }

  #inTurn<R extends Revision | null>(
    run: () => Promise<Result<R, ActFailure>>,
  ): Promise<Result<R, ActFailure>> {
    const turn = this.#turn.then(async () => {
      const before = this.saved
      const slow = setTimeout(() => (this.saved = { kind: 'saving' }), SAVING_AFTER_MS)
      try {
        const done = await run()
        clearTimeout(slow)
        if (!done.ok) this.saved = failureState(done.error, before)
        else if (done.value) await this.#take(done.value)
        return done
      } catch (error) {
        clearTimeout(slow)
        if (isAbort(error)) {
          this.saved = before
          throw error
        }
        this.saved = { kind: 'failed', message: String(error) }
        throw error
      }
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Shows what an act left: the sample anew when it is the open one, else goes to the changed one. */
  async #take(revision: Revision): Promise<void> {
    this.canUndo = revision.canUndo
    this.canRedo = revision.canRedo
    const records = revision.states.map((s) => s.record)
    const undoing = revision.entry.undoes !== undefined || revision.entry.redoes !== undefined
    const first = records[0]
    if (this.record !== null && records.includes(this.record)) await this.#refresh()
    else if (undoing && first !== undefined) await this.goTo(first)
    this.saved = { kind: 'saved', at: revision.savedAt }
    this.revision++
    // Counts may follow; who acted goes on with the sample as it is shown now.
    void this.#refreshSummary()
  }

  async #refresh(): Promise<void> {
    const { record } = this
    if (record === null) return
    const wanted = this.#wanted
    const view = await this.engine.sample(this.id, record)
    if (wanted === this.#wanted) {
      this.cursor = samePlace(this.view, view, this.cursor)
      this.view = view
    }
  }

  async #refreshSummary(): Promise<void> {
    const all = await this.engine.listDatasets()
    this.summary = all.find((d) => d.id === this.id) ?? this.summary
  }

  #setMode(mode: 'write' | 'read'): void {
    this.mode = mode
    if (mode === 'read') this.saved = { kind: 'reading' }
    else if (this.saved.kind === 'reading') this.saved = { kind: 'clean' }
  }

  #hear(change: Change): void {
    if (change.kind === 'datasets' || change.dataset !== this.id) return
    switch (change.kind) {
      case 'mode':
        this.#setMode(change.mode)
        break
      case 'ingest':
        this.ingest = change.progress
        void this.#grow()
        break
      case 'ingestEnd':
        this.ingest = null
        void this.#refreshSummary().then(() => this.#grow())
        break
      case 'recheck':
        this.recheck = change.progress
        this.revision++
        break
      case 'recheckEnd':
        this.recheck = null
        if (change.failure !== undefined) this.saved = { kind: 'failed', message: change.failure }
        void this.#judgedAnew()
        break
      case 'samples':
        this.canUndo = change.canUndo
        this.canRedo = change.canRedo
        this.revision++
        if (this.mode === 'read') {
          if (this.record !== null && change.records.includes(this.record)) void this.#refresh()
          void this.#refreshSummary()
        }
    }
  }

  /** Other findings than before: what is shown of them is asked for again. */
  async #judgedAnew(): Promise<void> {
    await Promise.all([this.#refreshSummary(), this.#ask(), this.#refresh()])
    await this.#place()
  }

  /** More records are there: the queue grows under the same query. Text is searched at the end. */
  async #grow(): Promise<void> {
    if (readsRecords(this.query.where) && this.ingest) return
    await this.#ask()
    if (this.record === null) await this.#goToFirst()
    else if (this.position < 0) await this.#place()
  }
}

/** Decisions and flags need no messages; an unreadable record has none. */
const UNREADABLE_SAMPLE: Subject['sample'] = {
  format: 'sharegpt',
  tools: { defs: [], encoding: 'absent', text: '' },
  context: [],
  branches: [{ messages: [] }],
  meta: {},
  extra: [],
  problems: [],
}

/** A pass that began before the page was opened, until it tells of itself. */
function underWay({ checks: { unfinished } }: DatasetSummary): RecheckProgress | null {
  if (!unfinished || unfinished.stopped) return null
  return { ...unfinished, samplesPerSecond: 0, secondsLeft: 0 }
}

function failureState(error: ActFailure, before: SavedState): SavedState {
  switch (error.kind) {
    case 'quota':
    case 'notFound':
    case 'source':
    case 'storage':
      return { kind: 'failed', message: error.message }
    case 'readOnly':
      return { kind: 'reading' }
    default:
      return before
  }
}

function firstPlace(view: SampleView): MessageRef | null {
  if (view.kind !== 'sample') return null
  const found = view.findings.find((f) => f.severity !== 'note' && f.at)?.at
  if (found) return found
  if (view.present.branches[0].messages.length > 0) return { lane: 0, index: 0 }
  return view.present.context.length > 0 ? { lane: -1, index: 0 } : null
}

/**
 * The cursor on the message with the same number as before, for an act may have moved the fork
 * point; in the first branch where that number is shared prompt now; else the nearest there is.
 */
function samePlace(
  before: SampleView | null,
  view: SampleView,
  cursor: MessageRef | null,
): MessageRef | null {
  if (view.kind !== 'sample' || before?.kind !== 'sample' || !cursor) return firstPlace(view)
  const { context, branches } = view.present
  const number = messageNumber(before.present, cursor)
  if (cursor.lane < 0) return { lane: -1, index: Math.min(number, context.length - 1) }
  const lane = Math.min(cursor.lane, branches.length - 1)
  const { length } = branches[lane]!.messages
  const index = Math.min(Math.max(0, number - context.length), length - 1)
  return length === 0 ? firstPlace(view) : { lane, index }
}

/** Reading order: the context, then each branch. */
function orderOf(at: MessageRef): number {
  return at.lane * 1e6 + at.index
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
