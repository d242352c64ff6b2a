import type { Pointer } from '../model/json.ts'
import type { Reading } from './reading.ts'

/** Which of two answers a record says is better. */
export type Verdict = 'first' | 'second' | 'tie'

type Ranks = readonly [{ readonly rank?: number }, { readonly rank?: number }]

const RANKS: Readonly<Record<Verdict, Ranks>> = {
  first: [{ rank: 1 }, { rank: 2 }],
  second: [{ rank: 2 }, { rank: 1 }],
  tie: [{ rank: 1 }, { rank: 1 }],
}

/** A verdict as the ranks of both answers; one that cannot be read is noted, and ranks none. */
export function preferenceRanks(
  verdict: Verdict | undefined,
  path: Pointer,
  reading: Reading,
): Ranks {
  if (verdict) return RANKS[verdict]
  reading.note('schema', path, 'This does not say which answer is preferred.')
  return [{}, {}]
}
