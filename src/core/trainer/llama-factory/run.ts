import type { Json, JsonObject } from '../../model/json.ts'
import type { AlignedRow, Conversion, Warning } from './aligned.ts'
import { checkStage, readEntry, type DatasetEntry, type Stage } from './dataset-entry.ts'
import { processFeedback } from './feedback.ts'
import { processPair } from './pairwise.ts'
import { asObject, TrainerStop, type PythonException } from './python.ts'
import { convertSharegpt } from './sharegpt.ts'
import { templateNamed, type Template } from './templates.ts'

/** The stages that are mirrored so far; each has a processor of its own. */
export type MirroredStage = Extract<Stage, 'rm' | 'dpo' | 'kto'>

export interface TrainerInput {
  readonly stage: MirroredStage
  /** The set's entry of `dataset_info.json`, as it stands. */
  readonly entry: Json
  readonly template: string
  /** The set, row by row as its file holds them. */
  readonly rows: readonly Json[]
  /** Rows per map batch, which is also the window of KTO's KL companions. */
  readonly windowRows?: number
  /** `empty` replays recorded vectors; see `templateNamed`. */
  readonly processor?: 'real' | 'empty'
}

/** The trainer's own default of `preprocessing_batch_size`. */
export const WINDOW_ROWS = 1000

export type TrainerOutcome =
  | {
      readonly kind: 'done'
      readonly rows: readonly RowVerdict[]
      /** KTO: first rows of the windows whose answers all have one label; only a warning to it. */
      readonly oneLabelWindows: readonly number[]
    }
  | {
      /** One row ends the whole run, or the set does not fit the stage at all. */
      readonly kind: 'stopped'
      readonly exception: PythonException
      readonly message: string
      readonly at: 'stage' | 'convert' | 'process'
      /** The row at fault; absent for `stage`. */
      readonly row?: number
      /** The missing key of a `KeyError`. */
      readonly key?: string | number | null
      readonly rows: readonly RowVerdict[]
    }

export interface RowVerdict {
  /** `pending`: the run stopped before its fate was decided. */
  readonly fate: 'kept' | 'dropped' | 'pending'
  /** What the trainer silently makes of a kept row; empty when it trains what is written. */
  readonly changes: readonly string[]
  readonly warnings: readonly Warning[]
  /** Behind the converter; absent where the run stopped before. */
  readonly aligned?: AlignedRow
  /** For KTO, the label that the trainer arrives at. */
  readonly label?: boolean
}

/** What LLaMA-Factory would do with a set: every row converted, then processed window by window. */
export function runTrainer(input: TrainerInput): TrainerOutcome {
  const verdicts: RowVerdict[] = []
  let at: 'stage' | 'convert' | 'process' = 'stage'
  let row: number | undefined
  try {
    const entry = readEntry(input.entry)
    checkStage(entry, input.stage)
    at = 'convert'
    for (row = 0; row < input.rows.length; row++) {
      const { row: aligned, warnings } = convert(asObject(input.rows[row]), entry)
      verdicts.push({ fate: 'pending', changes: [], warnings, aligned })
    }
    at = 'process'
    const template = templateNamed(input.template, input.processor)
    const size = input.windowRows ?? WINDOW_ROWS
    for (row = 0; row < verdicts.length; row++) {
      const start = row - (row % size)
      const end = Math.min(start + size, verdicts.length)
      const previous = verdicts[row === start ? end - 1 : row - 1]!
      const settled = settle(verdicts[row]!, previous, input.stage, template)
      verdicts[row] = withLabelChange(settled, input.rows[row], entry)
    }
    const oneLabelWindows = input.stage === 'kto' ? findOneLabelWindows(verdicts, size) : []
    return { kind: 'done', rows: verdicts, oneLabelWindows }
  } catch (error) {
    if (!(error instanceof TrainerStop)) throw error
    return {
      kind: 'stopped',
      exception: error.exception,
      message: error.message,
      at,
      ...(row === undefined ? {} : { row }),
      ...(error.key === undefined ? {} : { key: error.key }),
      rows: verdicts,
    }
  }
}

function convert(row: JsonObject, entry: DatasetEntry): Conversion {
  if (entry.formatting === 'sharegpt') return convertSharegpt(row, entry)
  throw new Error(`the mirror does not convert ${entry.formatting} rows yet`)
}

function settle(
  verdict: RowVerdict,
  previous: RowVerdict,
  stage: MirroredStage,
  template: Template,
): RowVerdict {
  const aligned = verdict.aligned!
  if (stage !== 'kto') {
    const changes = processPair(aligned, template)
    return changes ? { ...verdict, fate: 'kept', changes } : dropped(verdict)
  }
  const feedback = processFeedback(aligned, previous.aligned!, template)
  return feedback ? { ...verdict, fate: 'kept', ...feedback } : dropped(verdict)
}

function dropped(verdict: RowVerdict): RowVerdict {
  return { ...verdict, fate: 'dropped', warnings: [...verdict.warnings, 'dropped_invalid'] }
}

function withLabelChange(
  verdict: RowVerdict,
  row: Json | undefined,
  { columns }: DatasetEntry,
): RowVerdict {
  if (verdict.label === undefined || !columns.kto_tag) return verdict
  if (asObject(row)[columns.kto_tag] === verdict.label) return verdict
  return { ...verdict, changes: [...verdict.changes, 'the empty answer turns the label over'] }
}

function findOneLabelWindows(verdicts: readonly RowVerdict[], size: number): number[] {
  const found: number[] = []
  for (let start = 0; start < verdicts.length; start += size) {
    const labels = new Set(verdicts.slice(start, start + size).map((verdict) => verdict.label))
    if (!labels.has(true) || !labels.has(false)) found.push(start)
  }
  return found
}
