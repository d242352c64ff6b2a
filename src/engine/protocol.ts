/**
 * What the views may ask and what they get. Views see one `Engine` and cannot tell which thread
 * answers; `client.ts` implements it over workers, `fake.ts` in memory for component tests.
 *
 * Expected failures are `Result` values. An aborted job rejects with an `AbortError`, which callers
 * let pass. Everything here can be structured-cloned, except `Engine` itself.
 */
import type { CallKey, RecordedAnswer } from '../core/model/answers.ts'
import type { Severity } from '../core/model/finding.ts'
import type { Finding } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import type { FormatId, Sample } from '../core/model/sample.ts'
import type {
  Act,
  Decision,
  JournalEntry,
  SampleEdits,
  SampleState,
  WorkState,
} from '../core/journal/edit.ts'
import type { EditError } from '../core/journal/apply.ts'
import type { ContainerId } from '../core/containers/cutter.ts'
import type { FormatGuess } from '../core/formats/detect.ts'
import type { ExportRequest, ExportSummary } from '../core/export/target.ts'
import type { FieldPath, Mapping } from '../core/mapping/mapping.ts'
import type { Outline } from '../core/mapping/outline.ts'
import type { MappingSuggestion } from '../core/mapping/suggest.ts'
import type { UnreadField } from '../core/mapping/unread.ts'
import type { CheckSettings, NamedSettings } from '../core/checks/settings.ts'
import type { SavedView } from '../core/query/view.ts'
import { EVERY_SAMPLE, type Where } from '../core/query/where.ts'
import type { Result } from '../core/result.ts'
import type { FormatShare } from '../core/formats/mixed.ts'
import type { Notice, Packing } from '../core/unpack/index.ts'
import type { DatasetId, OriginalInfo, SetResult, WorkCounts } from '../storage/db.ts'
import type { StorageError } from '../storage/errors.ts'

export type {
  CheckSettings,
  DatasetId,
  FieldPath,
  FormatShare,
  Mapping,
  MappingSuggestion,
  NamedSettings,
  Notice,
  OriginalInfo,
  Packing,
  SavedView,
  StorageError,
  UnreadField,
  WorkCounts,
}

export interface Engine {
  // --- all datasets -------------------------------------------------------------------------
  listDatasets(): Promise<readonly DatasetSummary[]>
  /** Looks at files before loading: container, format and confidence from records spread over each. */
  inspect(files: readonly File[], signal?: AbortSignal): Promise<readonly FileInspection[]>
  /** What a format makes of the records that `inspect` looks at, and of one of them in full. */
  tryFormat(
    file: File,
    format: FormatId,
    record: number,
    signal?: AbortSignal,
  ): Promise<FormatTrial>
  /** One of these records as a tree with some of its places open; null opens the upper levels. */
  outlineRecord(
    file: File,
    record: number,
    open: readonly FieldPath[] | null,
    signal?: AbortSignal,
  ): Promise<RecordOutline>
  /** A first mapping of these records, as far as one can be guessed, with a reason for each part. */
  suggestMapping(file: File, signal?: AbortSignal): Promise<MappingSuggestion>
  listMappings(): Promise<readonly Mapping[]>
  /** Keeps a mapping under its name, in place of the one that had it. */
  saveMapping(mapping: Mapping): Promise<Result<void, StorageError>>
  deleteMapping(name: string): Promise<Result<void, StorageError>>
  /** Starts loading; resolves as soon as the dataset exists. Progress comes through `onChange`. */
  startIngest(request: IngestRequest): Promise<Result<DatasetId, StorageError>>
  /** Goes on at the last checkpoint after a reload, a crash or a cancel. */
  resumeIngest(dataset: DatasetId): Promise<Result<DatasetId, StorageError>>
  /** Stops loading; what is loaded stays and can be worked on. */
  cancelIngest(dataset: DatasetId): Promise<void>
  /** Settings of checks that were saved, by name. */
  listViews(): Promise<readonly SavedView[]>
  /** Keeps a query under a name, in place of the one that had it. */
  saveView(view: SavedView): Promise<Result<void, StorageError>>
  deleteView(name: string): Promise<Result<void, StorageError>>
  listCheckSettings(): Promise<readonly NamedSettings[]>
  /** Keeps settings under their name, in place of those that had it. */
  saveCheckSettings(settings: NamedSettings): Promise<Result<void, StorageError>>
  deleteCheckSettings(name: string): Promise<Result<void, StorageError>>
  renameDataset(dataset: DatasetId, name: string): Promise<Result<void, StorageError>>
  deleteDataset(dataset: DatasetId): Promise<Result<void, StorageError>>
  storageUse(): Promise<StorageUse>
  /** Asks the browser to keep our data even when space is short. */
  persist(): Promise<boolean>

  // --- one dataset --------------------------------------------------------------------------
  open(dataset: DatasetId): Promise<Result<OpenDataset, OpenError>>
  /** Makes this tab the one that writes; the other becomes a reader. */
  takeOver(dataset: DatasetId): Promise<void>
  /** Runs a filter; the result stays in the engine under `handle` until the next of its dataset. */
  query(dataset: DatasetId, query: SampleQuery, job?: Job): Promise<QueryResult>
  rows(
    dataset: DatasetId,
    handle: number,
    from: number,
    count: number,
  ): Promise<readonly QueueRow[]>
  /** Place of a record within a query's result, or −1. */
  positionOf(dataset: DatasetId, handle: number, record: number): Promise<number>
  sample(dataset: DatasetId, record: number): Promise<SampleView>
  /** The record's bytes as they came. */
  rawRecord(dataset: DatasetId, record: number): Promise<Uint8Array>
  unreadable(dataset: DatasetId, from: number, count: number): Promise<UnreadablePage>
  overview(dataset: DatasetId): Promise<Overview>
  charts(dataset: DatasetId): Promise<Charts>
  /** The first finding of each check that found something. */
  examples(dataset: DatasetId): Promise<readonly Example[]>
  /**
   * Checks every sample anew, by these settings from now on. Resolves once that has begun; progress
   * comes through `onChange`, and it goes on after a reload.
   */
  startRecheck(dataset: DatasetId, settings: CheckSettings): Promise<Result<void, StorageError>>
  /**
   * Holds all samples against each other: duplicates, contradictions, biases. Remembers that it was
   * asked, so that it is done after a reload; cancelled, nothing has changed.
   */
  judgeSet(dataset: DatasetId, job: Job): Promise<Result<void, StorageError>>
  /** Stops checking anew; samples that it did not come to keep what was found before. */
  cancelRecheck(dataset: DatasetId): Promise<void>
  history(dataset: DatasetId, record: number): Promise<readonly JournalEntry[]>
  /** The other records of its group: tries of the same task, answers that a file of its own holds. */
  siblings(dataset: DatasetId, record: number): Promise<readonly Sibling[]>
  /** What the dataset's records hold as results of an identical call. Bounded, see the answer. */
  recordedResults(dataset: DatasetId, wanted: WantedResult, job?: Job): Promise<RecordedResults>

  // --- acts: resolved only when they are on disk ----------------------------------------------
  append(
    dataset: DatasetId,
    act: Act,
    changes: readonly [SampleEdits, ...SampleEdits[]],
  ): Promise<Result<Revision, AppendError>>
  undo(dataset: DatasetId): Promise<Result<Revision | null, AppendError>>
  redo(dataset: DatasetId): Promise<Result<Revision | null, AppendError>>

  // --- export -------------------------------------------------------------------------------
  planExport(dataset: DatasetId, request: ExportRequest, job: Job): Promise<ExportSummary>
  writeExport(
    dataset: DatasetId,
    request: ExportRequest,
    destination: ExportDestination,
    job: Job,
  ): Promise<Result<WrittenExport, StorageError>>
  /** What a file of flagged or failing samples that came back mended would change. Changes nothing. */
  planMend(dataset: DatasetId, file: File, job: Job): Promise<MendPlan>
  /** Takes what was mended into the samples, as one act; null where nothing differs. */
  applyMend(dataset: DatasetId, file: File, job: Job): Promise<Result<Revision | null, AppendError>>
  /** What would be done to the records of a query's result. Changes nothing. */
  planBulk(dataset: DatasetId, handle: number, work: BulkWork, job: Job): Promise<BulkPlan>
  /** Does it, as one act; null where there is nothing to do. Cancelled, nothing is done. */
  applyBulk(
    dataset: DatasetId,
    handle: number,
    work: BulkWork,
    job: Job,
  ): Promise<Result<Revision | null, AppendError>>
  /** The loaded file itself, byte for byte. */
  originalFile(dataset: DatasetId, source: number): Promise<File>

  onChange(listener: (change: Change) => void): () => void
}

export interface Job {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}
export interface Progress {
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly unit: 'bytes' | 'samples'
}

export type OpenError = StorageError
export type AppendError = StorageError | EditError

// --- loading ----------------------------------------------------------------------------------

export type { FormatGuess } from '../core/formats/detect.ts'

export interface FileInspection {
  readonly name: string
  readonly bytes: number
  readonly container: ContainerId
  /** What the file is from the outside in: “gzip of JSON Lines”. */
  readonly title?: string
  /** Set when it is packed, a table or not UTF-8: the outermost first. */
  readonly packings?: readonly Packing[]
  /** Of a zip file: what is in it, each by itself. */
  readonly entries?: readonly FileInspection[]
  /** Formats of the records looked at, most common first, where there is more than one. */
  readonly formats?: readonly FormatShare[]
  /** What a person should know of it. */
  readonly notices?: readonly Notice[]
  /** Best first; empty when nothing fits. */
  readonly guesses: readonly FormatGuess[]
  /** Of a packed file whose text was not looked at to its end: how much of it was. */
  readonly judgedBytes?: number
  /** Records that were looked at, and how many of them could not be read. */
  readonly tried: number
  readonly unreadable: number
  /** Set when there is nothing to load: an empty file, a picture … with what to do. */
  readonly refusal?: string
  /** The first records as short text, for the preview. */
  readonly preview: readonly string[]
  /** The data sets that a `dataset_info.json` names; such a file holds no records. */
  readonly describes?: readonly DescribedSet[]
}

export interface DescribedSet {
  readonly name: string
  /** Absent where it names no file beside it (a set of some hub). */
  readonly fileName?: string
}

export interface FormatTrial {
  /** Records that were read. */
  readonly tried: number
  /** Of these, how many gave messages and no problem. */
  readonly clean: number
  readonly empty: number
  /** What could not be taken, most frequent first. */
  readonly problems: readonly { readonly message: string; readonly records: number }[]
  /** What stands in the records and is not read, most frequent first. */
  readonly unread: readonly UnreadField[]
  /** Words for speakers and how many messages they have; for a mapping with a list of messages. */
  readonly roleWords: readonly ValueCount[]
  /** Values at the label's place. */
  readonly labels: readonly ValueCount[]
  /** The record that was asked for; null where it cannot be read. */
  readonly sample: Sample | null
}

/** A value as JSON text, and how often it was met. */
export interface ValueCount {
  readonly text: string
  readonly times: number
}

export interface RecordOutline extends Outline {
  /** Records that can be asked for, from 0. */
  readonly total: number
  /** Why there is nothing to show: the record is no JSON. */
  readonly unreadable: boolean
}

export interface IngestRequest {
  readonly name: string
  readonly files: readonly {
    readonly file: File
    readonly container: ContainerId
    readonly format: FormatId
    readonly confidence: number
    /** Of a file of several formats, the main one first; `format` alone reads all records as that. */
    readonly formats?: readonly FormatId[]
  }[]
}

export interface IngestProgress {
  /** Set while the files are unpacked: bytes are those of the packed files, nothing is read yet. */
  readonly phase?: 'unpacking'
  readonly bytesDone: number
  readonly bytesTotal: number
  /** Bytes up to which a restart would not have to read again. */
  readonly bytesSaved: number
  readonly bytesPerSecond: number
  readonly secondsLeft: number
  readonly records: number
  readonly unreadable: number
  readonly recordsWithErrors: number
  /** Records with at least one finding of the code. */
  readonly findings: Readonly<Record<string, number>>
}

export interface DatasetSummary {
  readonly id: DatasetId
  readonly name: string
  readonly state: 'loading' | 'partial' | 'ready' | 'failed'
  /** For `failed`: what happened and what to do. */
  readonly failure?: string
  readonly sources: readonly SourceSummary[]
  readonly bytes: number
  readonly records: number
  readonly unreadable: number
  readonly recordsWithErrors: number
  readonly recordsWithWarnings: number
  readonly work: WorkCounts
  readonly checks: ChecksState
  readonly createdAt: number
  readonly changedAt: number
  /** The record last looked at, to go on with. */
  readonly lastRecord?: number
}

/** How a dataset is checked. */
export interface ChecksState {
  /** What differs from how the checks come. */
  readonly settings: CheckSettings
  /** When the set as a whole was judged last, in milliseconds since 1970, UTC. */
  readonly setJudgedAt?: number
  /** Somebody wants the set judged, and it has not been done: the page was closed meanwhile. */
  readonly setAsked?: true
  /** Checks have been added or judge otherwise since: checking anew finds more. */
  readonly isOutdated: boolean
  /** Set while records are checked anew, or somebody stopped that: those behind `done` are not yet. */
  readonly unfinished?: { readonly done: number; readonly total: number; readonly stopped: boolean }
}

export interface RecheckProgress {
  readonly done: number
  readonly total: number
  readonly samplesPerSecond: number
  readonly secondsLeft: number
}

export interface SourceSummary {
  readonly name: string
  readonly bytes: number
  readonly container: ContainerId
  readonly format: FormatId
  readonly confidence: number
  readonly firstRecord: number
  readonly records: number
  /** Hex; absent until it has been computed in the background. Of the text, see `original`. */
  readonly sha256?: string
  readonly formats?: readonly FormatId[]
  /** The file as it came, where it was unpacked or converted; `originalFile` gives it back. */
  readonly original?: OriginalInfo
  readonly notices?: readonly Notice[]
}

export interface StorageUse {
  readonly usedBytes: number
  /** What the browser says it would give; a hint that may be wrong. */
  readonly quotaBytes: number
  readonly persisted: boolean
}

// --- an open dataset ----------------------------------------------------------------------------

export interface OpenDataset {
  readonly summary: DatasetSummary
  /** `read` when another tab holds the dataset. */
  readonly mode: 'write' | 'read'
  readonly canUndo: boolean
  readonly canRedo: boolean
}

export interface SampleQuery {
  readonly where: Where
  readonly order: 'source' | 'findings'
}
export const EVERYTHING: SampleQuery = { where: EVERY_SAMPLE, order: 'source' }

export interface QueryResult {
  readonly handle: number
  readonly total: number
  /** Records that a regular expression took too long over; they are left out. */
  readonly late: number
}

export interface QueueRow {
  readonly record: number
  /** The first user words on one line, or what is wrong with an unreadable record. */
  readonly title: string
  readonly messages: number
  readonly calls: number
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  readonly state: WorkState
  readonly flagged: boolean
  readonly unreadable: boolean
  /** What the source says about it, short: "reward 0". */
  readonly hint: string
}

export interface RecordPlace {
  readonly source: number
  readonly sourceName: string
  readonly format: FormatId
  readonly record: number
  /** From 1. */
  readonly lineNumber: number
  readonly byteOffset: number
  readonly byteLength: number
}

export type SampleView =
  | {
      readonly kind: 'sample'
      readonly place: RecordPlace
      /** As the file holds it; never changes. */
      readonly recorded: Sample
      readonly state: SampleState
      /** As the person left it: `presentSample(recorded, state.tree)`. Findings are about this. */
      readonly present: Sample
      readonly findings: readonly Finding[]
      /** Estimate: characters/4, CJK 1 each. */
      readonly tokens: number
    }
  | {
      readonly kind: 'unreadable'
      readonly place: RecordPlace
      readonly state: SampleState
      /** "It ends inside a string." */
      readonly reason: string
      /** Byte within the record at which reading stopped, where that is known. */
      readonly atByte?: number
    }

export interface UnreadableRecord {
  readonly record: number
  readonly lineNumber: number
  readonly byteOffset: number
  readonly byteLength: number
  readonly reason: string
}
export interface UnreadablePage {
  readonly total: number
  readonly records: readonly UnreadableRecord[]
}

export interface WantedResult {
  /** Compared by name and arguments as data; see `identicalCalls`. */
  readonly call: CallKey
  /** The message whose own result does not count: the one for which a result is looked for. */
  readonly except?: { readonly record: number; readonly path: string }
}
/** Another record of a sample's group, as recorded. */
export interface Sibling {
  readonly record: number
  readonly format: FormatId
  readonly title: string
  readonly messages: number
  /** Messages that both runs share as a prompt; 0 where it cannot become a branch of the sample. */
  readonly shared: number
  readonly trial?: number
  readonly reward?: number
  /** Of a record that holds answers and no conversation: the answers. */
  readonly gold?: Json
}

export interface RecordedResult extends RecordedAnswer {
  readonly record: number
}
export interface RecordedResults {
  /** In the order of the records, each saying something else than those before it. */
  readonly results: readonly RecordedResult[]
  /** False where the search stopped at its bound, of answers or of records looked into. */
  readonly complete: boolean
}

/** Bars of equal width: bar i counts the samples with `i * step` to below `(i + 1) * step`. */
export interface Histogram {
  readonly step: number
  readonly samples: readonly number[]
}

/** What can be drawn of all samples together. */
export interface Charts {
  readonly tokens: Histogram
  readonly messages: Histogram
  /** Samples by their worst finding, in source order, in cells of `perCell` samples. */
  readonly worst: {
    readonly perCell: number
    readonly total: number
    readonly errors: readonly number[]
    readonly warnings: readonly number[]
  }
}

/** A finding as an example of what a check finds. */
export interface Example {
  readonly code: string
  readonly record: number
  readonly message: string
}

export interface Overview {
  readonly records: number
  readonly checks: readonly {
    readonly code: string
    readonly title: string
    /** The gravest that it gives, as it is set. */
    readonly severity: Severity
    readonly isOn: boolean
    /** Records with at least one such finding. */
    readonly records: number
  }[]
  /** What is said about a whole source. */
  readonly parts: SetResult['parts']
  /** Numbers that the checks of the whole set came to. */
  readonly figures: SetResult['figures']
}

/** What an act changed: the samples' new states and the journal entry it became. */
export interface Revision {
  readonly entry: JournalEntry
  readonly states: readonly { readonly record: number; readonly state: SampleState }[]
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly savedAt: number
}

// --- export -------------------------------------------------------------------------------------

export type {
  ExportRequest,
  ExportSummary,
  HeldBackGroup,
  TargetId,
} from '../core/export/target.ts'

export type ExportDestination =
  | { readonly kind: 'download' }
  | { readonly kind: 'folder'; readonly handle: FileSystemDirectoryHandle }

/** What is done to all samples that the present filter shows. */
export type BulkWork =
  | { readonly kind: 'fix'; readonly fix: string }
  | { readonly kind: 'decide'; readonly decision: Decision }
  | { readonly kind: 'flag'; readonly note: string }

export interface BulkPlan {
  readonly total: number
  /** Samples that would change. */
  readonly will: number
  /** Samples on which there is nothing to do. */
  readonly already: number
  /** What stays as it is and why, with the first of the records. */
  readonly left: readonly {
    readonly reason: string
    readonly records: number
    readonly first: number
  }[]
  /** The first changes of messages: of each the first message that differs, as text. */
  readonly examples: MendPlan['examples']
}

export interface MendPlan {
  /** Lines of the file that hold something. */
  readonly rows: number
  readonly changed: number
  readonly same: number
  readonly refused: readonly {
    readonly reason: string
    readonly rows: number
    /** Lines of the file, from 1; the first 100. */
    readonly lines: readonly number[]
  }[]
  /** The first changes: of each the first message that differs, as text. */
  readonly examples: readonly {
    readonly record: number
    readonly message: number
    readonly before: string
    readonly after: string
  }[]
}

export interface WrittenExport {
  readonly summary: ExportSummary
  /** For `download`: the files, disk-backed; empty for `folder`. */
  readonly files: readonly { readonly name: string; readonly blob: Blob }[]
}

// --- news ---------------------------------------------------------------------------------------

export type Change =
  /** The list of datasets, or a summary in it, changed. */
  | { readonly kind: 'datasets' }
  | { readonly kind: 'ingest'; readonly dataset: DatasetId; readonly progress: IngestProgress }
  | {
      readonly kind: 'ingestEnd'
      readonly dataset: DatasetId
      readonly state: DatasetSummary['state']
      readonly failure?: string
    }
  | { readonly kind: 'recheck'; readonly dataset: DatasetId; readonly progress: RecheckProgress }
  | { readonly kind: 'recheckEnd'; readonly dataset: DatasetId; readonly failure?: string }
  /** Samples changed, by this tab or another. */
  | {
      readonly kind: 'samples'
      readonly dataset: DatasetId
      readonly records: readonly number[]
      readonly savedAt: number
      readonly canUndo: boolean
      readonly canRedo: boolean
    }
  /** This tab became writer or reader of a dataset. */
  | { readonly kind: 'mode'; readonly dataset: DatasetId; readonly mode: 'write' | 'read' }
