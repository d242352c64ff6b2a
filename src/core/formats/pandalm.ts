import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { Score } from '../model/sample.ts'
import { PROMPT_COLUMNS } from './alpaca-columns.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { slotFormat, type BranchFacts } from './slot-format.ts'

const ANNOTATOR = /^annotator\d+$/

/**
 * PandaLM's test set: two answers and which of them each annotator prefers (1, 2, or 0 for a tie).
 * What more annotators say than anything else is the record's verdict; without it there is no pair.
 */
export const pandalm: RecordFormat = slotFormat({
  id: 'pandalm',
  schema: z
    .looseObject({ ...PROMPT_COLUMNS, response1: z.string(), response2: z.string() })
    .refine((record) => Object.keys(record).some(isVote), 'The judgements are missing.'),
  columns: new Set([
    ...Object.keys(PROMPT_COLUMNS),
    'idx',
    'response1',
    'response2',
    'cmp_key',
    'motivation_app',
  ]),
  slots: () => ({ inColumns: true, answers: ['/response1', '/response2'] }),
  meta: (record) =>
    metaOfColumns(
      { ...record, id: record.idx ?? null },
      { models: 'cmp_key', source: 'motivation_app' },
    ),
  alsoRead: (record) => Object.keys(record).filter(isVote),
  facts(record) {
    const verdict = verdictOf(record)
    return [factsOf(record, 1, verdict), factsOf(record, 2, verdict)]
  },
  detect: (record) =>
    'response1' in record && 'response2' in record && Object.keys(record).some(isVote)
      ? { score: 0.99, reason: '`response1` and `response2` with annotators’ judgements' }
      : { score: 0, reason: '' },
})

function isVote(key: string): boolean {
  return ANNOTATOR.test(key)
}

/** 1 or 2 for the better answer, 0 for a tie, undefined where no verdict has the most votes. */
function verdictOf(record: JsonObject): 0 | 1 | 2 | undefined {
  const votes = Object.keys(record)
    .filter(isVote)
    .map((key) => record[key])
  const count = (verdict: number) => votes.filter((vote) => vote === verdict).length
  const verdicts = [0, 1, 2] as const
  const most = Math.max(...verdicts.map(count))
  const leading = verdicts.filter((verdict) => count(verdict) === most)
  return most > 0 && leading.length === 1 ? leading[0] : undefined
}

/** One score for each annotator: 1 where this answer is preferred, 0 where not, null for a tie. */
function factsOf(record: JsonObject, answer: 1 | 2, verdict: 0 | 1 | 2 | undefined): BranchFacts {
  const scores = Object.keys(record)
    .filter(isVote)
    .flatMap((key): Score[] => {
      const vote = record[key]
      if (vote !== 0 && vote !== 1 && vote !== 2) return []
      return [{ key, value: vote === 0 ? null : vote === answer ? 1 : 0, path: '/' + key }]
    })
  if (verdict === undefined) return { scores }
  return { scores, rank: verdict === 0 || verdict === answer ? 1 : 2 }
}
