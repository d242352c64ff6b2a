import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, scoreOf } from './meta.ts'
import { historySchema, optionalText, toolsSchema } from './shapes.ts'
import { firstPreferred, slotFormat, type BranchFacts } from './slot-format.ts'

/** Columns under which other formats keep their prompt or their calls. */
const OTHERS = ['prompt', 'instruction', 'messages', 'conversations', 'answers', 'chosen']

/** ms-swift's rows of `query` and `response`: with earlier turns, a rejected answer or a label. */
export const msSwiftQuery: RecordFormat = slotFormat({
  id: 'ms-swift/query',
  schema: z.looseObject({
    query: z.string(),
    response: z.string(),
    rejected_response: optionalText,
    history: historySchema,
    system: optionalText,
    label: z.union([z.boolean(), z.number()]).nullish(),
    tools: toolsSchema,
  }),
  columns: new Set([
    'query',
    'response',
    'rejected_response',
    'history',
    'system',
    'label',
    'tools',
    'id',
  ]),
  slots: (record) => ({
    prompt: '/query',
    answers: isPair(record) ? ['/response', '/rejected_response'] : ['/response'],
    hasSystem: true,
    hasHistory: true,
  }),
  meta: (record) => metaOfColumns(record, {}),
  facts: (record) => (isPair(record) ? [] : [judgement(record)]),
  pair: firstPreferred,
  detect: (record) =>
    typeof record.query === 'string' &&
    typeof record.response === 'string' &&
    !OTHERS.some((key) => key in record)
      ? { score: 0.95, reason: '`query` and `response` are there' }
      : { score: 0, reason: '' },
})

function isPair({ rejected_response: other }: JsonObject): boolean {
  return other !== undefined && other !== null
}

/** A label as in ms-swift's messages: true or false for KTO, a number for reward models. */
function judgement({ label }: JsonObject): BranchFacts {
  if (typeof label === 'boolean') return { label }
  const score = typeof label === 'number' ? scoreOf('label', label, '/label') : undefined
  return score ? { scores: [score] } : {}
}
