import type { LoopSpan } from '../../../core/journal/loops.ts'
import { callsOf } from '../../../core/model/message.ts'
import { counted } from '../../numbers.ts'
import type { Unit } from './fold-runs.ts'
import type { Place } from './places.ts'

/**
 * Folds the passes of a loop behind its first into one line, unless they are open. Of loops that
 * overlap, the one that begins first is folded.
 */
export function foldLoops(
  units: readonly Unit[],
  loops: readonly LoopSpan[],
  isOpen: (first: Place) => boolean,
): Unit[] {
  const distinct: LoopSpan[] = []
  for (const loop of loops.toSorted((a, b) => a.first - b.first))
    if (loop.first >= (distinct.at(-1)?.end ?? 0)) distinct.push(loop)
  const places = units.flatMap(placesIn)
  const folded = new Map<Place, Extract<Unit, { kind: 'loop' }>>()
  for (const loop of distinct) {
    const [first, ...rest] = places.filter(
      ({ number }) => number >= loop.second && number < loop.end,
    )
    if (!first || isOpen(first)) continue
    const unit = { kind: 'loop', loop, places: [first, ...rest] } as const
    for (const place of unit.places) folded.set(place, unit)
  }
  if (folded.size === 0) return [...units]
  return units.flatMap((unit): Unit[] => {
    const parts: Unit[] = []
    let kept: Place[] = []
    const flush = () => {
      const [first, ...rest] = kept
      if (first) parts.push(unit.kind === 'run' ? { kind: 'run', places: [first, ...rest] } : unit)
      kept = []
    }
    for (const place of placesIn(unit)) {
      const loop = folded.get(place)
      if (!loop) kept.push(place)
      else if (loop.places[0] === place) {
        flush()
        parts.push(loop)
      }
    }
    flush()
    return parts
  })
}

export function placesIn(unit: Unit): readonly Place[] {
  return unit.kind === 'message' ? [unit.place] : unit.places
}

/** "×7: get_weather again and again, 12 messages folded". */
export function describeLoop({ passes, period }: LoopSpan, places: readonly Place[]): string {
  const names = [...new Set(places.flatMap(({ message }) => callsOf(message).map((c) => c.name)))]
  const what =
    period === 1 ? `${names.join(' and ')} again and again` : `${names.join(' → ')} round and round`
  return `×${passes}: ${what}, ${counted(places.length, 'message')} folded`
}
