/**
 * How much of a long list is laid out: a first screenful at once, the rest step by step in the frames
 * that follow, so that no single task holds up the keyboard.
 */
export class Stepwise {
  readonly #step: number
  #laid = $state(0)

  constructor(first: number, step: number) {
    this.#laid = first
    this.#step = step
  }

  /** How many may be laid out now. */
  get laid(): number {
    return this.#laid
  }

  /** Call it in an effect: goes on until all `total` are laid out; what it gives back stops it. */
  grow(total: number): () => void {
    if (this.#laid >= total) return () => undefined
    const frame = requestAnimationFrame(() => (this.#laid += this.#step))
    return () => cancelAnimationFrame(frame)
  }
}
