import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { readPreference } from './read-preference.ts'
import { messagesSchema, styleOfList, toolsSchema } from './shapes.ts'
import { writePreference } from './write-pairs.ts'

const score = z.union([z.number(), z.string()]).nullish()
const schema = z.looseObject({
  prompt: z.string(),
  chosen: messagesSchema,
  rejected: messagesSchema,
  score_chosen: score,
  score_rejected: score,
  tools: toolsSchema,
})

/**
 * UltraFeedback binarized: whole conversations as sides, each with its score. `prompt` repeats the
 * user's words as text, which today's TRL trainers cannot take (spec: formats §1).
 */
export const ultrafeedbackBinarized: RecordFormat = {
  id: 'ultrafeedback/binarized',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    const areLists = styleOfList(record.chosen) && styleOfList(record.rejected)
    if (!areLists || !('score_chosen' in record) || !('score_rejected' in record))
      return { score: 0, reason: '' }
    return typeof record.prompt === 'string'
      ? { score: 0.99, reason: '`prompt` text, conversations as sides, and `score_chosen`' }
      : { score: 0.6, reason: 'conversations as sides, and `score_chosen`' }
  },

  read: (record, context) => readPreference('ultrafeedback/binarized', record, context),
  write: (text, sample, tree) => writePreference(text, sample, tree),
}
