/** Bytes read at once. */
const WINDOW_BYTES = 1024 * 1024

interface Window {
  readonly from: number
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>
}

/**
 * Reads ascending ranges of a source through large windows, the next of which is read ahead: many
 * short ranges cost no more than reading the whole.
 */
export class WindowReader {
  readonly #source: Blob
  #window: Window | undefined
  #ahead: Window | undefined

  constructor(source: Blob) {
    this.#source = source
  }

  /** The bytes of a range, in as many parts as windows hold it. */
  async read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>[]> {
    const parts: Uint8Array<ArrayBuffer>[] = []
    for (let at = from; at < to;) {
      const window = this.#windowAt(at)
      const bytes = await window.bytes
      const part = bytes.subarray(at - window.from, to - window.from)
      if (part.length === 0) throw new DOMException('The file became shorter.', 'NotReadableError')
      parts.push(part)
      at += part.length
    }
    return parts
  }

  #windowAt(offset: number): Window {
    const from = Math.floor(offset / WINDOW_BYTES) * WINDOW_BYTES
    if (this.#window?.from !== from) {
      this.#window = this.#ahead?.from === from ? this.#ahead : this.#open(from)
      this.#ahead =
        from + WINDOW_BYTES < this.#source.size ? this.#open(from + WINDOW_BYTES) : undefined
    }
    return this.#window
  }

  #open(from: number): Window {
    const slice = this.#source.slice(from, from + WINDOW_BYTES).arrayBuffer()
    const bytes = slice.then((buffer) => new Uint8Array(buffer))
    // A failure is reported to whoever asks for the window; one read ahead may never be asked for.
    bytes.catch(() => undefined)
    return { from, bytes }
  }
}
