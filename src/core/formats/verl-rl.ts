import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, shortForm } from './meta.ts'
import { messagesSchema, toolsSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

/** verl's rows for reinforcement learning: a prompt, and what its reward function needs. */
export const verlRl: RecordFormat = slotFormat({
  id: 'verl/rl',
  schema: z.looseObject({
    data_source: z.string(),
    prompt: messagesSchema,
    reward_model: z.looseObject({ style: z.string().nullish() }),
    extra_info: z.looseObject({}).nullish(),
    tools: toolsSchema,
  }),
  columns: new Set([
    'data_source',
    'prompt',
    'ability',
    'reward_model',
    'extra_info',
    'agent_name',
    'tools',
    'id',
  ]),
  slots: () => ({ prompt: '/prompt', answers: [] }),
  meta: rowMeta,
  detect(record) {
    if (!Array.isArray(record.prompt)) return { score: 0, reason: '' }
    if ('data_source' in record && 'reward_model' in record)
      return { score: 0.99, reason: '`data_source`, `prompt` and `reward_model` are there' }
    return 'data_source' in record && 'ability' in record
      ? { score: 0.85, reason: '`data_source`, `prompt` and `ability` are there' }
      : { score: 0, reason: '' }
  },
})

function rowMeta(record: JsonObject): SampleMeta {
  const { reward_model: reward, extra_info: extra } = record
  const meta: Record<string, Json | undefined> = {
    ...metaOfColumns(record, { source: 'data_source', ability: 'ability', agent: 'agent_name' }),
  }
  const note = (name: string, value: Json | undefined) => {
    if (value !== undefined && value !== null) meta[name] = shortForm(value)
  }
  if (isJsonObject(reward)) {
    note('style', reward.style)
    note('groundTruth', reward.ground_truth)
  }
  if (isJsonObject(extra)) {
    note('split', extra.split)
    note('index', extra.index)
  }
  return meta
}
