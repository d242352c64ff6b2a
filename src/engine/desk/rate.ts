/** Speed over the last few seconds. */
export class Rate {
  static readonly #WINDOW_MS = 4_000
  readonly #marks: { readonly at: number; readonly done: number }[]

  constructor(done: number) {
    this.#marks = [{ at: performance.now(), done }]
  }

  /** How much is done per second now. */
  at(done: number): number {
    const at = performance.now()
    this.#marks.push({ at, done })
    while (this.#marks.length > 2 && at - this.#marks[0]!.at > Rate.#WINDOW_MS) this.#marks.shift()
    const first = this.#marks[0]!
    return at > first.at ? ((done - first.done) / (at - first.at)) * 1000 : 0
  }
}
