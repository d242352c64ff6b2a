import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { idOf } from './sample-of.ts'
import { metaOfColumns, scoreOf } from './meta.ts'
import { slotFormat } from './slot-format.ts'
import { preferenceRanks } from './verdict.ts'

const SIDES = ['A', 'B'] as const

/** Stanford Human Preferences: two comments on a post, their votes, and which of them is preferred. */
export const shp: RecordFormat = slotFormat({
  id: 'shp',
  schema: z.looseObject({
    history: z.string(),
    human_ref_A: z.string(),
    human_ref_B: z.string(),
    labels: z.union([z.literal(0), z.literal(1)]),
    score_A: z.number().nullish(),
    score_B: z.number().nullish(),
  }),
  columns: new Set([
    'history',
    'human_ref_A',
    'human_ref_B',
    'labels',
    'score_A',
    'score_B',
    'post_id',
    'domain',
    'score_ratio',
  ]),
  slots: () => ({ prompt: '/history', answers: SIDES.map((side) => `/human_ref_${side}`) }),
  meta(record) {
    const group = idOf(record.post_id)
    const meta = metaOfColumns(record, { source: 'domain', margin: 'score_ratio' })
    return group === undefined ? meta : { ...meta, group }
  },
  facts(record, reading) {
    const ranks = preferenceRanks(preferred(record), '/labels', reading)
    return SIDES.map((side, i) => {
      const score = scoreOf('score', record[`score_${side}`], `/score_${side}`)
      return { ...ranks[i], ...(score ? { scores: [score] } : {}) }
    })
  },
  detect: (record) =>
    'human_ref_A' in record && 'human_ref_B' in record && 'history' in record
      ? { score: 0.99, reason: '`history` with `human_ref_A` and `human_ref_B`' }
      : { score: 0, reason: '' },
})

/** `labels` is 1 where A is preferred, 0 where B is. */
function preferred({ labels }: JsonObject) {
  return labels === 1 ? 'first' : labels === 0 ? 'second' : undefined
}
