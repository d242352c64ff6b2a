import type { JsonObject } from '../model/json.ts'
import type { Score } from '../model/sample.ts'
import { scoreOf } from './meta.ts'
import type { BranchFacts } from './slot-format.ts'

/** The names under which sets keep what they say about one side. */
const NAMES = {
  chosen: {
    scores: [
      'score_chosen',
      'chosen_score',
      'chosen-rating',
      'chosen_rating',
      'rating_chosen',
      'chosen_avg_rating',
    ],
    models: ['chosen-model', 'chosen_model'],
  },
  rejected: {
    scores: [
      'score_rejected',
      'rejected_score',
      'rejected-rating',
      'rejected_rating',
      'rating_rejected',
      'rejected_avg_rating',
    ],
    models: ['rejected-model', 'rejected_model'],
  },
} as const

export const SIDE_FACT_COLUMNS: readonly string[] = Object.values(NAMES).flatMap((names) => [
  ...names.scores,
  ...names.models,
])

/** The score and the model of one side, where columns of the record give them. */
export function sideFacts(record: JsonObject, side: 'chosen' | 'rejected'): BranchFacts {
  let scores: Score[] | undefined
  for (const name of NAMES[side].scores) {
    if (record[name] === undefined) continue
    const score = scoreOf(name, record[name], '/' + name)
    if (score) (scores ??= []).push(score)
  }
  const model = NAMES[side].models.map((name) => record[name]).find((m) => typeof m === 'string')
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(scores ? { scores } : {}),
  }
}
