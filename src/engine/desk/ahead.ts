/**
 * Maps items to promises and yields their values in the order of the items, with up to `limit` of
 * them under way at once.
 */
export async function* mapAhead<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  map: (item: A) => Promise<B>,
  limit: number,
): AsyncGenerator<B> {
  const produce = (item: A): Produce<B> => {
    return async (take) => take(await map(item))
  }
  yield* gatherAhead(mapEach(items, produce), limit)
}

/** Hands over values as they come, and resolves behind the last. */
export type Produce<A> = (take: (value: A) => void) => Promise<void>

/**
 * Yields what producers hand over, in the order of the producers, with up to `limit` of them under way
 * at once. What a later one hands over waits until those before it have ended.
 */
export async function* gatherAhead<A>(
  producers: AsyncIterable<Produce<A>>,
  limit: number,
): AsyncGenerator<A> {
  const underWay: Outbox<A>[] = []
  for await (const produce of producers) {
    underWay.push(new Outbox(produce))
    if (underWay.length >= limit) yield* underWay.shift()!.contents()
  }
  while (underWay.length > 0) yield* underWay.shift()!.contents()
}

async function* mapEach<A, B>(items: Iterable<A> | AsyncIterable<A>, map: (item: A) => B) {
  for await (const item of items) yield map(item)
}

/** What one producer has handed over and nobody has taken yet. */
class Outbox<A> {
  #values: A[] = []
  #wake: () => void = () => undefined
  #hasEnded = false
  readonly #ended: Promise<void>

  constructor(produce: Produce<A>) {
    this.#ended = produce((value) => {
      this.#values.push(value)
      this.#wake()
    }).finally(() => {
      this.#hasEnded = true
      this.#wake()
    })
    // A failure is reported when its turn comes; until then it must not count as unhandled.
    this.#ended.catch(() => undefined)
  }

  async *contents(): AsyncGenerator<A> {
    for (;;) {
      const values = this.#values
      this.#values = []
      yield* values
      if (this.#values.length > 0) continue
      if (this.#hasEnded) return this.#ended
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
