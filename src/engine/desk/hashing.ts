import { updateDataset } from '../../storage/datasets.ts'
import { attempt } from '../../storage/errors.ts'
import type { Crew } from './crew.ts'
import type { Opened } from './opened.ts'

/**
 * Computes the SHA-256 of sources in the background, one dataset after another. It gives way at
 * once to what people wait for: a source that was stopped half-way begins anew later.
 */
export class Hashing {
  readonly #crew: Crew
  readonly #onDone: (opened: Opened) => void
  readonly #queue: Opened[] = []
  #running: AbortController | undefined
  #paused = 0

  /** `onDone` is told of every dataset that has something new, or leaves the queue. */
  constructor(crew: Crew, onDone: (opened: Opened) => void) {
    this.#crew = crew
    this.#onDone = onDone
  }

  has(opened: Opened): boolean {
    return this.#queue.includes(opened)
  }

  add(opened: Opened): void {
    if (this.has(opened)) return
    this.#queue.push(opened)
    void this.#run()
  }

  /** Stops for a dataset that is closed or deleted. */
  drop(opened: Opened): void {
    const at = this.#queue.indexOf(opened)
    if (at < 0) return
    this.#queue.splice(at, 1)
    if (at === 0) this.#running?.abort()
  }

  /** Nothing is hashed until as many calls of `resume` as of `pause`. */
  pause(): void {
    this.#paused++
    this.#running?.abort()
  }

  resume(): void {
    this.#paused--
    void this.#run()
  }

  async #run(): Promise<void> {
    const opened = this.#queue[0]
    if (!opened || this.#running || this.#paused > 0) return
    const stop = (this.#running = new AbortController())
    try {
      await this.#hash(opened, stop.signal)
      this.#queue.splice(this.#queue.indexOf(opened), 1)
    } catch (error) {
      if (!stop.signal.aborted) {
        this.#queue.splice(this.#queue.indexOf(opened), 1)
        throw error
      }
    } finally {
      this.#running = undefined
      void this.#run()
    }
    if (!this.has(opened)) this.#onDone(opened)
  }

  async #hash({ dataset, lock }: Opened, stop: AbortSignal): Promise<void> {
    for (const source of dataset.records.sources) {
      const { original } = source.info
      const isHashed = source.info.sha256 !== undefined && (!original || original.sha256)
      if (isHashed) continue
      const sha256 = source.info.sha256 ?? (await this.#crew.sha256(source.blob, stop))
      if (!lock.held) return
      source.info = { ...source.info, sha256 }
      if (original && source.original) {
        const ofFile = await this.#crew.sha256(source.original, stop)
        if (!lock.held) return
        source.info = { ...source.info, original: { ...original, sha256: ofFile } }
      }
      const sources = dataset.records.sources.map(({ info }) => info)
      dataset.row = { ...dataset.row, sources }
      // Where it cannot be stored it is computed again another day.
      await attempt(() => updateDataset(dataset.db, dataset.id, { sources }))
    }
  }
}
