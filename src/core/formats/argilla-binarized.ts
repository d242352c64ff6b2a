import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { firstColumn, optionalText, slotSchema } from './shapes.ts'
import { SIDE_FACT_COLUMNS, sideFacts } from './side-facts.ts'
import { firstPreferred, slotFormat } from './slot-format.ts'

const PROMPTS = ['instruction', 'prompt', 'input'] as const

/** Argilla's binarized sets, which Axolotl's `argilla` strategies read: one text a side, rated. */
export const argillaBinarized: RecordFormat = slotFormat({
  id: 'argilla/binarized',
  schema: z
    .looseObject({
      instruction: optionalText,
      prompt: slotSchema.nullish(),
      input: optionalText,
      system: optionalText,
      chosen_response: slotSchema,
      rejected_response: slotSchema,
    })
    .refine(
      (record) => PROMPTS.some((key) => record[key] !== undefined && record[key] !== null),
      'The `instruction` is missing.',
    ),
  columns: new Set([
    ...PROMPTS,
    'system',
    'chosen_response',
    'rejected_response',
    'tools',
    'id',
    'source',
    ...SIDE_FACT_COLUMNS,
  ]),
  slots: (record) => ({
    prompt: '/' + firstColumn(record, PROMPTS),
    answers: ['/chosen_response', '/rejected_response'],
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, { source: 'source' }),
  facts: (record) => [sideFacts(record, 'chosen'), sideFacts(record, 'rejected')],
  pair: firstPreferred,
  detect: (record) =>
    'chosen_response' in record && 'rejected_response' in record
      ? { score: 0.98, reason: '`chosen_response` and `rejected_response` are there' }
      : { score: 0, reason: '' },
})
