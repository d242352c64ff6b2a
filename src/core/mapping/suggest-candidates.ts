import type { FieldCandidate } from './suggest-fields.ts'
import { lastKeyOf, nameScore } from './suggest-fields.ts'
import type { FieldPath } from './mapping.ts'
import { formatPath } from './field-path.ts'
import type { FieldSurvey } from './survey-fields.ts'

/** A list that seems to hold several completions of one prompt. */
export interface CompletionList extends FieldCandidate {
  /** Relative to one completion; absent where it is a text itself. */
  readonly completion?: FieldPath
  readonly model?: FieldPath
  readonly completionScore?: FieldPath
  readonly rank?: FieldPath
}

const LIST_NAMES = [
  'completions',
  'responses',
  'answers',
  'candidates',
  'generations',
  'outputs',
  'samples',
  'rollouts',
  'choices',
  'replies',
]
const TEXT_NAMES = [
  'response',
  'completion',
  'answer',
  'output',
  'text',
  'content',
  'generation',
  'message',
  'messages',
  'reply',
]

/** The lists that look like several completions, best first. */
export function completionLists(fields: readonly FieldSurvey[]): readonly CompletionList[] {
  const byPath = new Map(fields.map((field) => [field.path, field]))
  const lists: CompletionList[] = []
  for (const { path, steps, lists: count, examples } of fields) {
    if (count === 0 || steps.some((step) => step.kind === 'each')) continue
    const named = nameScore(lastKeyOf(steps), LIST_NAMES)
    const isSeveral = examples.some((one) => Array.isArray(one) && one.length > 1)
    const element = byPath.get(`${path}[*]`)
    if (named === 0 || !isSeveral || !element) continue
    if (element.texts > 0 || element.lists > 0) {
      const kind = element.texts > 0 ? 'texts' : 'lists'
      lists.push({ path, score: 0.9 * named, reason: `a list of several ${kind}` })
      continue
    }
    const members = fields.filter(
      (one) =>
        one.steps.length === steps.length + 2 &&
        one.steps.at(-1)?.kind === 'key' &&
        one.path.startsWith(`${path}[*].`),
    )
    const relative = (field: FieldSurvey | undefined) => field && formatPath(field.steps.slice(-1))
    const find = (names: readonly string[], is: (field: FieldSurvey) => boolean) =>
      relative(
        members
          .filter((one) => is(one) && nameScore(lastKeyOf(one.steps), names) > 0)
          .sort(
            (a, b) => nameScore(lastKeyOf(b.steps), names) - nameScore(lastKeyOf(a.steps), names),
          )[0],
      )
    const completion = find(TEXT_NAMES, (one) => one.texts + one.lists + one.objects > 0)
    if (completion === undefined) continue
    const model = find(['model', 'source', 'modelname'], (one) => one.texts > 0)
    const completionScore = find(
      ['score', 'overallscore', 'reward', 'rating'],
      (one) => one.numbers > 0,
    )
    const rank = find(['rank'], (one) => one.numbers > 0)
    lists.push({
      path,
      score: named,
      reason: `a list of several completions, each under “${completion}”`,
      completion,
      ...(model === undefined ? {} : { model }),
      ...(completionScore === undefined ? {} : { completionScore }),
      ...(rank === undefined ? {} : { rank }),
    })
  }
  return lists.sort((a, b) => b.score - a.score)
}
