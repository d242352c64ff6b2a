/**
 * Maps items to promises and yields their values in the order of the items, with up to `limit` of
 * them under way at once.
 */
export async function* mapAhead<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  map: (item: A) => Promise<B>,
  limit: number,
): AsyncGenerator<B> {
  const underWay: Promise<B>[] = []
  for await (const item of items) {
    const mapped = map(item)
    // A failure is reported when its turn comes; until then it must not count as unhandled.
    mapped.catch(() => undefined)
    underWay.push(mapped)
    if (underWay.length >= limit) yield await underWay.shift()!
  }
  while (underWay.length > 0) yield await underWay.shift()!
}
