import { z } from '../zod.ts'
import { equalJson } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { isMessages, isSlotShape, isTools, slotSchema, toolsSchema } from './shapes.ts'
import { readPreference } from './read-preference.ts'
import { isTranscript } from './transcript.ts'
import { writePreference } from './write-pairs.ts'

/** TRL preference sets: explicit prompt, or sides that both begin with it; texts or messages. */
export const trlPreference: RecordFormat = {
  id: 'trl/preference',
  schema: z.looseObject({
    prompt: slotSchema.nullish(),
    chosen: slotSchema,
    rejected: slotSchema,
    tools: toolsSchema,
  }),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      (record.prompt === undefined || record.prompt === null || isTextOrMessages(record.prompt)) &&
      isTextOrMessages(record.chosen) &&
      isTextOrMessages(record.rejected) &&
      isTools(record.tools)
    )
  },

  detect(record) {
    const { chosen, rejected, prompt } = record
    if (!isSlotShape(chosen) || !isSlotShape(rejected)) return { score: 0, reason: '' }
    if (OTHER_PROMPTS.some((key) => key in record) && !isRepeated(record))
      return { score: 0.45, reason: '`chosen` and `rejected` beside another prompt' }
    if ('score_chosen' in record && typeof prompt === 'string' && Array.isArray(chosen))
      return { score: 0.6, reason: '`prompt`, `chosen` and `rejected` beside scores' }
    if (prompt !== undefined && prompt !== null)
      return { score: 0.97, reason: '`prompt`, `chosen` and `rejected` are there' }
    if (typeof chosen === 'string')
      return isTranscript(chosen)
        ? { score: 0.3, reason: '`chosen` and `rejected` are texts with speakers' }
        : { score: 0.75, reason: '`chosen` and `rejected` are texts' }
    return { score: 0.95, reason: '`chosen` and `rejected` are whole conversations' }
  },

  read: (record, context) => readPreference('trl/preference', record, context),
  write: (text, sample, tree) => writePreference(text, sample, tree),
}

const OTHER_PROMPTS = ['conversations', 'messages', 'instruction', 'question', 'input']

/** Whether `messages` is one of the sides again, as in sets that are for SFT as well. */
function isRepeated({ messages, chosen }: JsonObject): boolean {
  return (
    Array.isArray(messages) && Array.isArray(chosen) && equalJson(messages as Json, chosen as Json)
  )
}

function isTextOrMessages(value: Json | undefined): boolean {
  return typeof value === 'string' || isMessages(value)
}
