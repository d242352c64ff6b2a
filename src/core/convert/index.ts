/** Records as rows of other shapes. One file for each family of shapes; the list is here. */
import { llamaFactoryDpo } from '../export/llama-factory-dpo.ts'
import { llamaFactoryKto } from '../export/llama-factory-kto.ts'
import type { RowTarget } from '../export/target.ts'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { UNTOUCHED } from '../journal/edit.ts'
import type { Json } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import { fail, ok, type Result } from '../result.ts'
import { alpacaRow } from './alpaca-row.ts'
import { anthropicRow } from './anthropic-row.ts'
import { hermesRow, withoutToolList } from './hermes-row.ts'
import { labelOf, recordedPairOf } from './lines.ts'
import { openaiRow, preferenceRow, promptCompletionRow, unpairedRow } from './openai-rows.ts'
import { refuse, RowRefused, type Refusal } from './refusal.ts'
import { objectText, stringText } from './row-text.ts'
import { sameSample, type Keeps } from './same-sample.ts'
import { sharegptRow } from './sharegpt-row.ts'

export type { Refusal } from './refusal.ts'

export const CONVERT_TARGETS = [
  'sharegpt',
  'openai',
  'alpaca',
  'llama-factory/dpo',
  'llama-factory/kto',
  'trl/preference',
  'trl/prompt-completion',
  'trl/unpaired',
  'hermes',
  'anthropic',
  'tuning-fork',
] as const
export type ConvertTarget = (typeof CONVERT_TARGETS)[number]

export function isConvertTarget(text: string): text is ConvertTarget {
  return CONVERT_TARGETS.some((target) => target === text)
}

interface RowShape {
  /** The row as JSON text; throws `RowRefused`. */
  readonly build: (sample: Sample) => string
  /** What it keeps, which is proven by reading the row back in its own format. */
  readonly keeps: Keeps
  /** Takes away what the row says beyond its sample. */
  readonly undo?: (read: Sample) => Sample
}

const SHAPES: Readonly<Record<Exclude<ConvertTarget, 'tuning-fork'>, RowShape>> = {
  sharegpt: { build: sharegptRow, keeps: { ids: false } },
  openai: { build: openaiRow, keeps: { ids: true } },
  alpaca: { build: alpacaRow, keeps: { ids: false } },
  'llama-factory/dpo': {
    build: exportedBy(llamaFactoryDpo, recordedPairOf),
    keeps: { ids: false },
  },
  'llama-factory/kto': { build: exportedBy(llamaFactoryKto, labelOf), keeps: { ids: false } },
  'trl/preference': { build: preferenceRow, keeps: { ids: true } },
  'trl/prompt-completion': { build: promptCompletionRow, keeps: { ids: true } },
  'trl/unpaired': { build: unpairedRow, keeps: { ids: true } },
  hermes: { build: hermesRow, keeps: { ids: false }, undo: withoutToolList },
  anthropic: { build: anthropicRow, keeps: { ids: false, toolText: false } },
}

/**
 * The export's own row, by the trainer's rules; but what an export leaves out, a row must hold.
 * `demand` refuses what has no such row at all.
 */
function exportedBy(target: RowTarget, demand: (sample: Sample) => unknown): RowShape['build'] {
  return (sample) => {
    demand(sample)
    const converted = target.convert({ record: 0, sample, state: UNTOUCHED }, [])
    if (!converted.ok) return refuse('trainer', converted.message)
    if (converted.stepsLeftOut > 0) refuse('leftOut')
    const [row] = converted.rows
    return row ? row.text : refuse('empty')
  }
}

/**
 * A record as a row of another shape, one line of JSON without its newline. A record that has the
 * shape already leaves byte for byte, but for line breaks between its parts, which a line cannot hold.
 * `sample` must have been read from `text` with its exact texts.
 */
export function convertRecord(
  text: string,
  sample: Sample,
  target: ConvertTarget,
): Result<string, Refusal> {
  if (sample.format === target) return ok(onOneLine(text))
  if (target === 'tuning-fork') return ok(losslessRow(text, sample))
  try {
    if (sample.problems.length > 0) refuse('problems', sample.problems[0]!.message)
    const { build, keeps, undo } = SHAPES[target]
    const row = onOneLine(build(sample))
    const format = formatOf(target)
    const value = JSON.parse(row) as Json
    const read = format.read(value, { text: row, toolSets: new RecentToolSets() })
    const isWhole = format.fits(value) && read.problems.length === 0
    if (!isWhole || !sameSample(sample, undo?.(read) ?? read, keeps)) refuse('changed')
    return ok(row)
  } catch (error) {
    if (error instanceof RowRefused) return fail(error.refusal)
    throw error
  }
}

/** Our own row, whose form README.md tells and `formats/tuning-fork.ts` reads. */
function losslessRow(text: string, sample: Sample): string {
  return objectText([
    ['tuningFork', '1'],
    ['format', stringText(sample.format)],
    ['sample', JSON.stringify(sample)],
    ['record', stringText(text)],
  ])
}

/** Line breaks stand only between the parts of JSON, never inside its strings. */
function onOneLine(text: string): string {
  return text.includes('\n') || text.includes('\r')
    ? text.trim().replace(/[\r\n]+[ \t]*/g, '')
    : text
}
