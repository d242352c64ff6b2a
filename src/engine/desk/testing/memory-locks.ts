import type { Locks } from '../writer-lock.ts'

interface Request {
  readonly grant: () => void
  readonly revoke: (reason: DOMException) => void
}

type Callback = (lock: Lock | null) => unknown

/** The browser's lock manager, exclusive locks only, for several desks in one process. */
export class MemoryLocks {
  readonly #held = new Map<string, Request>()
  readonly #waiting = new Map<string, Request[]>()

  /** As the browser types it. */
  get locks(): Locks {
    return { request: this.#request as Locks['request'] }
  }

  readonly #request = (name: string, options: LockOptions, callback: Callback): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const release = (request: Request) => {
        if (this.#held.get(name) === request) this.#held.delete(name)
        const next = this.#held.has(name) ? undefined : this.#waiting.get(name)?.shift()
        next?.grant()
      }
      const request: Request = {
        grant: () => {
          this.#held.set(name, request)
          Promise.resolve(callback({ name, mode: 'exclusive' }))
            .then(resolve, reject)
            .finally(() => release(request))
        },
        revoke: reject,
      }
      if (options.steal) {
        this.#held.get(name)?.revoke(new DOMException('The lock was stolen.', 'AbortError'))
        request.grant()
      } else if (!this.#held.has(name)) request.grant()
      else if (options.ifAvailable) Promise.resolve(callback(null)).then(resolve, reject)
      else this.#wait(name, request, options.signal)
    })

  #wait(name: string, request: Request, signal?: AbortSignal): void {
    const queue = this.#waiting.get(name) ?? []
    this.#waiting.set(name, queue)
    queue.push(request)
    signal?.addEventListener('abort', () => {
      const at = queue.indexOf(request)
      if (at < 0) return
      queue.splice(at, 1)
      request.revoke(new DOMException('Waiting was given up.', 'AbortError'))
    })
  }
}
