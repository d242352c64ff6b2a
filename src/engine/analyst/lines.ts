import { chunksOf } from './chunks.ts'

const LINE_FEED = 0x0a
/**
 * Bytes gathered before their lines are handed on. A stream comes in pieces of any size, 0.3 MB on
 * average, and every handing on costs a message and columns.
 */
const GATHERED_BYTES = 512 * 1024
/** Bytes read beyond a stretch at first, for the line that begins in it and ends behind it. */
const BEYOND_BYTES = 64 * 1024

/** Some whole lines of a source. */
export interface Lines {
  /** Offset of the first of them. */
  readonly from: number
  readonly bytes: Uint8Array
}

/**
 * The lines that begin in a stretch of a source, the last one read to its end however far that is.
 * Stretches that join give every line once, so each can be read without the others.
 *
 * Reads one stream into memory that is used again: a long stream costs half of what slices cost, and
 * memory that is new for every slice costs more than what is done with it. The bytes are good until
 * the next ones are asked for.
 */
export async function* linesIn(source: Blob, from: number, to: number): AsyncGenerator<Lines> {
  // The byte before says whether a line begins right here.
  const start = Math.max(0, from - 1)
  const gathered = new Gathered(start, Math.min(GATHERED_BYTES, to - start))
  let isFound = from === 0
  for await (const chunk of chunksOf(source.slice(start, to))) {
    let begin = 0
    if (!isFound) {
      begin = chunk.indexOf(LINE_FEED) + 1
      isFound = begin > 0
      gathered.skip(isFound ? begin : chunk.length)
      if (!isFound) continue
    }
    const more = chunk.subarray(begin)
    if (!gathered.hasRoomFor(more)) {
      const lines = gathered.lines()
      if (lines) yield lines
      gathered.drop(lines)
    }
    gathered.add(more)
  }
  const lines = gathered.lines()
  if (lines) yield lines
  gathered.drop(lines)
  for (let beyond = BEYOND_BYTES; !gathered.isEmpty && gathered.end < source.size; beyond *= 4) {
    const { end } = gathered
    const more = new Uint8Array(await source.slice(end, end + beyond).arrayBuffer())
    const newline = more.indexOf(LINE_FEED)
    gathered.add(newline < 0 ? more : more.subarray(0, newline + 1))
    if (newline >= 0) break
  }
  const last = gathered.all()
  if (last) yield last
}

/** Consecutive bytes of a source. What is handed out is a view of them. */
class Gathered {
  #bytes: Uint8Array
  #length = 0
  /** Offset of the first byte in the source. */
  #from: number

  constructor(from: number, room: number) {
    this.#from = from
    this.#bytes = new Uint8Array(room)
  }

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** Offset behind the last byte. */
  get end(): number {
    return this.#from + this.#length
  }

  hasRoomFor(more: Uint8Array): boolean {
    return this.#length + more.length <= this.#bytes.length
  }

  /** Leaves out bytes of the source that would come next. Only while there are none. */
  skip(length: number): void {
    this.#from += length
  }

  add(more: Uint8Array): void {
    if (!this.hasRoomFor(more)) {
      // A line that is longer than all the room there is.
      const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more.length))
      wider.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = wider
    }
    this.#bytes.set(more, this.#length)
    this.#length += more.length
  }

  /** The whole lines among them. */
  lines(): Lines | undefined {
    const length = this.#bytes.subarray(0, this.#length).lastIndexOf(LINE_FEED) + 1
    if (length === 0) return undefined
    return { from: this.#from, bytes: this.#bytes.subarray(0, length) }
  }

  all(): Lines | undefined {
    if (this.isEmpty) return undefined
    return { from: this.#from, bytes: this.#bytes.subarray(0, this.#length) }
  }

  /** Forgets what was handed out; the rest moves to the front. */
  drop(lines: Lines | undefined): void {
    if (!lines) return
    this.#bytes.copyWithin(0, lines.bytes.length, this.#length)
    this.#from += lines.bytes.length
    this.#length -= lines.bytes.length
  }
}
