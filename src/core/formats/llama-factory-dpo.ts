import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import {
  fitsPrompt,
  isAlpacaShaped,
  isQuestion,
  PROMPT_COLUMNS,
  readCompletion,
  readPrompt,
} from './alpaca-columns.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readSide } from './preference-sides.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import {
  choosing,
  conversationKey,
  isMessage,
  isMessages,
  isOptionalText,
  isTools,
  isTurn,
  isTurns,
  messageSchema,
  messagesSchema,
  optionalText,
  styleOfList,
  toolsSchema,
  turnSchema,
  turnsSchema,
} from './shapes.ts'
import { splitPair } from './split.ts'
import { writeAlpaca } from './write-alpaca.ts'
import { writeRankedConversation } from './write-pairs.ts'

const COLUMNS = new Set([
  'conversations',
  'messages',
  'instruction',
  'input',
  'history',
  'chosen',
  'rejected',
  'system',
  'tools',
  'id',
])

const COMMON = { system: optionalText, tools: toolsSchema }
const SHAREGPT = { chosen: turnSchema, rejected: turnSchema, ...COMMON }
const OPENAI = { chosen: messageSchema, rejected: messageSchema, ...COMMON }
const SCHEMAS = {
  from: {
    conversations: z.looseObject({ conversations: turnsSchema, ...SHAREGPT }),
    messages: z.looseObject({ messages: turnsSchema, ...SHAREGPT }),
  },
  role: {
    conversations: z.looseObject({ conversations: messagesSchema, ...OPENAI }),
    messages: z.looseObject({ messages: messagesSchema, ...OPENAI }),
  },
}
const alpacaSchema = z.looseObject({
  ...PROMPT_COLUMNS,
  chosen: z.string(),
  rejected: z.string(),
  tools: toolsSchema,
})

/** LLaMA-Factory's ranking sets: a prompt once, then one chosen and one rejected message. */
export const llamaFactoryDpo: RecordFormat = {
  id: 'llama-factory/dpo',
  schema: choosing((record) => {
    if (!isJsonObject(record)) return SCHEMAS.from.conversations
    if (isAlpacaShaped(record)) return alpacaSchema
    const key = conversationKey(record, 'conversations')
    return SCHEMAS[styleOfList(record[key]) ?? 'from'][key]
  }),

  fits(record: Json) {
    if (!isJsonObject(record) || !isTools(record.tools)) return false
    if (isAlpacaShaped(record))
      return (
        fitsPrompt(record) &&
        typeof record.chosen === 'string' &&
        typeof record.rejected === 'string'
      )
    if (!isOptionalText(record.system)) return false
    const list = record[conversationKey(record, 'conversations')]
    return styleOfList(list) === 'role'
      ? isMessages(list) && isMessage(record.chosen) && isMessage(record.rejected)
      : isTurns(list) && isTurn(record.chosen) && isTurn(record.rejected)
  },

  detect(record) {
    if (!('chosen' in record) || !('rejected' in record)) return { score: 0, reason: '' }
    if (isAlpacaShaped(record))
      return typeof record.chosen === 'string'
        ? { score: 0.97, reason: '`instruction` with `chosen` and `rejected` texts' }
        : { score: 0.5, reason: '`instruction` with `chosen` and `rejected`' }
    const key = conversationKey(record, 'conversations')
    const style = styleOfList(record[key])
    if (!style) return { score: 0, reason: '' }
    if (!isJsonObject(record.chosen))
      return { score: 0.4, reason: `\`${key}\` with sides that are not one message each` }
    return style === 'from'
      ? { score: 0.98, reason: `\`${key}\` with one \`chosen\` and one \`rejected\` message` }
      : { score: 0.9, reason: `\`${key}\` of role and content with one message for each side` }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('llama-factory/dpo', reading)
    const tools = readTools(record, reading)
    const lanes = isAlpacaShaped(record)
      ? splitPair(
          readPrompt(record, reading),
          readCompletion(record, 'chosen', reading),
          readCompletion(record, 'rejected', reading),
        )
      : splitPair(
          readConversation(record, reading),
          readSide(record, 'chosen', reading),
          readSide(record, 'rejected', reading),
        )
    return sampleOf('llama-factory/dpo', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    sample.context.some(isQuestion) || sample.branches[0].messages.some(isQuestion)
      ? writeAlpaca(text, sample, tree, { chosen: 'chosen', rejected: 'rejected' })
      : writeRankedConversation(text, sample, tree),
}

function readConversation(record: JsonObject, reading: Reading): readonly Message[] {
  const key = conversationKey(record, 'conversations')
  return withSystem(record, readMessages(record[key], '/' + key, reading), reading)
}
