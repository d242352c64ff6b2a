import type { Finding, Severity } from '../model/finding.ts'
import type { Json } from '../model/json.ts'
import type { ToolDef, ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { RecordFormat } from '../formats/format.ts'
import type { AnyOptionValues, OptionDefs, OptionValues } from './options.ts'
import type { CheckSuite } from './suite.ts'
import type { TargetKey } from './training-target.ts'

/** What is said of every check, whether it looks at one sample or at the whole set. */
export interface CheckTitle {
  /** The stable name people filter by and files carry: `call.unknown`. */
  readonly code: string
  /** What is so, in a few words: "Call to an unknown tool". */
  readonly title: string
  /** The gravest severity it gives. */
  readonly severity: Severity
  /** What it looks for, what it does to training, what to do; with one bad and one good example. */
  readonly help: CheckHelp
  /** What a person may tune. */
  readonly options?: OptionDefs
  /** Where a target judges otherwise. The more particular key holds. */
  readonly targets?: Partial<Readonly<Record<TargetKey, Tuning>>>
}

/** How a check is set: by a person, or for a target. */
export interface Tuning {
  readonly on?: boolean | undefined
  /** All its findings have this severity. */
  readonly severity?: Severity | undefined
  readonly options?: AnyOptionValues | undefined
}

/**
 * A check looks for one problem in one sample. It is a pure function: no state, no I/O, the sample
 * untouched, the same findings every time. One file per check, one line in `index.ts`.
 */
export interface Check extends CheckTitle {
  /** What a sample must hold at least for the problem to be possible; others are spared the check. */
  readonly needs?: Needs | ((options: AnyOptionValues) => Needs)
  /** It reads every letter, which costs more than all others together: large files get it in a second pass. */
  readonly deep?: true
  /** Findings in reading order; the shared empty array when there is nothing to say. */
  run(sample: Sample, context: CheckContext, options: AnyOptionValues): readonly Finding[]
}

export type Needs = Partial<Holdings>

/** A check that can be tuned: its options tell `run` their types. */
export interface TunableCheck<O extends OptionDefs> extends Check {
  readonly options: O
}

export function defineCheck<O extends OptionDefs>(
  check: Omit<CheckTitle, 'options'> & {
    readonly options: O
    readonly needs?: Needs | ((options: OptionValues<O>) => Needs)
    readonly deep?: true
    run(sample: Sample, context: CheckContext, options: OptionValues<O>): readonly Finding[]
  },
): TunableCheck<O> {
  return check as TunableCheck<O>
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
  /** The checks that run, as they are set. Absent: all, as they come. */
  readonly suite?: CheckSuite
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
