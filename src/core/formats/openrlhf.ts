import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { holdsItems } from './openai-responses.ts'
import { firstColumn, isSlotShape, optionalText, slotSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

const PROMPTS = ['input', 'prompt', 'instruction'] as const
const ANSWERS = ['output', 'response'] as const
const ELSEWHERE = ['messages', 'conversations', 'chosen', 'gts', 'score']
const OTHERS = ['instruction', 'prompt', ...ELSEWHERE]

/**
 * OpenRLHF's default columns: `input` with an `output` for SFT, with a `label` that a reward function
 * needs, or with both for KTO. In KTO rows, whose `label` is 0 or 1, the columns have other names too.
 * Its preference sets have TRL's columns.
 */
export const openrlhf: RecordFormat = slotFormat({
  id: 'openrlhf',
  schema: z
    .looseObject({
      input: slotSchema.nullish(),
      prompt: slotSchema.nullish(),
      instruction: optionalText,
      output: slotSchema.nullish(),
      response: slotSchema.nullish(),
      system: optionalText,
    })
    .refine(
      (record) => PROMPTS.some((key) => (record[key] ?? null) !== null),
      'The `input` is missing.',
    ),
  columns: new Set([
    ...PROMPTS,
    ...ANSWERS,
    'label',
    'datasource',
    'system',
    'history',
    'tools',
    'id',
  ]),
  slots(record) {
    const answer = firstColumn(record, ANSWERS)
    const answers = (record[answer] ?? null) === null ? [] : ['/' + answer]
    return typeof record.instruction === 'string'
      ? { inColumns: true, answers }
      : { prompt: '/' + firstColumn(record, PROMPTS), answers, hasSystem: true }
  },
  meta: (record) =>
    metaOfColumns(record, {
      source: 'datasource',
      ...(isJudged(record) ? {} : { groundTruth: 'label' }),
    }),
  facts: (record) => (isJudged(record) ? [{ label: Boolean(record.label) }] : []),
  detect(record) {
    if (isBinary(record) && isAnswered(record) && !ELSEWHERE.some((key) => key in record))
      return { score: 0.9, reason: 'a prompt and an answer with a `label` of 0 or 1' }
    if (!isSlotShape(record.input) || OTHERS.some((key) => key in record) || hasItems(record))
      return { score: 0, reason: '' }
    if (isSlotShape(record.output)) return { score: 0.8, reason: '`input` and `output` are there' }
    return 'label' in record && !('output' in record)
      ? { score: 0.7, reason: '`input` with a `label`' }
      : { score: 0, reason: '' }
  },
})

/** Whether the label is about the answer: without one it is what a reward function needs. */
function isJudged(record: JsonObject): boolean {
  return isAnswered(record) && (isBinary(record) || typeof record.label === 'boolean')
}

function isBinary({ label }: JsonObject): boolean {
  return label === 0 || label === 1
}

function isAnswered(record: JsonObject): boolean {
  return (
    isSlotShape(record[firstColumn(record, PROMPTS)]) &&
    isSlotShape(record[firstColumn(record, ANSWERS)])
  )
}

function hasItems({ input, output }: JsonObject): boolean {
  return holdsItems(input) || holdsItems(output)
}
