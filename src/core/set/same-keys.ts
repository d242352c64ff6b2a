import { selectRecords } from './part-records.ts'
import { sortByKey } from './sort-keys.ts'

/**
 * Runs over groups of records with the same 64-bit key, a group's records in order and the groups in
 * the order of their keys. Groups of one are left out.
 */
export function* sameKeys(
  high: Uint32Array,
  low: Uint32Array,
  takes: (record: number) => boolean,
): Generator<Uint32Array> {
  const order = selectRecords(high.length, takes)
  const spare = new Uint32Array(order.length)
  sortByKey(order, low, spare)
  sortByKey(order, high, spare)
  for (let from = 0; from < order.length;) {
    const first = order[from]!
    let to = from + 1
    while (to < order.length && high[order[to]!] === high[first] && low[order[to]!] === low[first])
      to++
    if (to - from > 1) yield order.subarray(from, to)
    from = to
  }
}
