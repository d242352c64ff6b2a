import type { BatchColumns } from '../../core/columns.ts'
import type { FormatId } from '../../core/model/sample.ts'

/** Cut records on their way to an analyst. Buffers are given away, not copied. */
export interface AnalyseJob {
  readonly format: FormatId
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Offset of `bytes` in the source. */
  readonly from: number
  /** `offset`, `length` and `line` are filled; the analyst fills the rest. */
  readonly batch: BatchColumns
}

export interface SearchJob {
  readonly source: Blob
  /** Ascending places of the records to search. */
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
  /** Case folded, not empty. */
  readonly needle: string
}

/**
 * What an analyst does: pure computation on what it is handed, so that it can be asked anything in
 * any order and be ended at any time.
 */
export interface Analyst {
  analyse(job: AnalyseJob): Promise<BatchColumns>
  /** Indexes, within the job, of the records that hold the needle. */
  search(job: SearchJob): Promise<Uint32Array<ArrayBuffer>>
  /** Hex. */
  sha256(source: Blob): Promise<string>
}
