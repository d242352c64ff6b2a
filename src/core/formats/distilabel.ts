import { z } from '../zod.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, scoreOf } from './meta.ts'
import { firstColumn, isSlotShape, optionalText, slotSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

const PROMPTS = ['instruction', 'prompt', 'input'] as const
const RATINGS = ['ratings', 'rating'] as const
const REASONS = ['rationales', 'rationale'] as const
const MODELS = ['generation_models', 'generation_model', 'model_names'] as const
/** Columns that say that the answers stand elsewhere as well. */
const BESIDE = ['chosen', 'rejected', 'output', 'completion', 'completions']

/**
 * distilabel's generations: several models' answers to one instruction, each with a rating and the
 * reason for it in lists beside them. Its pairs are `chosen` and `rejected`, read as TRL's.
 */
export const distilabel: RecordFormat = slotFormat({
  id: 'distilabel',
  schema: z
    .looseObject({
      instruction: slotSchema.nullish(),
      prompt: slotSchema.nullish(),
      input: slotSchema.nullish(),
      system: optionalText,
      generations: z.array(slotSchema).min(1),
    })
    .refine(
      (record) => PROMPTS.some((key) => (record[key] ?? null) !== null),
      'A prompt is missing.',
    ),
  columns: new Set([
    ...PROMPTS,
    'system',
    'tools',
    'generations',
    ...RATINGS,
    ...REASONS,
    ...MODELS,
    'id',
  ]),
  slots: (record) => ({
    prompt: '/' + firstColumn(record, PROMPTS),
    answers: listOf(record.generations).map((_, i) => `/generations/${i}`),
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, {}),
  facts(record, reading) {
    const list = listOf(record.generations)
    if (list.length === 0)
      reading.note('schema', '/generations', 'A list of generations should stand here.')
    return list.map((_, i) => factsOf(record, i))
  },
  detect(record) {
    const [first] = listOf(record.generations)
    if (!isSlotShape(first) || !PROMPTS.some((key) => isSlotShape(record[key])))
      return { score: 0, reason: '' }
    if (BESIDE.some((key) => key in record))
      return { score: 0.3, reason: '`generations` beside more' }
    return { score: 0.95, reason: 'a prompt with a list of `generations`' }
  },
})

function factsOf(record: JsonObject, index: number) {
  const key = firstColumn(record, RATINGS)
  const rating = listOf(record[key])[index]
  const why = listOf(record[firstColumn(record, REASONS)])[index]
  const model = listOf(record[firstColumn(record, MODELS)])[index]
  const score = scoreOf('rating', rating, `/${key}/${index}`, why)
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(score ? { scores: [score] } : {}),
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
