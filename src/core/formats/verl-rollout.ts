import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { keyOfText, metaOfColumns, numbersAsScores } from './meta.ts'
import { slotFormat } from './slot-format.ts'

const NO_SCORES = new Set(['input', 'output', 'gts', 'step', 'id'])

/**
 * verl's dumps of rollouts: the rendered prompt, what was generated, and its score with the parts
 * that the reward function returned. Records of one `input` have the same `meta.group`.
 */
export const verlRollout: RecordFormat = slotFormat({
  id: 'verl/rollout',
  schema: z.looseObject({
    input: z.string(),
    output: z.string(),
    score: z.number(),
    step: z.number().nullish(),
  }),
  columns: new Set(['input', 'output', 'gts', 'score', 'step', 'id']),
  slots: () => ({ prompt: '/input', answers: ['/output'] }),
  meta: rolloutMeta,
  facts: (record) => [{ scores: scoresOf(record) }],
  alsoRead: (record) => scoresOf(record).map((score) => score.key),
  detect(record) {
    if (typeof record.input !== 'string' || !('output' in record)) return { score: 0, reason: '' }
    if ('gts' in record && 'step' in record)
      return { score: 0.99, reason: '`input`, `output`, `gts` and `step` are there' }
    return 'score' in record
      ? { score: 0.9, reason: '`input` and `output` with a `score`' }
      : { score: 0, reason: '' }
  },
})

function scoresOf(record: JsonObject): readonly Score[] {
  return numbersAsScores(record, '', (key) => !NO_SCORES.has(key))
}

function rolloutMeta(record: JsonObject): SampleMeta {
  const { input, score } = record
  return {
    ...metaOfColumns(record, { step: 'step', groundTruth: 'gts' }),
    ...(typeof input === 'string' ? { group: keyOfText(input) } : {}),
    ...(typeof score === 'number' ? { reward: score } : {}),
  }
}
