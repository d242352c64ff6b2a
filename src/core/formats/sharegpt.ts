import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { messageText, NO_TOOLS } from '../model/message.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readTools } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { aboutOf, metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import {
  choosing,
  conversationKey,
  isOptionalText,
  isTools,
  isTurns,
  optionalText,
  styleOfList,
  toolsSchema,
  turnsSchema,
} from './shapes.ts'
import { splitTrace } from './split.ts'
import { promptTools, readToolsInText } from './tools-in-text.ts'
import { writeConversation } from './write-conversation.ts'

const COLUMNS = ['conversations', 'messages', 'system', 'tools', 'functions', 'id']
const COMMON = { system: optionalText, tools: toolsSchema }
const underConversations = z.looseObject({ conversations: turnsSchema, ...COMMON })
const underMessages = z.looseObject({ messages: turnsSchema, ...COMMON })

/** What sets one set of ShareGPT records apart from the next: how it is known. */
export interface ShareGptKind extends Pick<RecordFormat, 'id' | 'detect' | 'refines'> {
  /** Columns that say something about the record; they go to `meta`. */
  readonly about?: readonly string[]
  /** Whether the first system turn lists the tools where no column does. */
  readonly listsTools?: boolean
}

/** A format whose records are `conversations` of `{from, value}`, with or without tools. */
export function shareGptFormat({
  id,
  detect,
  refines,
  about = [],
  listsTools = false,
}: ShareGptKind): RecordFormat {
  const columns = new Set([...COLUMNS, ...about])
  return {
    id,
    ...(refines ? { refines } : {}),
    schema: choosing((record) =>
      isJsonObject(record) && conversationKey(record, 'conversations') === 'messages'
        ? underMessages
        : underConversations,
    ),

    fits(record: Json) {
      return (
        isJsonObject(record) &&
        isTurns(record[conversationKey(record, 'conversations')]) &&
        isOptionalText(record.system) &&
        isTools(record.tools)
      )
    },

    detect,

    read(record, context) {
      const reading = new RecordReading(context)
      if (!isJsonObject(record)) return noSample(id, reading)
      const key = conversationKey(record, 'conversations')
      const list = readMessages(record[key], '/' + key, reading)
      const messages = withSystem(record, list, reading)
      const lanes = splitTrace(messages)
      const own = readTools(record, reading)
      const [first] = messages
      const tools =
        own !== NO_TOOLS
          ? own
          : listsTools && first?.role === 'system'
            ? readToolsInText(messageText(first), first.path, reading)
            : promptTools(first, reading)
      const meta = { ...metaOf(record), ...aboutOf(record, about) }
      return sampleOf(id, lanes, tools, meta, reading, columns)
    },

    write: (text, sample, tree) => writeConversation(text, sample, tree, 'conversations'),
  }
}

/** ShareGPT: `conversations` of `{from, value}`, with or without tools. */
export const sharegpt: RecordFormat = shareGptFormat({
  id: 'sharegpt',

  detect(record) {
    const key = conversationKey(record, 'conversations')
    if (styleOfList(record[key]) !== 'from') return { score: 0, reason: '' }
    if ('chosen' in record || 'rejected' in record || 'label' in record || 'kto_tag' in record)
      return { score: 0.3, reason: `\`${key}\` of from and value, beside a judgement` }
    return { score: 0.95, reason: `\`${key}\` of from and value` }
  },
})
