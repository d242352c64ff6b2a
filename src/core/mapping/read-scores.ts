import type { Lanes } from '../formats/split.ts'
import type { Json } from '../model/json.ts'
import type { RecordedBranch, Score } from '../model/sample.ts'
import { pointerOf, type Place } from './field-path.ts'
import type { MappedReading } from './mapped-reading.ts'
import type { Route } from './plan.ts'

/**
 * Scores of the record go to its only branch; of a pair those that name a side in their key go to
 * that side. All others are about the record.
 */
export function withScores(
  lanes: Lanes,
  meta: Record<string, Json | undefined>,
  shared: MappedReading,
): Lanes {
  const { scores } = shared.plan
  if (scores.length === 0) return lanes
  const pair = lanes.recordedPair
  const given = lanes.branches.map((): Score[] => [])
  for (const route of scores)
    for (const place of shared.all(route)) {
      const score = readScore(route, place, shared)
      const side = /chosen/i.test(route.path)
        ? pair?.chosen
        : /rejected/i.test(route.path)
          ? pair?.rejected
          : undefined
      const lane = side ?? (lanes.branches.length === 1 ? 0 : undefined)
      if (lane !== undefined) given[lane]!.push(score)
      else if (!Object.hasOwn(meta, score.key)) meta[score.key] = score.value
    }
  const scored = (branch: RecordedBranch, i: number): RecordedBranch =>
    given[i]!.length === 0
      ? branch
      : { ...branch, scores: [...(branch.scores ?? []), ...given[i]!] }
  const [first, ...others] = lanes.branches
  return { ...lanes, branches: [scored(first, 0), ...others.map((b, i) => scored(b, i + 1))] }
}

/** A number, or a text that is one; null for a text such as `N/A`. */
export function readScore(route: Route, place: Place, shared: MappedReading): Score {
  const { value } = place
  const key = lastKey(route)
  const path = pointerOf(place)
  if (typeof value === 'number') return { key, value, path }
  if (typeof value === 'string') {
    const number = value.trim() === '' ? Number.NaN : Number(value)
    return { key, value: Number.isFinite(number) ? number : null, path }
  }
  shared.note(place, 'A number should stand here.')
  return { key, value: null, path }
}

function lastKey({ path, steps }: Route): string {
  for (const step of steps.toReversed()) if (step.kind === 'key') return step.key
  return path
}
