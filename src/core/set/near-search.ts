import { BANDS } from './min-hash.ts'
import type { Pace } from './pace.ts'
import { sortByKey } from './sort-keys.ts'

/** Buckets up to this size are compared each with each. */
const SMALL_BUCKET = 32
/** In larger ones a record is compared with so many at most. */
const MOST_COMPARED = 4
/** Pairs that were found different and are remembered, so that another band need not ask again. */
const MOST_REFUSED = 1_000_000

export interface NearSearch {
  readonly records: Uint32Array
  /** One band of all records, 0 where a record has none. */
  readonly band: (index: number) => Uint32Array
  /** Whether two records need no comparison, since it is known or of no interest. */
  readonly isSettled: (a: number, b: number) => boolean
  /** Compares two records, the earlier first; whether they are alike. */
  readonly compare: (a: number, b: number) => Promise<boolean>
  readonly pace: Pace
}

/**
 * Finds records that fall together in a band and compares them. Of a bucket of very many, each is
 * compared with a few only: whatever is alike there is alike to the first.
 */
export async function searchNear(search: NearSearch): Promise<void> {
  const { records, pace } = search
  const refused = new Set<number>()
  const spare = new Uint32Array(records.length)
  const order = records.slice()
  for (let index = 0; index < BANDS; index++) {
    const keys = search.band(index)
    sortByKey(order, keys, spare)
    for (let from = 0; from < order.length;) {
      const key = keys[order[from]!]!
      let to = from + 1
      while (to < order.length && keys[order[to]!] === key) to++
      if (key !== 0 && to - from > 1) await compareBucket(order.subarray(from, to), search, refused)
      const wait = pace.step(index * order.length + to, BANDS * order.length)
      if (wait) await wait
      from = to
    }
    order.set(records)
  }
}

async function compareBucket(
  bucket: Uint32Array,
  { isSettled, compare, pace }: NearSearch,
  refused: Set<number>,
): Promise<void> {
  const most = bucket.length <= SMALL_BUCKET ? SMALL_BUCKET : MOST_COMPARED
  for (let i = 1; i < bucket.length; i++) {
    const b = bucket[i]!
    for (let j = 0, compared = 0; j < i && compared < most; j++) {
      const a = bucket[j]!
      if (isSettled(a, b)) {
        // In a large bucket the first stands for all that are like it.
        if (bucket.length > SMALL_BUCKET) compared++
        continue
      }
      const pair = a * 0x4000000 + b
      if (refused.has(pair)) continue
      compared++
      if (await compare(a, b)) {
        if (bucket.length > SMALL_BUCKET) break
      } else if (refused.size < MOST_REFUSED) refused.add(pair)
    }
    const wait = pace.tick()
    if (wait) await wait
  }
}
