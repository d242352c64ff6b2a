const BITS = 11
const BUCKETS = 1 << BITS

/**
 * Orders records by a 32-bit key, equal keys by their place: a radix sort over three passes, which
 * needs no more than a second array. `order` holds the records; what it holds afterwards is sorted.
 */
export function sortByKey(order: Uint32Array, keyOf: Uint32Array, spare: Uint32Array): void {
  let from = order
  let to = spare
  const starts = new Uint32Array(BUCKETS)
  for (let shift = 0; shift < 32; shift += BITS) {
    starts.fill(0)
    for (let i = 0; i < from.length; i++) starts[(keyOf[from[i]!]! >>> shift) & (BUCKETS - 1)]!++
    let sum = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket]!
      starts[bucket] = sum
      sum += count
    }
    for (let i = 0; i < from.length; i++) {
      const record = from[i]!
      to[starts[(keyOf[record]! >>> shift) & (BUCKETS - 1)]!++] = record
    }
    const swap = from
    from = to
    to = swap
  }
  // Three passes end in the spare array.
  order.set(spare)
}
