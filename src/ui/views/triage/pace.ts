/** A pause longer than this is a break: it does not count as work. */
const BREAK_MS = 3 * 60_000
/** With fewer decisions a pace would be a guess. */
const LEAST = 5
/** The pace is that of the latest decisions, so that it follows the person. */
const LATEST = 60

/** How quickly a person decides, from the times of the decisions; breaks are left out. */
export class Pace {
  #times: readonly number[] = []

  /** Adds a decision made at `at` (ms); gives a new value, the old one stays as it is. */
  after(at: number): Pace {
    const next = new Pace()
    next.#times = [...this.#times, at].slice(-LATEST)
    return next
  }

  /** Decisions an hour of work; undefined until there are enough. */
  get perHour(): number | undefined {
    if (this.#times.length < LEAST) return undefined
    let worked = 0
    for (let i = 1; i < this.#times.length; i++)
      worked += Math.min(BREAK_MS, Math.max(0, this.#times[i]! - this.#times[i - 1]!))
    return worked === 0 ? undefined : ((this.#times.length - 1) * 3_600_000) / worked
  }

  /** Seconds of work that are left for so many undecided samples. */
  secondsLeft(undecided: number): number | undefined {
    const pace = this.perHour
    return pace === undefined ? undefined : (undecided * 3600) / pace
  }
}
