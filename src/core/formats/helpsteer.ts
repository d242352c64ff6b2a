import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { keyOfText, metaOfColumns, scoreOf } from './meta.ts'
import { isSlotShape, slotSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'
import { preferenceRanks } from './verdict.ts'

const ASPECTS = ['helpfulness', 'correctness', 'coherence', 'complexity', 'verbosity'] as const

/** HelpSteer and HelpSteer2: one answer, rated in five aspects. Answers to one prompt are a group. */
export const helpsteer2: RecordFormat = slotFormat({
  id: 'helpsteer2',
  schema: z.looseObject({
    prompt: slotSchema,
    response: slotSchema,
    ...Object.fromEntries(ASPECTS.map((aspect) => [aspect, z.number().nullish()])),
  }),
  columns: new Set(['prompt', 'response', ...ASPECTS, 'id']),
  slots: () => ({ prompt: '/prompt', answers: ['/response'] }),
  meta: (record) => ({
    ...metaOfColumns(record, {}),
    ...(typeof record.prompt === 'string' ? { group: keyOfText(record.prompt) } : {}),
  }),
  facts: (record) => [
    { scores: ASPECTS.flatMap((key) => scoreOf(key, record[key], '/' + key) ?? []) },
  ],
  detect(record) {
    const rated = ASPECTS.filter((aspect) => aspect in record)
    return isSlotShape(record.prompt) && isSlotShape(record.response) && rated.length > 1
      ? { score: 0.98, reason: `\`prompt\` and \`response\` with ${rated.length} ratings` }
      : { score: 0, reason: '' }
  },
})

/** HelpSteer3's preferences: two answers, and how much better the second is, from −3 to 3. */
export const helpsteer3: RecordFormat = slotFormat({
  id: 'helpsteer3',
  schema: z.looseObject({
    context: slotSchema,
    response1: slotSchema,
    response2: slotSchema,
    overall_preference: z.number(),
  }),
  columns: new Set([
    'context',
    'response1',
    'response2',
    'overall_preference',
    'individual_preference',
    'domain',
    'language',
    'id',
  ]),
  slots: () => ({ prompt: '/context', answers: ['/response1', '/response2'] }),
  meta: (record) =>
    metaOfColumns(record, {
      preference: 'overall_preference',
      individual: 'individual_preference',
      source: 'domain',
      language: 'language',
    }),
  facts: (record, reading) => preferenceRanks(preferred(record), '/overall_preference', reading),
  detect: (record) =>
    isSlotShape(record.context) && 'response1' in record && 'overall_preference' in record
      ? { score: 0.99, reason: '`context` with two responses and `overall_preference`' }
      : { score: 0, reason: '' },
})

function preferred({ overall_preference: by }: JsonObject) {
  if (typeof by !== 'number') return undefined
  return by < 0 ? 'first' : by > 0 ? 'second' : 'tie'
}
