/** Lines are handed on in pieces of about this many characters. */
const PIECE = 256 * 1024

/** Gathers lines of JSON and gives them as bytes, a good many at a time. */
export class LineBytes {
  readonly #encoder = new TextEncoder()
  #lines: string[] = []
  #length = 0

  add(line: string): void {
    this.#lines.push(line, '\n')
    this.#length += line.length
  }

  get isFull(): boolean {
    return this.#length >= PIECE
  }

  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#encoder.encode(this.#lines.join(''))
    this.#lines = []
    this.#length = 0
    return bytes
  }
}
