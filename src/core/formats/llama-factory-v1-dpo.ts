import { mappedFormat } from '../mapping/mapped-format.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { isMessages, isTools, messagesSchema, styleOfList, toolsSchema } from './shapes.ts'

const ID = 'llama-factory/v1-dpo'

/** Where its parts stand is all there is to say; how messages are written the usual readers know. */
const mapped = mappedFormat({
  version: 1,
  name: 'LLaMA-Factory v1 DPO',
  chosen: 'chosen_messages',
  rejected: 'rejected_messages',
  tools: 'tools',
  id: 'id',
})

/**
 * The ranking sets of LLaMA-Factory's experimental v1 engine: two whole conversations of messages with
 * typed content (spec: llama-factory §10).
 */
export const llamaFactoryV1Dpo: RecordFormat = {
  id: ID,
  schema: z.looseObject({
    chosen_messages: messagesSchema,
    rejected_messages: messagesSchema,
    tools: toolsSchema,
  }),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      isMessages(record.chosen_messages) &&
      isMessages(record.rejected_messages) &&
      isTools(record.tools)
    )
  },

  detect(record) {
    if (!styleOfList(record.chosen_messages) || !styleOfList(record.rejected_messages))
      return { score: 0, reason: '' }
    return { score: 0.99, reason: '`chosen_messages` and `rejected_messages` are there' }
  },

  read: (record, context) => ({ ...mapped.read(record, context), format: ID }),

  write: (text, sample, tree) => mapped.write(text, sample, tree),
}
