import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { firstColumn, isSlotShape, optionalText, slotSchema, toolsSchema } from './shapes.ts'
import { SIDE_FACT_COLUMNS, sideFacts } from './side-facts.ts'
import { firstPreferred, slotFormat } from './slot-format.ts'

const PROMPTS = ['question', 'input'] as const
const OTHER_PROMPTS = ['prompt', 'instruction', 'messages', 'conversations']

/**
 * Pairs as Axolotl's `intel` and `icr` strategies read them: the prompt under `question` or `input`,
 * with a `system` column. Its other strategies' columns are those of TRL, Argilla, UltraFeedback
 * and, for `chat_template.default`, of LLaMA-Factory's DPO sets.
 */
export const axolotl: RecordFormat = slotFormat({
  id: 'axolotl',
  schema: z
    .looseObject({
      question: slotSchema.nullish(),
      input: slotSchema.nullish(),
      system: optionalText,
      chosen: slotSchema,
      rejected: slotSchema,
      tools: toolsSchema,
    })
    .refine(
      (record) => PROMPTS.some((key) => record[key] !== undefined && record[key] !== null),
      'The `question` is missing.',
    ),
  columns: new Set([
    ...PROMPTS,
    'system',
    'chosen',
    'rejected',
    'tools',
    'id',
    ...SIDE_FACT_COLUMNS,
  ]),
  slots: (record) => ({
    prompt: '/' + firstColumn(record, PROMPTS),
    answers: ['/chosen', '/rejected'],
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, {}),
  facts: (record) => [sideFacts(record, 'chosen'), sideFacts(record, 'rejected')],
  pair: firstPreferred,
  detect(record) {
    const prompt = firstColumn(record, PROMPTS)
    if (!isSlotShape(record[prompt]) || OTHER_PROMPTS.some((key) => key in record))
      return { score: 0, reason: '' }
    return isSlotShape(record.chosen) && isSlotShape(record.rejected)
      ? { score: 0.95, reason: `\`${prompt}\`, \`chosen\` and \`rejected\` are there` }
      : { score: 0, reason: '' }
  },
})
