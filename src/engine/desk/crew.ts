import type { BatchColumns } from '../../core/columns.ts'
import type { AnalyseJob, Analyst, SearchJob } from '../analyst/analyst.ts'

export interface HiredAnalyst {
  readonly analyst: Analyst
  /** Rejects when the analyst cannot be started or dies. Never resolves. */
  readonly died: Promise<never>
  readonly end: () => void
}

/** Time after which analysts with nothing to do are let go. */
const IDLE_MS = 20_000

/**
 * The analysts of a desk, hired at the first job and let go when idle. Every job goes to the one
 * with the least to do.
 */
export class Crew implements Pick<Analyst, 'analyse' | 'search'> {
  readonly size: number
  readonly #hire: () => HiredAnalyst
  #members: { readonly hired: HiredAnalyst; jobs: number }[] = []
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(size: number, hire: () => HiredAnalyst) {
    this.size = size
    this.#hire = hire
  }

  analyse(job: AnalyseJob): Promise<BatchColumns> {
    return this.#give((analyst) => analyst.analyse(job))
  }

  search(job: SearchJob): Promise<Uint32Array<ArrayBuffer>> {
    return this.#give((analyst) => analyst.search(job))
  }

  /**
   * Runs long work in an analyst of its own, so that it is in nobody's way and can be stopped at
   * once: then it rejects with an AbortError.
   */
  async apart<T>(work: (analyst: Analyst) => Promise<T>, stop: AbortSignal): Promise<T> {
    stop.throwIfAborted()
    const { analyst, died, end } = this.#hire()
    const stopped = new Promise<never>((_, reject) =>
      stop.addEventListener('abort', () => {
        reject(new DOMException('The work was stopped.', 'AbortError'))
      }),
    )
    try {
      return await Promise.race([work(analyst), died, stopped])
    } finally {
      end()
    }
  }

  /** Lets everybody go; what they are at fails. */
  dismiss(): void {
    for (const { hired } of this.#members) hired.end()
    this.#members = []
  }

  async #give<T>(work: (analyst: Analyst) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle)
    const member = this.#leastBusy()
    member.jobs++
    try {
      return await Promise.race([work(member.hired.analyst), member.hired.died])
    } finally {
      member.jobs--
      if (this.#members.every(({ jobs }) => jobs === 0))
        this.#idle = setTimeout(() => this.dismiss(), IDLE_MS)
    }
  }

  #leastBusy(): { readonly hired: HiredAnalyst; jobs: number } {
    const [first, ...rest] = this.#members
    const best = rest.reduce((a, b) => (b.jobs < (a?.jobs ?? 0) ? b : a), first)
    if (best && (best.jobs === 0 || this.#members.length >= this.size)) return best
    const hired = this.#hire()
    const fresh = { hired, jobs: 0 }
    hired.died.catch(() => {
      this.#members = this.#members.filter((member) => member !== fresh)
    })
    this.#members.push(fresh)
    return fresh
  }
}
