import type { LoopSpan } from '../../../core/journal/loops.ts'
import { callsOf } from '../../../core/model/message.ts'
import { counted } from '../../numbers.ts'
import type { Place } from './places.ts'

/** What stands in the centre column: a message, a line for a run of messages, or one for a loop. */
export type Unit =
  | { readonly kind: 'message'; readonly place: Place }
  | { readonly kind: 'run'; readonly places: readonly [Place, ...Place[]] }
  /** The passes of a loop behind its first. */
  | {
      readonly kind: 'loop'
      readonly loop: LoopSpan
      readonly places: readonly [Place, ...Place[]]
    }

/** Shorter conversations are shown whole: there is nothing to look for. */
const SHORT = 12
/** A run must be worth its line. */
const LEAST = 4
/** What stays visible before and after a place worth looking at, so that it can be understood. */
const BEFORE = 1
const AFTER = 2

/**
 * Folds runs of messages that hold nothing to look at. Without any such place, or in a short
 * conversation, everything is shown. A result never parts from its call. The first message (mostly
 * the system's) and the last stay.
 */
export function foldRuns(
  places: readonly Place[],
  isWorth: (place: Place) => boolean,
  isOpen: (first: Place) => boolean,
): Unit[] {
  const worth = places.map(isWorth)
  if (places.length <= SHORT || !worth.includes(true)) return places.map(message)
  const keep = places.map((_, i) => i === 0 || i === places.length - 1)
  worth.forEach((isHere, i) => {
    if (isHere)
      for (let at = Math.max(0, i - BEFORE); at <= Math.min(places.length - 1, i + AFTER); at++)
        keep[at] = true
  })
  for (let i = places.length - 1; i > 0; i--) if (places[i]!.attached && keep[i]) keep[i - 1] = true
  for (let i = 1; i < places.length; i++) if (places[i]!.attached && keep[i - 1]) keep[i] = true

  const units: Unit[] = []
  for (let i = 0; i < places.length;) {
    let end = i
    while (end < places.length && !keep[end]) end++
    const [first, ...rest] = places.slice(i, end)
    if (!first) {
      units.push(message(places[i]!))
      i++
      continue
    }
    if (end - i >= LEAST && !isOpen(first)) units.push({ kind: 'run', places: [first, ...rest] })
    else units.push(...[first, ...rest].map(message))
    i = end
  }
  return units
}

function message(place: Place): Unit {
  return { kind: 'message', place }
}

/** "14 messages folded: 4 user, 4 assistant, 3 calls with results". */
export function describeRun(places: readonly Place[]): string {
  let user = 0
  let assistant = 0
  let calls = 0
  let results = 0
  let system = 0
  for (const { message: m } of places) {
    const made = callsOf(m).length
    if (m.role === 'user') user++
    else if (m.role === 'tool') results += m.parts.filter((p) => p.t === 'result').length || 1
    else if (m.role !== 'assistant') system++
    else if (made > 0) calls += made
    else assistant++
  }
  const parts = [
    system > 0 ? `${system} system` : '',
    user > 0 ? `${user} user` : '',
    assistant > 0 ? `${assistant} assistant` : '',
    ...(calls > 0 && calls === results
      ? [`${counted(calls, 'call')} with ${calls === 1 ? 'its result' : 'results'}`]
      : [calls > 0 ? counted(calls, 'call') : '', results > 0 ? counted(results, 'result') : '']),
  ].filter((part) => part !== '')
  return `${counted(places.length, 'message')} folded: ${parts.join(', ')}`
}
