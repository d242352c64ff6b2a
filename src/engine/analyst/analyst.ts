import type { CheckSettings } from '../../core/checks/settings.ts'
import type { BatchColumns } from '../../core/columns.ts'
import type { SampleState } from '../../core/journal/edit.ts'
import type { DigestBatch } from '../../core/set/digests.ts'
import type { FormatId } from '../../core/model/sample.ts'
import type { TextCondition } from '../../core/query/where.ts'

/** How records are to be read and checked. */
export interface Reading {
  readonly format: FormatId
  /** Of a source of several formats: all of them, the main one first. */
  readonly formats?: readonly FormatId[]
  /** Absent where the checks are as they come. */
  readonly settings?: CheckSettings
  /** Without the deep checks, which a second pass makes up for. */
  readonly light?: true
}

/** Cut records on their way to an analyst. Buffers are given away, not copied. */
export interface AnalyseJob extends Reading {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Offset of `bytes` in the source. */
  readonly from: number
  /** `offset`, `length` and `line` are filled; the analyst fills the rest. */
  readonly batch: BatchColumns
}

/** A stretch of a JSON Lines source. An analyst reads and cuts it by itself: lines need no context. */
export interface LinesJob extends Reading {
  readonly source: Blob
  /** The lines that begin from here … */
  readonly from: number
  /** … to here, exclusive. */
  readonly to: number
}

/** Some consecutive lines of a stretch. */
export interface AnalysedLines {
  /** Its `line`s count from 1 at the first of these lines. */
  readonly batch: BatchColumns
  /** How many lines these are, blank ones too. */
  readonly lines: number
  /** Offset behind the last of them. */
  readonly end: number
}

export type TakeLines = (lines: AnalysedLines) => void

/** Records whose places are known, to be looked at again. */
export interface PlacesJob extends Reading {
  readonly source: Blob
  /** Ascending, near each other: they are read in one piece. */
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
}

/** What a query still asks of a record when its columns are known. */
export type Formula =
  /** Known beforehand: a bit of the record's inputs. */
  | { readonly kind: 'input'; readonly at: number }
  /** One of the query's text conditions. */
  | { readonly kind: 'text'; readonly at: number }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }

export interface TextQuery {
  readonly formula: Formula
  readonly text: readonly TextCondition[]
}

/** Records whose places are known, to be held against the others of their set. */
export interface DigestJob extends PlacesJob {
  /** Whether prompts are compared across splits too. */
  readonly prompts: boolean
}

export interface SearchJob {
  readonly source: Blob
  readonly query: TextQuery
  /** Ascending places of the records to search. */
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
  /** Of each record: its bits for the formula. */
  readonly inputs: Uint32Array<ArrayBuffer>
  readonly formats: readonly FormatId[]
  /** Of each record: the index of its format. */
  readonly formatOf: Uint8Array<ArrayBuffer>
  /** Of each record: 1 where it is no JSON. */
  readonly unreadable: Uint8Array<ArrayBuffer>
  /** What people made of some of them, by index. */
  readonly states: ReadonlyMap<number, SampleState>
}

export interface SearchAnswer {
  /** Indexes, within the job, of the records that fit. */
  readonly found: Uint32Array<ArrayBuffer>
  /** Records that took longer than they may and are left out. */
  readonly late: number
}

/**
 * What an analyst does: pure computation on what it is handed, so that it can be asked anything in
 * any order.
 */
export interface Analyst {
  analyse(job: AnalyseJob): Promise<BatchColumns>
  /** The measures of records that were cut before; their `line`s are not counted. */
  analysePlaces(job: PlacesJob): Promise<BatchColumns>
  /** What it takes to judge the set, of each of these records. */
  digestPlaces(job: DigestJob): Promise<DigestBatch>
  /**
   * Hands over the lines of a stretch as they are analysed, in their order, and resolves behind the
   * last of them. Stretches take turns, so that the one asked for first is done first.
   */
  analyseLines(job: LinesJob, take: TakeLines): Promise<void>
  search(job: SearchJob): Promise<SearchAnswer>
  /** Hex. Rejects with an AbortError after `stopHashing`. */
  sha256(source: Blob): Promise<string>
  stopHashing(): void | Promise<void>
}
