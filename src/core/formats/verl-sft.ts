import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { listFormat } from './list-format.ts'
import { metaOfColumns } from './meta.ts'
import { messagesSchema, styleOfList, toolsSchema } from './shapes.ts'

/** verl's SFT rows: chat messages, and whether the template is to think. */
export const verlSft: RecordFormat = listFormat({
  id: 'verl/sft',
  schema: z.looseObject({
    messages: messagesSchema,
    tools: toolsSchema,
    enable_thinking: z.boolean().nullish(),
  }),
  columns: new Set(['messages', 'tools', 'enable_thinking', 'system', 'id']),
  meta: (record) => metaOfColumns(record, { thinking: 'enable_thinking' }),
  detect: (record) =>
    styleOfList(record.messages) === 'role' && 'enable_thinking' in record
      ? { score: 0.97, reason: '`messages` with `enable_thinking`' }
      : { score: 0, reason: '' },
})
