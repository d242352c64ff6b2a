import { Dexie, type Table } from 'dexie'
import type { ColumnArrays, ColumnName } from '../core/columns.ts'
import type { CheckSettings } from '../core/checks/settings.ts'
import type { ContainerId, CutterCheckpoint, RecordsPlace } from '../core/containers/cutter.ts'
import type { JournalEntry, SampleState, WorkState } from '../core/journal/edit.ts'
import type { Finding } from '../core/model/finding.ts'
import type { FormatId } from '../core/model/sample.ts'
import type { Notice, Packing } from '../core/unpack/index.ts'

export type DatasetId = string & { readonly __dataset: unique symbol }

/** Samples by work state; `flagged` counts beside them. */
export type WorkCounts = Readonly<Record<WorkState | 'flagged', number>>

export interface SourceInfo {
  readonly name: string
  readonly bytes: number
  readonly container: ContainerId
  readonly format: FormatId
  /** 0 to 1. */
  readonly confidence: number
  readonly firstRecord: number
  readonly records: number
  /** Hex; absent until it has been computed in the background. */
  readonly sha256?: string
  /** Where its list of records begins, in a container that has one somewhere inside. */
  readonly place?: RecordsPlace
  /** Of a source of several formats: all of them, the main one first. Columns name them by index. */
  readonly formats?: readonly FormatId[]
  /** The file it was unpacked or converted from; `bytes` and the like are those of the text. */
  readonly original?: OriginalInfo
  /** What was noticed on the way from the file to its records. */
  readonly notices?: readonly Notice[]
}

export interface OriginalInfo {
  readonly bytes: number
  /** Index of its row in `originals`: that of the first source that came from the same file. */
  readonly n: number
  /** Of a zip file: which of its files. */
  readonly entry?: string
  /** The outermost first. */
  readonly packings: readonly Packing[]
  /** Hex; absent until it has been computed in the background. */
  readonly sha256?: string
}

export interface DatasetRow {
  readonly id: DatasetId
  readonly name: string
  /**
   * `loading` means that nobody ended the load: unless a worker is at it now, the browser was
   * closed or died, and the load goes on when the dataset is opened. `partial` was cancelled.
   */
  readonly state: 'loading' | 'partial' | 'ready' | 'failed'
  readonly failure?: string
  readonly sources: readonly SourceInfo[]
  /** Codes by bit of the finding columns, as they were when the dataset was checked. */
  readonly checkCodes: readonly string[]
  /** `CHECKS_VERSION` of that time; absent for 1. */
  readonly checksVersion?: number
  /** How the checks are set; absent where they are as they come. */
  readonly settings?: CheckSettings
  /** Set while records are checked anew, or somebody stopped that: from `record` on they are not. */
  readonly recheck?: Recheck
  /** When the set as a whole was judged last, in milliseconds since 1970, UTC. */
  readonly setJudgedAt?: number
  /** Somebody wants the set judged, and it has not been done yet. */
  readonly setAsked?: true
  /** Records in the columns, readable and unreadable. */
  readonly records: number
  readonly tally: Tally
  /** Samples that have been touched, by state; those never touched are not counted here. */
  readonly work: WorkCounts
  readonly checkpoint: IndexCheckpoint
  readonly createdAt: number
  readonly changedAt: number
  readonly lastRecord?: number
}

export interface Recheck {
  /** Records up to this one are checked as `settings` say. */
  readonly record: number
  /** A person stopped it; it does not go on by itself. */
  readonly stopped: boolean
}

/** Sums over the columns, kept beside them so that the list of datasets need not read any. */
export interface Tally {
  readonly unreadable: number
  readonly withErrors: number
  readonly withWarnings: number
  /** Records with at least one finding, by the bit of its check. */
  readonly byCheck: readonly number[]
}

/** Where loading goes on after a restart. */
export interface IndexCheckpoint {
  /** Index of the source that is being read; past the last one when all are done. */
  readonly source: number
  /** Null at the source's first byte. */
  readonly cutter: CutterCheckpoint | null
  /** Bytes of all sources that are indexed. */
  readonly bytes: number
}

/** The text that holds the records, whole and never changed: a loaded file, or what was in it. */
export interface SourceRow {
  readonly dataset: DatasetId
  readonly n: number
  readonly blob: Blob
}

/**
 * The columns of one chunk of records (see columns.ts), all in one value: the browser writes
 * large values as files of their own, and thirteen would be thirteen files. Columns that come later have a `name` and values of their own.
 */
export interface ColumnRow {
  readonly dataset: DatasetId
  readonly name: 'records'
  readonly chunk: number
  readonly columns: ColumnArrays
}

/** Which of its source's formats each record of a chunk has; only of chunks where some have another. */
export interface FormatsRow {
  readonly dataset: DatasetId
  readonly name: 'formats'
  readonly chunk: number
  readonly formats: Uint8Array<ArrayBuffer>
}

/** The group key of each record of a chunk; only of chunks where some record has one. */
export interface GroupsRow {
  readonly dataset: DatasetId
  readonly name: 'groups'
  readonly chunk: number
  readonly groups: Uint32Array<ArrayBuffer>
}

/** What was found in the set as a whole. */
export interface SetRow {
  readonly dataset: DatasetId
  readonly name: 'set'
  readonly chunk: 0
  readonly result: SetResult
}

export interface SetResult {
  /** What is said about single records, in the order of the checks; the first so many. */
  readonly records: readonly (readonly [record: number, finding: Finding])[]
  /** What is said about a whole source, or all of them. */
  readonly parts: readonly { readonly source: string; readonly finding: Finding }[]
  readonly figures: readonly {
    readonly source: string
    readonly code: string
    readonly title: string
    readonly value: number
  }[]
}

/**
 * A journal entry as stored. `way` and `takesBack` stand in an index of their own, so that the undo
 * stacks are rebuilt from keys without reading a single entry.
 */
export interface JournalRow {
  readonly seq?: number
  readonly dataset: DatasetId
  readonly at: number
  readonly who: string
  readonly act: JournalEntry['act']
  readonly changes: JournalEntry['changes']
  /** 0: an act of its own. 1: takes back entry `takesBack`. 2: takes back an undo. */
  readonly way: 0 | 1 | 2
  /** 0 for an act of its own. */
  readonly takesBack: number
}

/** What is measured anew when a person edits a sample's messages. */
export type Measures = Readonly<
  Record<Exclude<ColumnName, 'offset' | 'length' | 'line' | 'findings2'>, number>
>

/** The fold of one sample's journal; only samples that people touched have one. */
export interface SampleRow {
  readonly dataset: DatasetId
  readonly record: number
  readonly state: SampleState
  /** Stands over the columns' values once the messages were edited, even when edited back. */
  readonly measures?: Measures
  /** `seq` of the journal entries that changed this sample, ascending. */
  readonly entries: readonly number[]
}

export interface SettingRow {
  readonly id: string
  readonly value: unknown
}

/** Every schema that was ever released, oldest first. Add; never change. */
export const SCHEMAS: readonly Readonly<Record<string, string>>[] = [
  {
    datasets: 'id',
    sources: '[dataset+n]',
    columns: '[dataset+name+chunk]',
    journal: '++seq, [dataset+seq+way+takesBack]',
    samples: '[dataset+record]',
    settings: 'id',
  },
  {
    datasets: 'id',
    sources: '[dataset+n]',
    originals: '[dataset+n]',
    columns: '[dataset+name+chunk]',
    journal: '++seq, [dataset+seq+way+takesBack]',
    samples: '[dataset+record]',
    settings: 'id',
  },
]

/** The browser's database. Every acknowledged write is on disk (strict durability). */
export class Database extends Dexie {
  declare readonly datasets: Table<DatasetRow, DatasetId>
  declare readonly sources: Table<SourceRow, [DatasetId, number]>
  /** Files that were unpacked or converted, as they came. */
  declare readonly originals: Table<SourceRow, [DatasetId, number]>
  declare readonly columns: Table<
    ColumnRow | FormatsRow | GroupsRow | SetRow,
    [DatasetId, string, number]
  >
  declare readonly journal: Table<JournalRow, number>
  declare readonly samples: Table<SampleRow, [DatasetId, number]>
  declare readonly settings: Table<SettingRow, string>

  constructor(name = 'tuning-fork') {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' })
    SCHEMAS.forEach((stores, i) => this.version(i + 1).stores(stores))
    // A newer app in another tab must not wait for this one; calls from here on say why they fail.
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: true })
      return false
    })
  }
}

/** The keys of all rows of a dataset, in tables whose key begins with it. */
export function keysOf(dataset: DatasetId): { lower: unknown[]; upper: unknown[] } {
  return { lower: [dataset, Dexie.minKey], upper: [dataset, Dexie.maxKey] }
}
