/** Records as rows of other shapes. One file for each family of shapes; the list is here. */
import { llamaFactoryDpo } from '../export/llama-factory-dpo.ts'
import { llamaFactoryKto } from '../export/llama-factory-kto.ts'
import type { RowTarget } from '../export/target.ts'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { UNTOUCHED } from '../journal/edit.ts'
import { mappedFormat } from '../mapping/mapped-format.ts'
import type { RecordFormat } from '../formats/format.ts'
import type { Json } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import { fail, ok, type Result } from '../result.ts'
import { alpacaRow } from './alpaca-row.ts'
import { anthropicRow } from './anthropic-row.ts'
import { hermesRow, withoutToolList } from './hermes-row.ts'
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
  readonly build: (sample: Sample) => readonly string[]
  /** Reads a row back, to see that it says the same. Absent where another proof is made. */
  readonly proof?: {
    readonly format: () => RecordFormat
    readonly keeps: Keeps
    /** Takes away what the row says beyond its sample. */
    readonly undo?: (read: Sample) => Sample
  }
}

const AS_MAPPED = {
  version: 1,
  prompt: ['prompt'],
  completion: 'completion',
  tools: 'tools',
} as const
const promptCompletion = mappedFormat({
  ...AS_MAPPED,
  prompt: ['prompt'],
  name: 'TRL prompt-completion',
})
const unpaired = mappedFormat({
  ...AS_MAPPED,
  prompt: ['prompt'],
  name: 'TRL unpaired',
  label: { path: 'label' },
})

const SHAPES: Readonly<Record<Exclude<ConvertTarget, 'tuning-fork'>, RowShape>> = {
  sharegpt: provenBy(sharegptRow, () => formatOf('sharegpt'), { ids: false }),
  openai: provenBy(openaiRow, () => formatOf('openai'), { ids: true }),
  alpaca: provenBy(alpacaRow, () => formatOf('alpaca'), { ids: false }),
  'llama-factory/dpo': { build: (sample) => exported(sample, llamaFactoryDpo) },
  'llama-factory/kto': { build: (sample) => exported(sample, llamaFactoryKto) },
  'trl/preference': provenBy(preferenceRow, () => formatOf('trl/preference'), { ids: true }),
  'trl/prompt-completion': provenBy(promptCompletionRow, () => promptCompletion, { ids: true }),
  'trl/unpaired': provenBy(unpairedRow, () => unpaired, { ids: true }),
  hermes: provenBy(hermesRow, () => formatOf('hermes'), { ids: false }, withoutToolList),
  anthropic: provenBy(anthropicRow, () => formatOf('anthropic'), { ids: false, toolText: false }),
}

function provenBy(
  row: (sample: Sample) => string,
  format: () => RecordFormat,
  keeps: Keeps,
  undo?: (read: Sample) => Sample,
): RowShape {
  return { build: (sample) => [row(sample)], proof: { format, keeps, ...(undo && { undo }) } }
}

/** The export's own rows: its rules are the trainer's. */
function exported(sample: Sample, target: RowTarget): readonly string[] {
  if (sample.recordedPair === undefined && sample.branches.length > 1) refuse('severalBranches')
  const converted = target.convert({ record: 0, sample, state: UNTOUCHED }, [])
  return converted.ok
    ? converted.rows.map(({ text }) => text)
    : refuse('trainer', converted.message)
}

/**
 * A record as rows of another shape, each one line of JSON without its newline. A record that has the
 * shape already leaves byte for byte, but for line breaks between its parts, which a line cannot hold.
 * `sample` must have been read from `text` with its exact texts.
 */
export function convertRecord(
  text: string,
  sample: Sample,
  target: ConvertTarget,
): Result<readonly string[], Refusal> {
  if (sample.format === target) return ok([onOneLine(text)])
  if (target === 'tuning-fork') return ok([losslessRow(text, sample)])
  try {
    if (sample.problems.length > 0) refuse('problems', sample.problems[0]!.message)
    const { build, proof } = SHAPES[target]
    const rows = build(sample)
    for (const row of proof ? rows : []) {
      const read = proof!
        .format()
        .read(JSON.parse(row) as Json, { text: row, toolSets: new RecentToolSets() })
      if (!sameSample(sample, proof!.undo?.(read) ?? read, proof!.keeps)) refuse('changed')
    }
    return ok(rows)
  } catch (error) {
    if (error instanceof RowRefused) return fail(error.refusal)
    throw error
  }
}

/** Our own row: the sample as it was read, and the record's text, so that nothing can be lost. */
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
