/** What changed and how to take it back. Failures are never toasts: they do not go by themselves. */
export interface Toast {
  readonly id: number
  /** "Dropped #33": what changed and how much. */
  readonly text: string
  readonly action?: {
    readonly label: string
    readonly keys?: string
    readonly run: () => unknown
  }
}

const SHOWN_MS = 8000

/** The toasts on screen: one at a time, since the newest is what one might want to undo. */
export class Toasts {
  current = $state.raw<Toast | null>(null)
  #next = 1
  #timer: ReturnType<typeof setTimeout> | undefined

  show(text: string, action?: Toast['action']): void {
    this.current = { id: this.#next++, text, ...(action ? { action } : {}) }
    this.resume()
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.current = null
  }

  /** Keeps the toast while the pointer or the focus is on it. */
  hold(): void {
    clearTimeout(this.#timer)
  }

  resume(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS)
  }
}
