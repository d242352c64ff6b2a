import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { slotFormat } from './slot-format.ts'

const OTHER_TEXTS = ['prompt', 'messages', 'conversations', 'instruction', 'question', 'input']

/** TRL language modelling: one `text`, every word of which is trained, so all of it is an answer. */
export const trlLanguageModeling: RecordFormat = slotFormat({
  id: 'trl/language-modeling',
  schema: z.looseObject({ text: z.string() }),
  columns: new Set(['text', 'id']),
  slots: () => ({ answers: ['/text'] }),
  meta: (record) => metaOfColumns(record, { source: 'source' }),
  detect(record) {
    const isOneMessage = 'message_id' in record && 'role' in record
    if (typeof record.text !== 'string' || isOneMessage || OTHER_TEXTS.some((key) => key in record))
      return { score: 0, reason: '' }
    return 'label' in record || 'query' in record
      ? { score: 0.4, reason: '`text` beside a label or query' }
      : { score: 0.8, reason: '`text` is there and no other words' }
  },
})
