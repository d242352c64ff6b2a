import type { BatchColumns } from '../../core/columns.ts'
import type { AnalyseJob, Analyst, SearchJob } from '../analyst/analyst.ts'

export interface HiredAnalyst {
  readonly analyst: Analyst
  /** Rejects when the analyst cannot be started or dies. Never resolves. */
  readonly died: Promise<never>
  readonly end: () => void
}

/**
 * The analysts of a desk, and one more for work apart. All are hired at once and kept: a worker that
 * starts later fetches its script later, and the page makes no request once it is there. Every job
 * goes to the one with the least to do.
 */
export class Crew implements Pick<Analyst, 'analyse' | 'search'> {
  readonly size: number
  readonly #hire: () => HiredAnalyst
  #members: { readonly hired: HiredAnalyst; jobs: number }[] = []
  #apart: HiredAnalyst | undefined

  constructor(size: number, hire: () => HiredAnalyst) {
    this.size = size
    this.#hire = hire
    while (this.#members.length < size) this.#enlist()
    this.#apart = hire()
  }

  analyse(job: AnalyseJob): Promise<BatchColumns> {
    return this.#give((analyst) => analyst.analyse(job))
  }

  search(job: SearchJob): Promise<Uint32Array<ArrayBuffer>> {
    return this.#give((analyst) => analyst.search(job))
  }

  /**
   * Runs long work where it is in nobody's way and can be stopped at once: then it rejects with an
   * AbortError.
   */
  async apart<T>(work: (analyst: Analyst) => Promise<T>, stop: AbortSignal): Promise<T> {
    stop.throwIfAborted()
    const hired = this.#apart ?? this.#hire()
    this.#apart = undefined
    const stopped = new Promise<never>((_, reject) =>
      stop.addEventListener('abort', () => {
        reject(new DOMException('The work was stopped.', 'AbortError'))
      }),
    )
    try {
      const done = await Promise.race([work(hired.analyst), hired.died, stopped])
      if (this.#apart === undefined) this.#apart = hired
      else hired.end()
      return done
    } catch (error) {
      hired.end()
      throw error
    }
  }

  /** Lets everybody go; what they are at fails. */
  dismiss(): void {
    for (const { hired } of this.#members) hired.end()
    this.#members = []
    this.#apart?.end()
    this.#apart = undefined
  }

  async #give<T>(work: (analyst: Analyst) => Promise<T>): Promise<T> {
    const member = this.#leastBusy()
    member.jobs++
    try {
      return await Promise.race([work(member.hired.analyst), member.hired.died])
    } finally {
      member.jobs--
    }
  }

  /** Somebody who died is missed here, and replaced. */
  #leastBusy(): { readonly hired: HiredAnalyst; jobs: number } {
    while (this.#members.length < this.size) this.#enlist()
    return this.#members.reduce((a, b) => (b.jobs < a.jobs ? b : a))
  }

  #enlist(): void {
    const hired = this.#hire()
    const member = { hired, jobs: 0 }
    hired.died.catch(() => {
      this.#members = this.#members.filter((other) => other !== member)
    })
    this.#members.push(member)
  }
}
