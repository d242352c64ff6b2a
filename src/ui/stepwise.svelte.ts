/**
 * How much of a long list is laid out: a first screenful at once, the rest step by step in the frames
 * that follow, so that no single task holds up the keyboard. A list that begins elsewhere begins anew.
 */
export class Stepwise {
  readonly #first: number
  readonly #step: number
  #from = $state(0)
  #laid = $state(0)

  constructor(first: number, step: number) {
    this.#first = first
    this.#step = step
    this.#laid = first
  }

  /** How many may be laid out now of a list that begins at `from`. */
  laid(from: number): number {
    return from === this.#from ? this.#laid : this.#first
  }

  /** Call it in an effect: goes on until all `total` are laid out; what it gives back stops it. */
  grow(from: number, total: number): () => void {
    const laid = this.laid(from)
    if (laid >= total) return () => undefined
    const frame = requestAnimationFrame(() => {
      this.#from = from
      this.#laid = laid + this.#step
    })
    return () => cancelAnimationFrame(frame)
  }
}
