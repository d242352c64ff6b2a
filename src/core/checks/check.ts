import type { Finding, Severity } from '../model/finding.ts'
import type { Json } from '../model/json.ts'
import type { ToolDef, ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { RecordFormat } from '../formats/format.ts'

/**
 * A check looks for one problem in one sample. It is a pure function: no state, no I/O, the sample
 * untouched, the same findings every time. One file per check, one line in `index.ts`.
 */
export interface Check {
  /** The stable name people filter by and files carry: `call.unknown`. */
  readonly code: string
  /** What is so, in a few words: "Call to an unknown tool". */
  readonly title: string
  /** The gravest severity it gives. */
  readonly severity: Severity
  /** What it looks for, what it does to training, what to do; with one bad and one good example. */
  readonly help: CheckHelp
  /** What a sample must hold at least for the problem to be possible; others are spared the check. */
  readonly needs?: Partial<Holdings>
  /** Findings in reading order; the shared empty array when there is nothing to say. */
  run(sample: Sample, context: CheckContext): readonly Finding[]
}

/** How much a sample holds of what checks look at. */
export interface Holdings {
  readonly calls: number
  /** Calls and tool messages. */
  readonly toolUse: number
  /** Assistant messages with calls in one turn: the most of any turn of any branch. */
  readonly steps: number
  /** Assistant messages without a call, one directly after the other: the most of any branch. */
  readonly words: number
  /** 1 where the record is a pair. */
  readonly pairs: number
}

export interface CheckHelp {
  readonly what: string
  readonly why: string
  readonly remedy: string
  readonly bad: string
  readonly good: string
  /** Where the rule comes from. */
  readonly source: string
}

/** What the checks need of a format; a whole `RecordFormat` is one. */
export type RecordShape = Pick<RecordFormat, 'id' | 'fits' | 'schema'>

export interface CheckContext {
  readonly format: RecordShape
  /** The record as parsed, where the sample is as recorded; absent for an edited one. */
  readonly record?: Json
  readonly validators: SchemaValidators
}

/** Compiled validators of tool schemas, made ready before the checks run (compiling is async). */
export interface SchemaValidators {
  /** Undefined when the schema itself is not valid JSON Schema: `schemaError` says why. */
  validate(tool: ToolDef, args: Json): readonly SchemaViolation[] | undefined
  schemaError(tool: ToolDef): string | undefined
  /** The tools of a set whose schema is not valid; the shared empty list nearly always. */
  malformed(tools: ToolSet): readonly ToolDef[]
}

export interface SchemaViolation {
  readonly keyword: string
  /** JSON Pointer into the arguments. */
  readonly path: string
  /** "Asks for an integer; got a string." */
  readonly message: string
}

export const NOTHING: readonly Finding[] = []
