import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import { anthropicMark } from './anthropic.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readTools } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import {
  choosing,
  conversationKey,
  isMessages,
  isOptionalText,
  isTools,
  messagesSchema,
  optionalText,
  styleOfList,
  toolsSchema,
} from './shapes.ts'
import { splitTrace } from './split.ts'
import { usesSwiftRoles } from './swift-turns.ts'
import { promptTools } from './tools-in-text.ts'
import { writeConversation } from './write-conversation.ts'

const COLUMNS = new Set(['messages', 'conversations', 'system', 'tools', 'functions', 'id'])
const COMMON = { system: optionalText, tools: toolsSchema, functions: toolsSchema }
const underMessages = z.looseObject({ messages: messagesSchema, ...COMMON })
const underConversations = z.looseObject({ conversations: messagesSchema, ...COMMON })

/** Columns that say that a record holds more than a conversation. */
const BESIDE = [
  'chosen',
  'rejected',
  'label',
  'kto_tag',
  'rejected_response',
  'rejected_messages',
  'enable_thinking',
  'ground_truth',
]

/** OpenAI chat messages: `messages` of `{role, content}` with tool_calls and tool results. */
export const openai: RecordFormat = {
  id: 'openai',
  schema: choosing((record) =>
    isJsonObject(record) && conversationKey(record, 'messages') === 'conversations'
      ? underConversations
      : underMessages,
  ),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      isMessages(record[conversationKey(record, 'messages')]) &&
      isOptionalText(record.system) &&
      isTools(record.tools) &&
      isTools(record.functions)
    )
  },

  detect(record) {
    const key = conversationKey(record, 'messages')
    if (styleOfList(record[key]) !== 'role') return { score: 0, reason: '' }
    if (BESIDE.some((mark) => (record[mark] ?? null) !== null))
      return { score: 0.3, reason: `\`${key}\` of role and content, beside more` }
    if (usesSwiftRoles(record[key]) || anthropicMark(record) !== undefined)
      return { score: 0.5, reason: `\`${key}\` of role and content, in another manner` }
    return { score: 0.95, reason: `\`${key}\` of role and content` }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('openai', reading)
    const key = conversationKey(record, 'messages')
    const list = readMessages(record[key], '/' + key, reading)
    const lanes = splitTrace(withSystem(record, list, reading))
    const own = readTools(record, reading)
    const tools = own === NO_TOOLS ? promptTools(list[0], reading) : own
    return sampleOf('openai', lanes, tools, openaiMeta(record, key), reading, COLUMNS)
  },

  write: (text, sample, tree) => writeConversation(text, sample, tree, 'messages'),
}

/** OpenAI's fine-tuning trains no message of `weight` 0: `untrained` are their numbers. */
function openaiMeta(record: JsonObject, key: string): SampleMeta {
  const meta = metaOf(record)
  const list = record[key]
  if (!Array.isArray(list)) return meta
  let untrained: number[] | undefined
  for (let i = 0; i < list.length; i++) {
    const message = list[i] as Json
    if (isJsonObject(message) && message.weight === 0) (untrained ??= []).push(i)
  }
  return untrained ? { ...meta, untrained } : meta
}
