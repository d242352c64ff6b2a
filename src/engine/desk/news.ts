import type { Change } from '../protocol.ts'

/** Tells this tab's listener and the desks of other tabs what changed. */
export class News {
  readonly #channel: BroadcastChannel
  #listener: ((change: Change) => void) | undefined
  #closed = false

  /** `hear` gets what other tabs say. */
  constructor(hear: (change: Change) => void, name = 'tuning-fork') {
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = (event: MessageEvent<Change>) => hear(event.data)
  }

  listen(listener: (change: Change) => void): void {
    this.#listener = listener
  }

  /** Tells this tab only. */
  tell(change: Change): void {
    this.#listener?.(change)
  }

  /** Tells this tab and all others. */
  publish(change: Change): void {
    if (this.#closed) return
    this.tell(change)
    this.#channel.postMessage(change)
  }

  /** What is still going on is told to nobody. */
  close(): void {
    this.#closed = true
    this.#listener = undefined
    this.#channel.close()
  }
}
