import { applyEdits } from '../core/journal/apply.ts'
import {
  UNTOUCHED,
  workState,
  type Act,
  type JournalEntry,
  type SampleEdits,
  type SampleState,
} from '../core/journal/edit.ts'
import { inverseChanges, UndoHistory } from '../core/journal/undo.ts'
import { groupOf } from '../core/groups.ts'
import { recordedAnswers } from '../core/model/answers.ts'
import { runOf, sharedPrompt } from '../core/model/runs.ts'
import { suggestMapping } from '../core/mapping/suggest.ts'
import type { Finding, Severity } from '../core/model/finding.ts'
import { callsOf, messageText } from '../core/model/message.ts'
import type { FormatId, Sample } from '../core/model/sample.ts'
import { presentSample } from '../core/model/tree.ts'
import { fitsName, type Where } from '../core/query/where.ts'
import { fail, ok } from '../core/result.ts'
import type {
  BulkPlan,
  Change,
  Charts,
  CheckSettings,
  Example,
  DatasetId,
  DatasetSummary,
  Engine,
  ExportRequest,
  ExportSummary,
  FieldPath,
  FileInspection,
  FormatTrial,
  IngestRequest,
  Mapping,
  MappingSuggestion,
  MendPlan,
  NamedSettings,
  Overview,
  QueueRow,
  RecordedResult,
  RecordOutline,
  Revision,
  SampleQuery,
  SampleView,
  SavedView,
  Sibling,
  SourceSummary,
  StorageError,
  StorageUse,
  WantedResult,
  WorkCounts,
} from './protocol.ts'

/** A record of a fake dataset: a sample, or why it cannot be read. */
export type FakeRecord =
  | { readonly kind: 'sample'; readonly sample: Sample; readonly text?: string }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly text: string }

/** What the world would answer; a test gives only what it needs. */
export interface FakeWorld {
  readonly inspect?: (file: File) => Promise<FileInspection>
  readonly tryFormat?: (file: File, format: FormatId, record: number) => Promise<FormatTrial>
  readonly outline?: (
    file: File,
    record: number,
    open: readonly FieldPath[] | null,
  ) => Promise<RecordOutline>
  readonly suggest?: (file: File) => Promise<MappingSuggestion>
  /** The records of a file that is being loaded. */
  readonly read?: (source: IngestRequest['files'][number]) => Promise<readonly FakeRecord[]>
  /** What the checks say of a sample as it is now. */
  readonly findings?: (sample: Sample) => readonly Finding[]
  /** Titles of the checks that `overview` lists, by code. */
  readonly checks?: readonly {
    readonly code: string
    readonly title: string
    readonly severity: Severity
  }[]
  readonly plan?: (request: ExportRequest, states: readonly SampleState[]) => ExportSummary
  readonly storage?: StorageUse
  /** Every write fails like this while it is set. */
  refusal?: StorageError
}

interface Held {
  summary: DatasetSummary
  records: readonly FakeRecord[]
  files: readonly File[]
  states: Map<number, SampleState>
  journal: JournalEntry[]
  history: UndoHistory
  handle: number
  found: readonly number[]
}

const NO_WORK: WorkCounts = {
  todo: 0,
  draft: 0,
  kept: 0,
  dropped: 0,
  paired: 0,
  tied: 0,
  labelled: 0,
  flagged: 0,
}

const NO_TRIAL: FormatTrial = {
  tried: 0,
  clean: 0,
  empty: 0,
  problems: [],
  unread: [],
  roleWords: [],
  labels: [],
  sample: null,
}

/**
 * An engine in memory, for component tests: the same contract, the core's own journal, and nothing
 * that outlives the page. What needs files, checks or exporters comes from `world`.
 */
export class FakeEngine implements Engine {
  readonly world: FakeWorld
  readonly #held = new Map<DatasetId, Held>()
  readonly #mappings = new Map<string, Mapping>()
  readonly #views = new Map<string, SavedView>()
  readonly #checkSettings = new Map<string, NamedSettings>()
  readonly #listeners = new Set<(change: Change) => void>()
  #next = 1
  #now = Date.UTC(2026, 6, 5, 14, 0)

  constructor(world: FakeWorld = {}) {
    this.world = world
  }

  // --- all datasets -------------------------------------------------------------------------

  /** Adds a loaded dataset; returns its id. */
  add(
    name: string,
    records: readonly FakeRecord[],
    more: Partial<DatasetSummary> = {},
    files: readonly File[] = [],
  ): DatasetId {
    const id = `fake-${this.#next++}` as DatasetId
    const first = records.find((record) => record.kind === 'sample')
    const bytes = files.reduce((sum, file) => sum + file.size, 0)
    const source: SourceSummary = {
      name: files[0]?.name ?? name + '.jsonl',
      bytes,
      container: 'jsonl',
      format: first?.sample.format ?? 'sharegpt',
      confidence: 1,
      firstRecord: 0,
      records: records.length,
    }
    const summary: DatasetSummary = {
      id,
      name,
      state: 'ready',
      sources: [source],
      bytes,
      records: records.length,
      unreadable: 0,
      recordsWithErrors: 0,
      recordsWithWarnings: 0,
      work: NO_WORK,
      checks: { settings: {}, isOutdated: false },
      createdAt: this.#tick(),
      changedAt: this.#now,
      ...more,
    }
    const held: Held = {
      summary,
      records,
      files,
      states: new Map(),
      journal: [],
      history: new UndoHistory(),
      handle: 0,
      found: [],
    }
    this.#held.set(id, held)
    if (records.length > 0) this.#count(held)
    this.#tell({ kind: 'datasets' })
    return id
  }

  async listDatasets(): Promise<readonly DatasetSummary[]> {
    return [...this.#held.values()].map((held) => held.summary)
  }

  async inspect(files: readonly File[], signal?: AbortSignal): Promise<readonly FileInspection[]> {
    const { inspect } = this.world
    if (!inspect) throw new Error('this fake world cannot look into files')
    const found = await Promise.all(files.map((file) => inspect(file)))
    signal?.throwIfAborted()
    return found
  }

  async tryFormat(file: File, format: FormatId, record: number): Promise<FormatTrial> {
    const { tryFormat } = this.world
    return tryFormat ? tryFormat(file, format, record) : NO_TRIAL
  }

  async outlineRecord(
    file: File,
    record: number,
    open: readonly FieldPath[] | null,
  ): Promise<RecordOutline> {
    const { outline } = this.world
    return outline ? outline(file, record, open) : { total: 0, unreadable: true, rows: [] }
  }

  async suggestMapping(file: File): Promise<MappingSuggestion> {
    const { suggest } = this.world
    return suggest ? suggest(file) : suggestMapping([])
  }

  async listMappings(): Promise<readonly Mapping[]> {
    return [...this.#mappings.values()]
  }

  async saveMapping(mapping: Mapping) {
    if (this.world.refusal) return fail(this.world.refusal)
    this.#mappings.set(mapping.name, mapping)
    return ok(undefined)
  }

  async deleteMapping(name: string) {
    this.#mappings.delete(name)
    return ok(undefined)
  }

  async listViews(): Promise<readonly SavedView[]> {
    return [...this.#views.values()]
  }

  async saveView(view: SavedView) {
    this.#views.set(view.name, view)
    return ok(undefined)
  }

  async deleteView(name: string) {
    this.#views.delete(name)
    return ok(undefined)
  }

  async listCheckSettings(): Promise<readonly NamedSettings[]> {
    return [...this.#checkSettings.values()]
  }

  async saveCheckSettings(settings: NamedSettings) {
    if (this.world.refusal) return fail(this.world.refusal)
    this.#checkSettings.set(settings.name, settings)
    return ok(undefined)
  }

  async deleteCheckSettings(name: string) {
    this.#checkSettings.delete(name)
    return ok(undefined)
  }

  /** What checks find comes from the world, so there is nothing to wait for. */
  async startRecheck(dataset: DatasetId, settings: CheckSettings) {
    if (this.world.refusal) return fail(this.world.refusal)
    const held = this.#get(dataset)
    held.summary = { ...held.summary, checks: { settings, isOutdated: false } }
    this.#tell({ kind: 'recheckEnd', dataset })
    return ok(undefined)
  }

  /** What a set says comes from its samples; the fake holds none against another. */
  async judgeSet() {
    return ok(undefined)
  }

  async cancelRecheck(dataset: DatasetId) {
    this.#tell({ kind: 'recheckEnd', dataset })
  }

  async startIngest(request: IngestRequest) {
    const { read, refusal } = this.world
    if (refusal) return fail(refusal)
    if (!read) throw new Error('this fake world cannot read files')
    const records = (await Promise.all(request.files.map(read))).flat()
    const files = request.files.map((one) => one.file)
    return ok(this.add(request.name, records, {}, files))
  }

  async resumeIngest(dataset: DatasetId) {
    const held = this.#get(dataset)
    held.summary = { ...held.summary, state: 'ready' }
    this.#tell({ kind: 'ingestEnd', dataset, state: 'ready' })
    return ok(dataset)
  }

  async cancelIngest(dataset: DatasetId) {
    const held = this.#get(dataset)
    held.summary = { ...held.summary, state: 'partial' }
    this.#tell({ kind: 'ingestEnd', dataset, state: 'partial' })
  }

  async renameDataset(dataset: DatasetId, name: string) {
    if (this.world.refusal) return fail(this.world.refusal)
    const held = this.#get(dataset)
    held.summary = { ...held.summary, name }
    this.#tell({ kind: 'datasets' })
    return ok(undefined)
  }

  async deleteDataset(dataset: DatasetId) {
    if (this.world.refusal) return fail(this.world.refusal)
    this.#held.delete(dataset)
    this.#tell({ kind: 'datasets' })
    return ok(undefined)
  }

  async storageUse(): Promise<StorageUse> {
    return this.world.storage ?? { usedBytes: 0, quotaBytes: 1e9, persisted: true }
  }

  async persist(): Promise<boolean> {
    return (await this.storageUse()).persisted
  }

  // --- one dataset --------------------------------------------------------------------------

  async open(dataset: DatasetId) {
    const held = this.#held.get(dataset)
    if (!held) {
      const message =
        'It is not in this browser: it was deleted, or the link is from another machine.'
      return fail({ kind: 'notFound' as const, message })
    }
    return ok({ summary: held.summary, mode: 'write' as const, ...undoing(held) })
  }

  async takeOver(dataset: DatasetId) {
    this.#tell({ kind: 'mode', dataset, mode: 'write' })
  }

  async query(dataset: DatasetId, query: SampleQuery) {
    const held = this.#get(dataset)
    const rows = held.records.map((_, record) => this.#row(held, record))
    const found = rows.filter((row) => this.#fits(held, row, query.where))
    if (query.order === 'findings')
      found.sort((a, b) => b.errors - a.errors || b.warnings - a.warnings || a.record - b.record)
    held.found = found.map((row) => row.record)
    return { handle: ++held.handle, total: held.found.length, late: 0 }
  }

  async rows(dataset: DatasetId, handle: number, from: number, count: number) {
    const held = this.#get(dataset)
    if (handle !== held.handle) return []
    return held.found.slice(from, from + count).map((record) => this.#row(held, record))
  }

  async positionOf(dataset: DatasetId, handle: number, record: number) {
    const held = this.#get(dataset)
    return handle === held.handle ? held.found.indexOf(record) : -1
  }

  async sample(dataset: DatasetId, record: number): Promise<SampleView> {
    const held = this.#get(dataset)
    const one = recordOf(held, record)
    const [source] = held.summary.sources
    held.summary = { ...held.summary, lastRecord: record }
    const place = {
      source: 0,
      sourceName: source?.name ?? '',
      format: source?.format ?? ('sharegpt' as const),
      record,
      lineNumber: record + 1,
      byteOffset: 0,
      byteLength: encoded(one).length,
    }
    const state = stateOf(held, record)
    if (one.kind === 'unreadable') return { kind: 'unreadable', place, state, reason: one.reason }
    const present = presentSample(one.sample, state.tree)
    const characters = messagesOf(present).reduce((sum, m) => sum + messageText(m).length, 0)
    return {
      kind: 'sample',
      place,
      recorded: one.sample,
      state,
      present,
      findings: this.#findings(held, record),
      tokens: Math.ceil(characters / 4),
    }
  }

  async rawRecord(dataset: DatasetId, record: number) {
    return encoded(recordOf(this.#get(dataset), record))
  }

  async unreadable(dataset: DatasetId, from: number, count: number) {
    const records = this.#get(dataset).records.flatMap((one, record) =>
      one.kind === 'unreadable'
        ? {
            record,
            lineNumber: record + 1,
            byteOffset: 0,
            byteLength: encoded(one).length,
            reason: one.reason,
          }
        : [],
    )
    return { total: records.length, records: records.slice(from, from + count) }
  }

  async overview(dataset: DatasetId): Promise<Overview> {
    const held = this.#get(dataset)
    const codes = held.records.map(
      (_, record) => new Set(this.#findings(held, record).map((finding) => finding.code)),
    )
    return {
      records: held.records.length,
      parts: [],
      figures: [],
      checks: (this.world.checks ?? []).map((check) => ({
        isOn: true,
        ...check,
        records: codes.filter((found) => found.has(check.code)).length,
      })),
    }
  }

  async charts(dataset: DatasetId): Promise<Charts> {
    const held = this.#get(dataset)
    const rows = held.records.map((_, record) => this.#row(held, record))
    const most = Math.max(0, ...rows.map(({ messages }) => messages))
    const messages = Array.from(
      { length: most + 1 },
      (_, n) => rows.filter((row) => row.messages === n && !row.unreadable).length,
    )
    return {
      tokens: { step: 1000, samples: [rows.length] },
      messages: { step: 1, samples: messages },
      worst: {
        perCell: 1,
        total: rows.length,
        errors: rows.map(({ errors, unreadable }) => Number(errors > 0 || unreadable)),
        warnings: rows.map(({ errors, warnings }) => Number(errors === 0 && warnings > 0)),
      },
    }
  }

  async examples(dataset: DatasetId): Promise<readonly Example[]> {
    const held = this.#get(dataset)
    const found = new Map<string, Example>()
    for (const record of held.records.keys())
      for (const { code, message } of this.#findings(held, record))
        if (!found.has(code)) found.set(code, { code, record, message })
    return [...found.values()]
  }

  async history(dataset: DatasetId, record: number) {
    return this.#get(dataset).journal.filter((entry) =>
      entry.changes.some((change) => change.record === record),
    )
  }

  async siblings(dataset: DatasetId, record: number): Promise<Sibling[]> {
    const { records } = this.#get(dataset)
    const own = records[record]
    if (!own || own.kind === 'unreadable' || groupOf(own.sample) === undefined) return []
    const { messages } = runOf(record, own.sample)
    return records.flatMap((other, at) => {
      if (at === record || other.kind === 'unreadable') return []
      if (groupOf(other.sample) !== groupOf(own.sample)) return []
      const run = runOf(at, other.sample)
      const { format, meta } = other.sample
      return [
        {
          record: at,
          format,
          title: messageText(run.messages[0]!),
          messages: run.messages.length,
          shared: sharedPrompt(messages, run.messages),
          ...(meta.reward === undefined ? {} : { reward: meta.reward }),
        },
      ]
    })
  }

  async recordedResults(dataset: DatasetId, { call, except }: WantedResult) {
    const results = this.#get(dataset).records.flatMap((one, record) =>
      one.kind === 'unreadable'
        ? []
        : recordedAnswers(one.sample, call).map((answer) => ({ record, ...answer })),
    )
    const distinct = new Map<string, RecordedResult>()
    for (const found of results) {
      const isOwn = found.record === except?.record && found.path === except.path
      if (!isOwn && !distinct.has(found.result.text)) distinct.set(found.result.text, found)
    }
    return { results: [...distinct.values()], complete: true }
  }

  // --- acts -----------------------------------------------------------------------------------

  async append(dataset: DatasetId, act: Act, changes: readonly [SampleEdits, ...SampleEdits[]]) {
    return this.#append(this.#get(dataset), { act, changes })
  }

  async undo(dataset: DatasetId) {
    const held = this.#get(dataset)
    const entry = held.journal.find((one) => one.seq === held.history.undoable)
    if (!entry) return ok(null)
    const { act, changes, seq } = entry
    return this.#append(held, { act, changes: inverseChanges(changes), undoes: seq })
  }

  async redo(dataset: DatasetId) {
    const held = this.#get(dataset)
    const entry = held.journal.find((one) => one.seq === held.history.redoable)
    if (!entry) return ok(null)
    const { act, changes, seq } = entry
    return this.#append(held, { act, changes: inverseChanges(changes), redoes: seq })
  }

  #append(
    held: Held,
    { act, changes, ...kind }: Pick<JournalEntry, 'act' | 'changes' | 'undoes' | 'redoes'>,
  ) {
    if (this.world.refusal) return fail(this.world.refusal)
    const states = new Map(held.states)
    for (const { record, edits } of changes) {
      const one = recordOf(held, record)
      const sample = one.kind === 'sample' ? one.sample : UNREADABLE
      const next = applyEdits(sample, states.get(record) ?? UNTOUCHED, edits)
      if (!next.ok) return next
      states.set(record, next.value)
    }
    const at = this.#tick()
    const entry: JournalEntry = {
      seq: this.#next++,
      dataset: held.summary.id,
      at,
      who: 'test',
      act,
      changes,
      ...kind,
    }
    held.states = states
    held.journal.push(entry)
    held.history.push(entry)
    held.summary = { ...held.summary, changedAt: at }
    this.#count(held)
    const records = changes.map((change) => change.record)
    const news = { savedAt: at, ...undoing(held) }
    this.#tell({ kind: 'samples', dataset: held.summary.id, records, ...news })
    this.#tell({ kind: 'datasets' })
    const revision: Revision = {
      entry,
      states: records.map((record) => ({ record, state: stateOf(held, record) })),
      ...news,
    }
    return ok(revision)
  }

  // --- export -------------------------------------------------------------------------------

  async planExport(dataset: DatasetId, request: ExportRequest): Promise<ExportSummary> {
    const { plan } = this.world
    if (!plan) throw new Error('this fake world cannot export')
    const held = this.#get(dataset)
    return plan(
      request,
      held.records.map((_, record) => stateOf(held, record)),
    )
  }

  async writeExport(dataset: DatasetId, request: ExportRequest) {
    if (this.world.refusal) return fail(this.world.refusal)
    const summary = await this.planExport(dataset, request)
    const files = summary.files.map(({ name }) => ({ name, blob: new Blob([summary.firstRow]) }))
    return ok({ summary, files })
  }

  /** Reading files back is the desk's; here a file never holds anything. */
  async planMend(): Promise<MendPlan> {
    return { rows: 0, changed: 0, same: 0, refused: [], examples: [] }
  }

  async applyMend() {
    return ok(null)
  }

  /** Bulk acts are the desk's too; here none finds anything to do. */
  async planBulk(): Promise<BulkPlan> {
    return { total: 0, will: 0, already: 0, left: [], examples: [] }
  }

  async applyBulk() {
    return ok(null)
  }

  async originalFile(dataset: DatasetId, source: number): Promise<File> {
    const file = this.#get(dataset).files[source]
    if (!file) throw new RangeError(`the dataset has no source ${source}`)
    return file
  }

  // --- news ---------------------------------------------------------------------------------

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sends news as if a worker had. */
  tell(change: Change): void {
    this.#tell(change)
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  #get(dataset: DatasetId): Held {
    const held = this.#held.get(dataset)
    if (!held) throw new Error(`no dataset ${dataset}`)
    return held
  }

  #tick(): number {
    return (this.#now += 1000)
  }

  #findings(held: Held, record: number): readonly Finding[] {
    const one = recordOf(held, record)
    if (one.kind === 'unreadable') return []
    return this.world.findings?.(presentSample(one.sample, stateOf(held, record).tree)) ?? []
  }

  #row(held: Held, record: number): QueueRow {
    const one = recordOf(held, record)
    const state = stateOf(held, record)
    const messages = one.kind === 'sample' ? messagesOf(presentSample(one.sample, state.tree)) : []
    const findings = this.#findings(held, record)
    const ofSeverity = (severity: Severity) =>
      findings.filter((f) => f.severity === severity).length
    const user = messages.find((message) => message.role === 'user')
    return {
      record,
      title: one.kind === 'unreadable' ? one.reason : user ? messageText(user).slice(0, 120) : '',
      messages: messages.length,
      calls: messages.reduce((sum, message) => sum + callsOf(message).length, 0),
      errors: ofSeverity('error'),
      warnings: ofSeverity('warning'),
      notes: ofSeverity('note'),
      state: workState(state),
      flagged: state.flag !== null,
      unreadable: one.kind === 'unreadable',
      hint: '',
    }
  }

  /** Conditions that no test of a component asks for hold of every record. */
  #fits(held: Held, row: QueueRow, where: Where): boolean {
    switch (where.kind) {
      case 'all':
        return where.of.every((part) => this.#fits(held, row, part))
      case 'any':
        return where.of.some((part) => this.#fits(held, row, part))
      case 'not':
        return !this.#fits(held, row, where.of)
      case 'finding':
        return this.#findings(held, row.record).some(({ code }) => fitsName(where.code, code))
      case 'state':
        return where.states.includes(row.state)
      case 'is':
        return where.trait === 'flagged'
          ? row.flagged
          : where.trait === 'unreadable' && row.unreadable
      case 'text':
        return rowText(held, row.record).includes(where.text.toLowerCase())
      default:
        return true
    }
  }

  #count(held: Held): void {
    const work = { ...NO_WORK } as Record<keyof WorkCounts, number>
    const rows = held.records.map((_, record) => this.#row(held, record))
    for (const row of rows) {
      work[row.state]++
      if (row.flagged) work.flagged++
    }
    held.summary = {
      ...held.summary,
      work,
      unreadable: rows.filter((row) => row.unreadable).length,
      recordsWithErrors: rows.filter((row) => row.errors > 0).length,
      recordsWithWarnings: rows.filter((row) => row.warnings > 0).length,
    }
  }
}

/** What edits of an unreadable record are applied to: decisions and flags need no messages. */
const UNREADABLE: Sample = {
  format: 'sharegpt',
  tools: { defs: [], encoding: 'absent', text: '' },
  context: [],
  branches: [{ messages: [] }],
  meta: {},
  extra: [],
  problems: [],
}

function undoing(held: Held): { canUndo: boolean; canRedo: boolean } {
  return {
    canUndo: held.history.undoable !== undefined,
    canRedo: held.history.redoable !== undefined,
  }
}

function stateOf(held: Held, record: number): SampleState {
  return held.states.get(record) ?? UNTOUCHED
}

function recordOf(held: Held, record: number): FakeRecord {
  const one = held.records[record]
  if (!one) throw new RangeError(`no record ${record} among ${held.records.length}`)
  return one
}

function messagesOf(sample: Sample) {
  return [...sample.context, ...sample.branches.flatMap((branch) => branch.messages)]
}

function encoded(record: FakeRecord): Uint8Array {
  const text = record.kind === 'sample' ? (record.text ?? '') : record.text
  return new TextEncoder().encode(text)
}

function rowText(held: Held, record: number): string {
  const one = recordOf(held, record)
  const text = one.kind === 'sample' ? messagesOf(one.sample).map(messageText).join('\n') : one.text
  return text.toLowerCase()
}
