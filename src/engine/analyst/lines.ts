import { chunksOf } from './chunks.ts'

const LINE_FEED = 0x0a
/**
 * Bytes gathered at least before their lines are handed on. A stream comes in chunks of up to 2 MB, of
 * 0.3 MB on average, and every handing on costs a message and columns.
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
    let more = chunk
    if (!isFound) {
      const newline = chunk.indexOf(LINE_FEED)
      isFound = newline >= 0
      const begin = isFound ? newline + 1 : chunk.length
      gathered.leaveOut(begin)
      more = chunk.subarray(begin)
    }
    if (gathered.length + more.length > GATHERED_BYTES) yield* gathered.wholeLines()
    gathered.add(more)
  }
  yield* gathered.wholeLines()
  for (let beyond = BEYOND_BYTES; gathered.length > 0 && gathered.end < source.size; beyond *= 4) {
    const { end } = gathered
    const more = new Uint8Array(await source.slice(end, end + beyond).arrayBuffer())
    const newline = more.indexOf(LINE_FEED)
    gathered.add(newline < 0 ? more : more.subarray(0, newline + 1))
    if (newline >= 0) break
  }
  if (gathered.length > 0) yield gathered.all()
}

/** Consecutive bytes of a source. What is handed out is a view of them. */
class Gathered {
  #bytes: Uint8Array
  #length = 0
  /** Bytes of the whole lines among them. */
  #whole = 0
  /** Offset of the first byte in the source. */
  #from: number

  constructor(from: number, room: number) {
    this.#from = from
    this.#bytes = new Uint8Array(room)
  }

  get length(): number {
    return this.#length
  }

  /** Offset behind the last byte. */
  get end(): number {
    return this.#from + this.#length
  }

  /** Leaves out bytes of the source that would come next. Only while there are none. */
  leaveOut(length: number): void {
    this.#from += length
  }

  add(more: Uint8Array): void {
    const before = this.#length
    this.#length += more.length
    if (this.#length > this.#bytes.length) {
      // A chunk, or a line, that is longer than all the room there is.
      const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length))
      wider.set(this.#bytes.subarray(0, before))
      this.#bytes = wider
    }
    this.#bytes.set(more, before)
    const newline = more.lastIndexOf(LINE_FEED)
    if (newline >= 0) this.#whole = before + newline + 1
  }

  all(): Lines {
    return { from: this.#from, bytes: this.#bytes.subarray(0, this.#length) }
  }

  /** The whole lines, if there are any. When they have been used, the rest moves to the front. */
  *wholeLines(): Generator<Lines> {
    const whole = this.#whole
    if (whole === 0) return
    yield { from: this.#from, bytes: this.#bytes.subarray(0, whole) }
    this.#bytes.copyWithin(0, whole, this.#length)
    this.#from += whole
    this.#length -= whole
    this.#whole = 0
  }
}
