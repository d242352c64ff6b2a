const BOM = [0xef, 0xbb, 0xbf]

/** Skips a UTF-8 byte-order mark at the start of a stream, however the stream is cut. */
export class BomSkipper {
  /** Bytes of a mark seen so far; −1 once the question is settled. */
  #matched: number

  /** `position`: where in the stream the first chunk begins; a mark can only stand at 0. */
  constructor(position: number) {
    this.#matched = position === 0 ? 0 : -1
  }

  /** Whether what came so far may be the beginning of a mark. */
  get undecided(): boolean {
    return this.#matched > 0
  }

  /**
   * How many bytes of the chunk belong to the mark or may yet do. `held` is the stream position of
   * earlier bytes that turned out to be no mark after all and belong to the first record, else −1.
   */
  skip(chunk: Uint8Array, base: number): { skipped: number; held: number } {
    if (this.#matched < 0) return NOTHING
    let at = 0
    while (at < chunk.length && this.#matched < BOM.length && chunk[at] === BOM[this.#matched]) {
      at++
      this.#matched++
    }
    if (this.#matched === BOM.length) {
      this.#matched = -1
      return { skipped: at, held: -1 }
    }
    if (at === chunk.length) return { skipped: at, held: -1 }
    const held = this.#matched > 0 ? base + at - this.#matched : -1
    this.#matched = -1
    return { skipped: at, held }
  }

  /** At the stream's end: the position of a half mark, which then is content, or −1. */
  end(): number {
    const half = this.#matched > 0
    this.#matched = -1
    return half ? 0 : -1
  }
}

const NOTHING = { skipped: 0, held: -1 }
