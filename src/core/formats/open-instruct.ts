import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { listFormat } from './list-format.ts'
import { metaOfColumns } from './meta.ts'
import { messagesSchema, styleOfList, toolsSchema } from './shapes.ts'

/** open-instruct's rows for verifiable rewards. Its preference sets have TRL's columns. */
export const openInstruct: RecordFormat = listFormat({
  id: 'open-instruct',
  schema: z.looseObject({
    messages: messagesSchema,
    ground_truth: z.unknown(),
    dataset: z.union([z.string(), z.array(z.string())]),
    tools: toolsSchema,
  }),
  columns: new Set(['messages', 'ground_truth', 'dataset', 'env_config', 'tools', 'system', 'id']),
  meta: (record) => metaOfColumns(record, { source: 'dataset', groundTruth: 'ground_truth' }),
  detect: (record) =>
    styleOfList(record.messages) === 'role' && 'ground_truth' in record && 'dataset' in record
      ? { score: 0.98, reason: '`messages` with `ground_truth` and `dataset`' }
      : { score: 0, reason: '' },
})
