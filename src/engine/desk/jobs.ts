import { releaseProxy, type ProxyMethods } from 'comlink'
import type { JobArguments } from '../desk-api.ts'
import type { Job } from '../protocol.ts'

/** Milliseconds between two reports of one job. */
const REPORT_MS = 100

/** The jobs under way, so that they can be cancelled by number. */
export class Jobs {
  readonly #running = new Map<number, AbortController>()

  cancel(id: number): void {
    this.#running.get(id)?.abort()
  }

  /** Runs a job; rejects with an AbortError once it is cancelled and has noticed. */
  async run<T>([id, onProgress]: JobArguments, work: (job: Job) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    this.#running.set(id, stop)
    let reportedAt = -Infinity
    try {
      return await work({
        signal: stop.signal,
        onProgress: (progress) => {
          const now = performance.now()
          if (now - reportedAt < REPORT_MS) return
          reportedAt = now
          onProgress?.(progress)
        },
      })
    } finally {
      this.#running.delete(id)
      // Where the callback is the other end of a channel, the channel is closed.
      ;(onProgress as Partial<ProxyMethods> | undefined)?.[releaseProxy]?.()
    }
  }
}
