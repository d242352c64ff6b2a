import { SvelteMap } from 'svelte/reactivity'
import type { QueueRow } from '../../../engine/protocol.ts'
import type { DatasetSession } from '../../session.svelte.ts'

const CHUNK = 100

/**
 * The queue's rows near what is on screen, asked for chunk by chunk. When the query or a sample
 * changes, what is shown stays until the new rows are there: nothing flickers while a load goes on.
 */
export class QueueRows {
  readonly #session: DatasetSession
  readonly #chunks = new SvelteMap<number, readonly QueueRow[]>()
  /** Chunks asked for since the queue last changed. */
  #asked: readonly number[] = []
  #turn = 0
  #from = 0
  #to = 0

  constructor(session: DatasetSession) {
    this.#session = session
  }

  /** The row at a place of the queue, once it is here. */
  at(index: number): QueueRow | undefined {
    return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK]
  }

  /** Rows `from` to `to` (exclusive) are on screen. */
  async show(from: number, to: number): Promise<void> {
    this.#from = from
    this.#to = to
    await this.#ask()
  }

  /** The queue may hold other rows now: those on screen are asked for anew, the others forgotten. */
  async renew(): Promise<void> {
    this.#turn++
    this.#asked = []
    await this.#ask()
  }

  async #ask(): Promise<void> {
    const turn = this.#turn
    const first = Math.floor(this.#from / CHUNK)
    const last = Math.floor(Math.max(this.#from, this.#to - 1) / CHUNK)
    const wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
      (chunk) => !this.#asked.includes(chunk),
    )
    this.#asked = [...this.#asked, ...wanted]
    const answers = await Promise.all(
      wanted.map(async (chunk) => [chunk, await this.#session.rows(chunk * CHUNK, CHUNK)] as const),
    )
    if (turn !== this.#turn) return
    for (const chunk of this.#chunks.keys())
      if (!this.#asked.includes(chunk)) this.#chunks.delete(chunk)
    for (const [chunk, rows] of answers) this.#chunks.set(chunk, rows)
  }
}
