export interface SetProgress {
  /** The code of the check that is at work. */
  readonly check: string
  readonly done: number
  readonly total: number
}

export interface PaceOptions {
  /** Any `AbortSignal`. */
  readonly signal?: { readonly aborted: boolean; throwIfAborted(): void } | undefined
  readonly onProgress?: ((progress: SetProgress) => void) | undefined
  /** Lets waiting messages in, so that a wish to stop can arrive. */
  readonly breathe?: (() => Promise<void>) | undefined
}

/** Units of work between two looks up. */
const STRIDE = 4096
const TICKS = 64

/** Keeps long loops answerable: they tell how far they are, and stop where they are told to. */
export class Pace {
  readonly #options: PaceOptions
  #check = ''
  #next = 0
  #ticks = 0
  #done = 0
  #total = 0

  constructor(options: PaceOptions = {}) {
    this.#options = options
  }

  begin(check: string): void {
    this.#check = check
    this.#next = 0
    this.#options.signal?.throwIfAborted()
  }

  /** Nothing nearly always; a promise when it is time to look up. Throws where the work is called off. */
  step(done: number, total: number): Promise<void> | undefined {
    if (done < this.#next) return undefined
    this.#next = done + STRIDE
    this.#done = done
    this.#total = total
    this.#options.signal?.throwIfAborted()
    this.#options.onProgress?.({ check: this.#check, done, total })
    return this.#options.breathe?.()
  }

  /** The same for records that are read again, each of which costs much more. */
  tick(): Promise<void> | undefined {
    if (++this.#ticks % TICKS !== 0) return undefined
    this.#next = 0
    return this.step(this.#done, this.#total)
  }
}
