import type { Json, Pointer } from './json.ts'
import type { Message, ToolSet } from './message.ts'

/**
 * How records are read: a format that is built in, or a person's mapping, whose canonical JSON stands
 * behind the colon so that workers and stored rows need nothing else.
 */
export type FormatId = BuiltInFormatId | MappingId
export type MappingId = `mapping:${string}`

/** The formats that are built in; each has one file in `core/formats`. */
export type BuiltInFormatId =
  | 'sharegpt'
  | 'openai'
  | 'alpaca'
  | 'llama-factory/dpo'
  | 'llama-factory/kto'
  | 'llama-factory/v1-dpo'
  | 'trl/preference'
  | 'tau-bench'
  | 'tau-bench/display'
  | 'tau2'
  | 'hermes'
  | 'apigen-mt'
  | 'toolace'
  | 'xlam'
  | 'glaive'
  | 'bfcl'
  | 'bfcl/answers'
  | 'bfcl/results'
  | 'seal-tools'
  | 'toolalpaca'
  | 'toolbench'
  | 'swe-agent'
  | 'intercode'
  | 'langsmith'
  | 'langfuse'
  | 'openinference'
  | 'otel-genai'
  | 'atif'
  | 'question-answer'
  | 'trl/prompt-only'
  | 'trl/prompt-completion'
  | 'trl/language-modeling'
  | 'trl/unpaired'
  | 'trl/stepwise'
  | 'verl/rl'
  | 'verl/sft'
  | 'verl/rollout'
  | 'openai/preference'
  | 'openai/responses'
  | 'openai/batch-input'
  | 'openai/batch-output'
  | 'json-text'
  | 'anthropic'
  | 'gemini'
  | 'hh'
  | 'ultrafeedback'
  | 'ultrafeedback/binarized'
  | 'argilla/binarized'
  | 'nectar'
  | 'pandalm'
  | 'evals/choice'
  | 'helpsteer2'
  | 'helpsteer3'
  | 'shp'
  | 'lmsys/arena'
  | 'lmsys/chat'
  | 'distilabel'
  | 'capybara'
  | 'oasst/message'
  | 'oasst/tree'
  | 'axolotl'
  | 'axolotl/segments'
  | 'ms-swift'
  | 'ms-swift/query'
  | 'openrlhf'
  | 'open-instruct'
  | 'tuning-fork'

/** One completion as the file holds it. `messages` may be empty: a prompt without an answer. */
export interface RecordedBranch {
  readonly messages: readonly Message[]
  /** A KTO label that came with the file. */
  readonly label?: boolean
  /** Who or what wrote it, in the file's own word. */
  readonly model?: string
  /** Its place in a ranking that came with the file: 1 is the best, equal numbers are ties. */
  readonly rank?: number
  /** What judges gave it, in the file's order. Absent where the file holds none. */
  readonly scores?: readonly Score[]
}

/** One score, rating or part of a reward that the file gives a branch. */
export interface Score {
  /** The file's own name for it: `reward`, `helpfulness`, `score_chosen`. */
  readonly key: string
  /** Null where the file says that it does not apply (`N/A`). */
  readonly value: number | null
  readonly why?: string
  /** Where in the record it stands. */
  readonly path: Pointer
}

/** Something about the record that its reader could not take as its format says. */
export interface ReadProblem {
  readonly kind: 'schema' | 'labelType' | 'tools'
  readonly path: Pointer
  readonly message: string
}

/**
 * A record parsed and normalised: one prompt context with branches growing from it.
 *
 * Invariants, kept by `buildSample` and by the types:
 * - every branch of `branches` grows from `context`; there is no second prompt to disagree with;
 * - `context` ends in a user or tool message, or is empty, whenever some branch has messages;
 * - there is at least one branch;
 * - with `recordedPair`, chosen and rejected are two different branches.
 *
 * A record whose two sides bring two different prompts is no pair: side A (chosen) is the sample
 * and side B stands in `apart`, which no exporter reads.
 */
export interface Sample {
  readonly format: FormatId
  readonly tools: ToolSet
  readonly context: readonly Message[]
  readonly branches: readonly [RecordedBranch, ...RecordedBranch[]]
  readonly recordedPair?: { readonly chosen: number; readonly rejected: number }
  readonly apart?: {
    readonly context: readonly Message[]
    readonly completion: readonly Message[]
    /** The first message in which the two prompts differ, and where that is for each side. */
    readonly differsAt: number
    readonly path: Pointer
  }
  readonly meta: SampleMeta
  /** Top-level columns that the format does not read, in source order. */
  readonly extra: readonly string[]
  readonly problems: readonly ReadProblem[]
}

/** What the source says about the record besides its messages. */
export interface SampleMeta {
  readonly id?: string
  readonly task?: string
  readonly trial?: number
  readonly reward?: number
  /** Equal for records that are tries of one task, or that a file of answers is joined to by id. */
  readonly group?: string
  readonly [key: string]: Json | undefined
}

/**
 * A place among a sample's messages. `lane` is −1 for the context and the branch's index
 * otherwise; `index` counts from 0 within the lane.
 */
export interface MessageRef {
  readonly lane: number
  readonly index: number
}

export const CONTEXT_LANE = -1
/** The lanes of a record's second side when the two prompts differ (`Sample.apart`). */
export const APART_CONTEXT_LANE = -2
export const APART_COMPLETION_LANE = -3

/** The recorded message at a place, or undefined where there is none. */
export function messageAt(sample: Sample, ref: MessageRef): Message | undefined {
  if (ref.lane === CONTEXT_LANE) return sample.context[ref.index]
  if (ref.lane === APART_CONTEXT_LANE) return sample.apart?.context[ref.index]
  if (ref.lane === APART_COMPLETION_LANE) return sample.apart?.completion[ref.index]
  return sample.branches[ref.lane]?.messages[ref.index]
}

/** The number a reader sees beside a message: its place from the start of its own conversation. */
export function messageNumber(sample: Sample, ref: MessageRef): number {
  return ref.lane < 0 ? ref.index : sample.context.length + ref.index
}
