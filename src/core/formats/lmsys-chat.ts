import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { listFormat } from './list-format.ts'
import { idOf, aboutOf } from './sample-of.ts'
import { firstColumn, messagesSchema, optionalText, styleOfList, toolsSchema } from './shapes.ts'

const IDS = ['conversation_id', 'conversation_hash', 'id'] as const
const ABOUT = ['model', 'language', 'redacted', 'toxic']
/** Columns that say that a record holds more than a conversation, or that it stands elsewhere. */
const BESIDE = ['chosen', 'rejected', 'messages', 'conversations', 'label']

/** LMSYS-Chat and WildChat: one logged `conversation` of chat messages. */
export const lmsysChat: RecordFormat = listFormat({
  id: 'lmsys/chat',
  list: 'conversation',
  schema: z.looseObject({
    conversation: messagesSchema,
    model: optionalText,
    system: optionalText,
    tools: toolsSchema,
  }),
  columns: new Set(['conversation', 'system', 'tools', ...IDS, ...ABOUT]),
  meta(record) {
    const id = idOf(record[firstColumn(record, IDS)])
    return { ...aboutOf(record, ABOUT), ...(id === undefined ? {} : { id }) }
  },
  detect: (record) =>
    styleOfList(record.conversation) === 'role' && !BESIDE.some((key) => key in record)
      ? { score: 0.95, reason: '`conversation` of role and content' }
      : { score: 0, reason: '' },
})
