/** Records in a buffer: where each begins, and its length, in bytes. */
export interface ByteSpans {
  readonly offset: ArrayLike<number>
  readonly length: ArrayLike<number>
}

/** Neighbouring records shorter than this are decoded together … */
const SHORT = 1_024
/** … in groups of at most this many bytes. */
const GROUP = 32_768

/**
 * The texts of a batch's records, one after the other. A call of the decoder costs about as much as
 * decoding 500 bytes, so short records are decoded in groups and cut by position. That needs bytes
 * and characters to be the same, hence ASCII only; and it keeps one Vietnamese record from making
 * the whole group's text two bytes wide, which doubles the cost of parsing it.
 */
export class RecordTexts {
  readonly #bytes: Uint8Array
  readonly #spans: ByteSpans
  readonly #scan: AsciiScan
  /** The group at hand: its text, its first byte, and the record behind its last. */
  #group = ''
  #groupStart = 0
  #groupEnd = 0

  constructor(bytes: Uint8Array, spans: ByteSpans) {
    this.#bytes = bytes
    this.#spans = spans
    this.#scan = new AsciiScan(bytes)
  }

  /** The text of record `index`, or undefined where its bytes are not UTF-8. Ask in ascending order. */
  at(index: number): string | undefined {
    const start = this.#spans.offset[index]!
    const length = this.#spans.length[index]!
    if (index >= this.#groupEnd) this.#decodeGroup(index)
    if (index < this.#groupEnd)
      return this.#group.slice(start - this.#groupStart, start - this.#groupStart + length)
    return decodeUtf8(this.#bytes.subarray(start, start + length))
  }

  /** Decodes the short ASCII records from `index` on, if there are two at least. */
  #decodeGroup(index: number): void {
    const { offset, length } = this.#spans
    const start = offset[index]!
    let last = index - 1
    for (let i = index; i < offset.length; i++) {
      if (length[i]! >= SHORT || offset[i]! + length[i]! - start > GROUP) break
      if (!this.#scan.isAscii(offset[i]!, length[i]!)) break
      last = i
    }
    if (last <= index) return
    const end = offset[last]! + length[last]!
    const text = decodeUtf8(this.#bytes.subarray(start, end))
    // Something between the records was not ASCII: they are decoded one by one.
    if (text?.length !== end - start) return
    this.#group = text
    this.#groupStart = start
    this.#groupEnd = last + 1
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text, or undefined where the bytes are not UTF-8. A byte-order mark stays. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Looks for bytes of 128 and more, four at a time where they lie on a word's border. */
class AsciiScan {
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  /** Index in `bytes` of the first byte of the first word. */
  readonly #firstWord: number

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#firstWord = Math.min(-bytes.byteOffset & 3, bytes.length)
    const count = (bytes.length - this.#firstWord) >> 2
    const at = count > 0 ? bytes.byteOffset + this.#firstWord : 0
    this.#words = new Uint32Array(bytes.buffer, at, count)
  }

  isAscii(start: number, length: number): boolean {
    const bytes = this.#bytes
    const words = this.#words
    const end = start + length
    const from = (start - this.#firstWord + 3) >> 2
    const to = (end - this.#firstWord) >> 2
    let bits = 0
    if (to <= from) {
      for (let i = start; i < end; i++) bits |= bytes[i]!
      return bits < 0x80
    }
    for (let i = start; i < this.#firstWord + from * 4; i++) bits |= bytes[i]!
    for (let w = from; w < to; w++) bits |= words[w]!
    for (let i = this.#firstWord + to * 4; i < end; i++) bits |= bytes[i]!
    return (bits & 0x80808080) === 0
  }
}
