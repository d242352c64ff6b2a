import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { holdsItems } from './openai-responses.ts'
import { isSlotShape, optionalText, slotSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

const OTHERS = ['instruction', 'prompt', 'messages', 'conversations', 'chosen', 'gts', 'score']

/**
 * OpenRLHF's default columns: `input` with an `output` for SFT, or with a `label` that a reward
 * function needs. Its preference sets have TRL's columns.
 */
export const openrlhf: RecordFormat = slotFormat({
  id: 'openrlhf',
  schema: z.looseObject({ input: slotSchema, output: slotSchema.nullish(), system: optionalText }),
  columns: new Set(['input', 'output', 'label', 'datasource', 'system', 'tools', 'id']),
  slots: ({ output }) => ({
    prompt: '/input',
    answers: output === undefined || output === null ? [] : ['/output'],
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, { source: 'datasource', groundTruth: 'label' }),
  detect(record) {
    if (!isSlotShape(record.input) || OTHERS.some((key) => key in record) || hasItems(record))
      return { score: 0, reason: '' }
    if (isSlotShape(record.output)) return { score: 0.8, reason: '`input` and `output` are there' }
    return 'label' in record && !('output' in record)
      ? { score: 0.7, reason: '`input` with a `label`' }
      : { score: 0, reason: '' }
  },
})

function hasItems({ input, output }: JsonObject): boolean {
  return holdsItems(input) || holdsItems(output)
}
