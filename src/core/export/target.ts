import type { Sample } from '../model/sample.ts'
import type { SampleState } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'
import type { HeldBack } from './held-back.ts'

export type TargetId =
  | 'llama-factory/dpo'
  | 'llama-factory/kto'
  | 'source'
  | 'flagged'
  /** Samples with errors, and lines that cannot be read. */
  | 'failing'

export interface ExportRequest {
  readonly target: TargetId
  /** Becomes NAME.jsonl and the entry in dataset_info.json. Letters, digits, `_`, `-`, `.`. */
  readonly name: string
  /** `decided`: what was kept, paired or labelled. `notDropped`: everything but what was dropped. */
  readonly scope: 'decided' | 'notDropped'
}

/** One sample on its way out: as recorded, and what people did to it. Read with exact texts. */
export interface ExportSample {
  /** Counts from 0 over readable and unreadable records alike. */
  readonly record: number
  readonly sample: Sample
  readonly state: SampleState
}

/**
 * A target that writes rows of its own (the cleaned source is not one: it slices, see source.ts).
 * One file per target in this folder, one line in `index.ts`.
 */
export interface RowTarget {
  readonly id: TargetId
  readonly title: string
  /** Converts one sample; pure. */
  convert(sample: ExportSample, findings: readonly Finding[]): Converted
  /** Puts rows in the order that the trainer needs; bounded memory. Absent: source order. */
  arrange?(): RowArranger
  /** Files beside the rows (dataset_info.json …), made when all rows are written. */
  sideFiles(request: ExportRequest): readonly { readonly name: string; readonly text: string }[]
}

export type Converted =
  | {
      readonly ok: true
      readonly rows: readonly ExportRow[]
      /** Names of the transformations that this sample needed ("Parallel calls merged"). */
      readonly transformations: readonly string[]
      /** What the rows will do in training that their author should know, a sentence each. */
      readonly notices: readonly string[]
      /** Steps of the sample that the format has no place for. */
      readonly stepsLeftOut: number
    }
  | HeldBack

export interface ExportRow {
  /** One line of JSON, without its newline. */
  readonly text: string
  /** Equal for rows with equal prompts; rows that must not stand next to each other share it. */
  readonly promptKey: string
}

export interface RowArranger {
  /** Takes the next row and gives the rows that can be written now. */
  push(row: ExportRow): readonly ExportRow[]
  /** The rest; `notices` says what could not be arranged. */
  end(): { readonly rows: readonly ExportRow[]; readonly notices: readonly string[] }
}

/** What goes out, what does not, and why; the same object in the browser and the headless tool. */
export interface ExportSummary {
  readonly target: TargetId
  /** Samples looked at. */
  readonly considered: number
  /** Rows written. */
  readonly written: number
  readonly heldBack: readonly HeldBackGroup[]
  /** Small changes that the format asks for, each with the number of rows it touched. */
  readonly transformations: readonly { readonly name: string; readonly rows: number }[]
  readonly notices: readonly string[]
  readonly files: readonly {
    readonly name: string
    readonly rows: number
    readonly bytes: number
  }[]
  /** The first row written, at most 2,000 characters, for the preview. */
  readonly firstRow: string
}

export interface HeldBackGroup {
  /** Stable word: `stale`, `notAPair`, `identical` … */
  readonly reason: string
  /** One sentence: what is so and what to do. */
  readonly message: string
  readonly count: number
  /** The first records concerned, at most 100, to open from the summary. */
  readonly records: readonly number[]
  /** What is so with each of these records, with the place. */
  readonly details: readonly string[]
}
