import type { RecordedBranch, Score } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'pair.judge'

export const pairJudge: Check = {
  code: CODE,
  title: 'Rejected side was judged better',
  severity: 'warning',
  needs: { pairs: 1 },
  help: {
    what: 'The record’s own score, rating, reward or rank is better for the rejected side than for the chosen one. Scores of single aspects and votes of single judges do not count, nor do judgements that contradict each other.',
    why: 'One of the two is wrong. If it is the preference, the model learns the worse answer.',
    remedy: 'Read both sides. Swap them, or drop the sample.',
    bad: 'chosen: “What?” (score 3) / rejected: “Hello!” (score 8)',
    good: 'chosen: “Hello!” (score 8) / rejected: “What?” (score 3)',
    source: 'UltraFeedback and its descendants choose by the score; our own rule.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const pair = sample.recordedPair
    if (!pair) return found.list
    const fault = faultOf(sample.branches[pair.chosen]!, sample.branches[pair.rejected]!)
    if (!fault) return found.list
    const at = (lane: number) =>
      sample.branches[lane]!.messages.length > 0 ? { lane, index: 0 } : undefined
    const other = at(pair.rejected)
    found.add('warning', fault.message, fault.path, at(pair.chosen), other && [other])
    return found.list
  },
}

interface Fault {
  readonly message: string
  readonly path: string
}

function faultOf(chosen: RecordedBranch, rejected: RecordedBranch): Fault | undefined {
  let fault: Fault | undefined
  if (chosen.rank !== undefined && rejected.rank !== undefined) {
    if (chosen.rank < rejected.rank) return undefined
    if (chosen.rank > rejected.rank)
      fault = {
        message: `The record ranks the rejected side ${rejected.rank} and the chosen side ${chosen.rank}; 1 is the best. One of the two is wrong.`,
        path: chosen.messages[0]?.path ?? '',
      }
  }
  if (!chosen.scores || !rejected.scores) return fault
  for (const ours of chosen.scores) {
    const theirs = sameMeasure(ours, rejected.scores)
    if (!theirs || ours.value === null || theirs.value === null) continue
    if (ours.value > theirs.value) return undefined
    if (ours.value < theirs.value)
      fault ??= {
        message: `The record gives the rejected side ${theirs.value} (${theirs.key}) and the chosen side ${ours.value} (${ours.key}). One of the two is wrong.`,
        path: ours.path,
      }
  }
  return fault
}

/** The other side's score of the same name, for measures of a whole answer of which more is better. */
function sameMeasure({ key }: Score, others: readonly Score[]): Score | undefined {
  const measure = measureOf(key)
  return MEASURES.has(measure)
    ? others.find((other) => measureOf(other.key) === measure)
    : undefined
}

const MEASURES: ReadonlySet<string> = new Set([
  'score',
  'rating',
  'reward',
  'avg_rating',
  'overall_score',
  'fine_grained_score',
])

/** `score_chosen` and `rejected-score` are both `score`. */
function measureOf(key: string): string {
  return key
    .replace(/[-_]?(chosen|rejected)[-_]?/, '')
    .replaceAll('-', '_')
    .toLowerCase()
}
