/** The part of the browser's `LockManager` that is used. */
export type Locks = Pick<LockManager, 'request'>

const nameOf = (dataset: string) => `tuning-fork:${dataset}`

/** Whether nobody holds the right to write a dataset at this moment. */
export function isFree(locks: Locks, dataset: string): Promise<boolean> {
  return locks.request(nameOf(dataset), { ifAvailable: true }, (lock) =>
    Promise.resolve(lock !== null),
  )
}

/**
 * The right to write one dataset: one tab has it, the others wait for it and read. A tab that has
 * lost it by `takeOver` in another waits for it again.
 */
export class WriterLock {
  readonly #locks: Locks
  readonly #dataset: string
  readonly #onChange: (held: boolean) => void
  #held = false
  #letGo: (() => void) | undefined
  #waiting: AbortController | undefined
  #closed = false

  private constructor(locks: Locks, dataset: string, onChange: (held: boolean) => void) {
    this.#locks = locks
    this.#dataset = dataset
    this.#onChange = onChange
  }

  /** Asks once; `onChange` tells of what happens later. */
  static async request(
    locks: Locks,
    dataset: string,
    onChange: (held: boolean) => void,
  ): Promise<WriterLock> {
    const lock = new WriterLock(locks, dataset, onChange)
    await lock.#ask({ ifAvailable: true }, false)
    if (!lock.#held) lock.#wait()
    return lock
  }

  get held(): boolean {
    return this.#held
  }

  /** Takes the right from whichever tab has it. */
  async takeOver(): Promise<void> {
    if (this.#held || this.#closed) return
    this.#waiting?.abort()
    await this.#ask({ steal: true }, true)
  }

  close(): void {
    this.#closed = true
    this.#waiting?.abort()
    this.#held = false
    this.#letGo?.()
  }

  /** Resolves when the lock is ours, or when it is known that it is not. */
  #ask(options: LockOptions, tell: boolean): Promise<void> {
    return new Promise((settled) => {
      let granted = false
      const held = this.#locks.request(nameOf(this.#dataset), options, (lock) => {
        if (!lock || this.#closed) {
          settled()
          return undefined
        }
        granted = true
        this.#held = true
        if (tell) this.#onChange(true)
        settled()
        return new Promise<void>((letGo) => (this.#letGo = letGo))
      })
      held.catch((error: unknown) => {
        settled()
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
        // Stolen; otherwise it was only the waiting that was given up.
        if (granted) this.#lost()
      })
    })
  }

  #wait(): void {
    this.#waiting = new AbortController()
    void this.#ask({ signal: this.#waiting.signal }, true)
  }

  #lost(): void {
    if (this.#closed) return
    this.#held = false
    this.#onChange(false)
    this.#wait()
  }
}
