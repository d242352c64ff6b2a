import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { messagesSchema, toolsSchema } from './shapes.ts'
import { firstPreferred, slotFormat } from './slot-format.ts'

const input = z.looseObject({ messages: messagesSchema, tools: toolsSchema })
const output = z.looseObject({
  input,
  preferred_output: messagesSchema,
  non_preferred_output: messagesSchema,
})
/** The spelling of the older API reference. */
const completion = z.looseObject({
  input,
  preferred_completion: messagesSchema,
  non_preferred_completion: messagesSchema,
})

/** OpenAI's preference fine-tuning: the request under `input`, and two answers to it. */
export const openaiPreference: RecordFormat = slotFormat({
  id: 'openai/preference',
  schema: z.union([output, completion]),
  columns: new Set([
    'input',
    'preferred_output',
    'non_preferred_output',
    'preferred_completion',
    'non_preferred_completion',
    'id',
  ]),
  slots(record) {
    const word = spelling(record)
    return {
      prompt: '/input/messages',
      answers: [`/preferred_${word}`, `/non_preferred_${word}`],
    }
  },
  toolsIn: '/input',
  meta: (record) => metaOfColumns(record, {}),
  pair: firstPreferred,
  detect(record) {
    const word = spelling(record)
    if (!(`preferred_${word}` in record) || !(`non_preferred_${word}` in record))
      return { score: 0, reason: '' }
    return isJsonObject(record.input) && Array.isArray(record.input.messages)
      ? { score: 0.99, reason: `\`input\` with \`preferred_${word}\` and its counterpart` }
      : { score: 0.5, reason: `\`preferred_${word}\` without a request under \`input\`` }
  },
})

function spelling(record: JsonObject): 'output' | 'completion' {
  return record.preferred_output === undefined && record.preferred_completion !== undefined
    ? 'completion'
    : 'output'
}
