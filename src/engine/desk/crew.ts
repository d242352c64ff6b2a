import type { DigestBatch } from '../../core/set/digests.ts'
import type { BatchColumns } from '../../core/columns.ts'
import type {
  AnalyseJob,
  Analyst,
  DigestJob,
  LinesJob,
  PlacesJob,
  SearchAnswer,
  SearchJob,
  TakeLines,
} from '../analyst/analyst.ts'

export interface HiredAnalyst {
  readonly analyst: Analyst
  /** Rejects when the analyst cannot be started or dies. Never resolves. */
  readonly died: Promise<never>
  readonly end: () => void
}

/**
 * The analysts of a desk. All are hired at once and kept: a worker that starts later fetches its
 * script later, and the page makes no request once it is there. Every job goes to the one with the
 * least to do.
 */
export class Crew implements Pick<
  Analyst,
  'analyse' | 'analyseLines' | 'analysePlaces' | 'digestPlaces' | 'search'
> {
  readonly size: number
  readonly #hire: () => HiredAnalyst
  #members: { readonly hired: HiredAnalyst; jobs: number }[] = []

  constructor(size: number, hire: () => HiredAnalyst) {
    this.size = size
    this.#hire = hire
    while (this.#members.length < size) this.#enlist()
  }

  analyse(job: AnalyseJob): Promise<BatchColumns> {
    return this.#give((analyst) => analyst.analyse(job))
  }

  analyseLines(job: LinesJob, take: TakeLines): Promise<void> {
    return this.#give((analyst) => analyst.analyseLines(job, take))
  }

  analysePlaces(job: PlacesJob): Promise<BatchColumns> {
    return this.#give((analyst) => analyst.analysePlaces(job))
  }

  digestPlaces(job: DigestJob): Promise<DigestBatch> {
    return this.#give((analyst) => analyst.digestPlaces(job))
  }

  search(job: SearchJob): Promise<SearchAnswer> {
    return this.#give((analyst) => analyst.search(job))
  }

  /** The SHA-256 of a file, in hex. Rejects with an AbortError soon after it is stopped. */
  async sha256(source: Blob, stop: AbortSignal): Promise<string> {
    stop.throwIfAborted()
    return this.#give(async (analyst) => {
      const giveUp = () => void analyst.stopHashing()
      stop.addEventListener('abort', giveUp)
      try {
        return await analyst.sha256(source)
      } finally {
        stop.removeEventListener('abort', giveUp)
      }
    })
  }

  /** Lets everybody go; what they are at fails. */
  dismiss(): void {
    for (const { hired } of this.#members) hired.end()
    this.#members = []
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
