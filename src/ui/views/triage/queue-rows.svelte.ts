import type { QueueRow } from '../../../engine/protocol.ts'
import type { DatasetSession } from '../../session.svelte.ts'

const CHUNK = 100

/**
 * The queue's rows near what is on screen, asked for chunk by chunk. When the query or a sample
 * changes, what is shown stays until the new rows are there: nothing flickers while a load goes on.
 */
export class QueueRows {
  readonly #session: DatasetSession
  #chunks = $state.raw<ReadonlyMap<number, readonly QueueRow[]>>(new Map())
  /** Chunks asked for since the queue last changed. */
  #asked = new Set<number>()
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
    this.#asked = new Set()
    await this.#ask()
  }

  async #ask(): Promise<void> {
    const turn = this.#turn
    const wanted: number[] = []
    const last = Math.floor(Math.max(this.#from, this.#to - 1) / CHUNK)
    for (let chunk = Math.floor(this.#from / CHUNK); chunk <= last; chunk++)
      if (!this.#asked.has(chunk)) wanted.push(chunk)
    for (const chunk of wanted) this.#asked.add(chunk)
    const answers = await Promise.all(
      wanted.map(async (chunk) => [chunk, await this.#session.rows(chunk * CHUNK, CHUNK)] as const),
    )
    if (turn !== this.#turn || answers.length === 0) return
    const asked = this.#asked
    const kept = [...this.#chunks].filter(([chunk]) => asked.has(chunk))
    this.#chunks = new Map([...kept, ...answers])
  }
}
