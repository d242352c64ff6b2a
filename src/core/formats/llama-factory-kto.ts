import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
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
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import {
  choosing,
  conversationKey,
  isMessages,
  isOptionalText,
  isTools,
  isTurns,
  messagesSchema,
  optionalText,
  styleOfList,
  toolsSchema,
  turnsSchema,
} from './shapes.ts'
import { splitJudged } from './split.ts'
import { usesSwiftRoles } from './swift-turns.ts'
import { writeAlpaca } from './write-alpaca.ts'
import { writeConversation } from './write-conversation.ts'

const COLUMNS = new Set([
  'conversations',
  'messages',
  'instruction',
  'input',
  'output',
  'history',
  'label',
  'kto_tag',
  'system',
  'tools',
  'id',
])

const COMMON = { system: optionalText, tools: toolsSchema }
const SHAPES = {
  alpaca: { ...PROMPT_COLUMNS, output: z.string(), tools: toolsSchema },
  from: {
    conversations: { conversations: turnsSchema, ...COMMON },
    messages: { messages: turnsSchema, ...COMMON },
  },
  role: {
    conversations: { conversations: messagesSchema, ...COMMON },
    messages: { messages: messagesSchema, ...COMMON },
  },
}

/** LLaMA-Factory's KTO sets: a conversation, and whether its last answer is desirable. */
export const llamaFactoryKto: RecordFormat = {
  id: 'llama-factory/kto',
  schema: choosing((record) => {
    if (!isJsonObject(record)) return z.looseObject({ ...SHAPES.from.conversations })
    const label = { [labelKey(record)]: z.boolean() }
    if (isAlpacaShaped(record)) return z.looseObject({ ...SHAPES.alpaca, ...label })
    const key = conversationKey(record, 'messages')
    return z.looseObject({ ...SHAPES[styleOfList(record[key]) ?? 'role'][key], ...label })
  }),

  fits(record: Json) {
    if (!isJsonObject(record) || !isTools(record.tools)) return false
    if (typeof record[labelKey(record)] !== 'boolean') return false
    if (isAlpacaShaped(record)) return fitsPrompt(record) && typeof record.output === 'string'
    if (!isOptionalText(record.system)) return false
    const list = record[conversationKey(record, 'messages')]
    return styleOfList(list) === 'from' ? isTurns(list) : isMessages(list)
  },

  detect(record) {
    const key = labelKey(record)
    if (!(key in record) || 'chosen' in record) return { score: 0, reason: '' }
    const list = conversationKey(record, 'messages')
    const hasList = styleOfList(record[list]) !== undefined
    if (!hasList && !(isAlpacaShaped(record) && 'output' in record)) return { score: 0, reason: '' }
    const holder = hasList ? list : 'instruction'
    if (hasList && usesSwiftRoles(record[list]))
      return { score: 0.6, reason: `\`${holder}\` with ms-swift’s roles and a \`${key}\`` }
    return typeof record[key] === 'boolean'
      ? { score: 0.98, reason: `\`${holder}\` with a boolean \`${key}\`` }
      : { score: 0.5, reason: `\`${holder}\` with a \`${key}\` that is no boolean` }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('llama-factory/kto', reading)
    const label = readLabel(record, reading)
    const tools = readTools(record, reading)
    const key = conversationKey(record, 'messages')
    const messages = isAlpacaShaped(record)
      ? [...readPrompt(record, reading), ...readCompletion(record, 'output', reading)]
      : withSystem(record, readMessages(record[key], '/' + key, reading), reading)
    const lanes = splitJudged(messages, label)
    return sampleOf('llama-factory/kto', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    sample.context.some(isQuestion)
      ? writeAlpaca(text, sample, tree, { completion: 'output' })
      : writeConversation(text, sample, tree, 'messages'),
}

function labelKey(record: JsonObject): 'label' | 'kto_tag' {
  return record.label === undefined && record.kto_tag !== undefined ? 'kto_tag' : 'label'
}

function readLabel(record: JsonObject, reading: Reading): boolean | undefined {
  const key = labelKey(record)
  const label = record[key]
  if (typeof label === 'boolean') return label
  if (label === undefined) reading.note('labelType', '', `The \`${key}\` is missing.`)
  else reading.note('labelType', '/' + key, 'The label must be true or false.')
  return undefined
}
