import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { firstColumn, isSlotShape, slotSchema, toolsSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

/** Columns that say that a record holds more than a prompt, or its prompt elsewhere. */
const MORE = [
  'completion',
  'completions',
  'chosen',
  'rejected',
  'answers',
  'output',
  'messages',
  'conversations',
  'reward_model',
  'chosen_response',
  'response',
  'responses',
  'response_1',
  'response1',
  'response_a',
  'generation',
  'generations',
]

/** TRL prompts without answers, for GRPO, RLOO and online DPO; other columns are for rewards. */
export const trlPromptOnly: RecordFormat = slotFormat({
  id: 'trl/prompt-only',
  schema: z.looseObject({ prompt: slotSchema, tools: toolsSchema }),
  columns: new Set(['prompt', 'tools', 'id', 'environment', 'solution', 'answer']),
  slots: () => ({ prompt: '/prompt', answers: [] }),
  meta: (record) =>
    metaOfColumns(record, {
      environment: 'environment',
      groundTruth: firstColumn(record, ['ground_truth', 'solution', 'answer']),
    }),
  detect(record) {
    if (!isSlotShape(record.prompt) || MORE.some((key) => key in record))
      return { score: 0, reason: '' }
    return { score: 0.8, reason: '`prompt` is there and no answer' }
  },
})
