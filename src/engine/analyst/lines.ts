import { chunksOf } from './chunks.ts'

const LINE_FEED = 0x0a
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
 * Reads one stream and hands on its chunks as they are: a long stream costs half of what slices cost,
 * and memory that is new for every slice costs more than what is done with it. Only a line that
 * straddles two chunks is copied, and comes by itself. The bytes are good until the next ones are asked
 * for.
 */
export async function* linesIn(source: Blob, from: number, to: number): AsyncGenerator<Lines> {
  // The byte before says whether a line begins right here.
  const start = Math.max(0, from - 1)
  const open = new OpenLine()
  let at = start
  let isFound = from === 0
  for await (const chunk of chunksOf(source.slice(start, to))) {
    let begin = 0
    if (!isFound) {
      begin = chunk.indexOf(LINE_FEED) + 1
      isFound = begin > 0
    }
    if (isFound && !open.isEmpty) {
      const end = chunk.indexOf(LINE_FEED) + 1
      if (end > 0) yield open.close(chunk.subarray(0, end))
      begin = end
    }
    if (isFound) {
      const last = Math.max(begin, chunk.lastIndexOf(LINE_FEED) + 1)
      if (last > begin) yield { from: at + begin, bytes: chunk.subarray(begin, last) }
      open.add(at + last, chunk.subarray(last))
    }
    at += chunk.length
  }
  for (let beyond = BEYOND_BYTES; !open.isEmpty && at < source.size; beyond *= 4) {
    const more = new Uint8Array(await source.slice(at, at + beyond).arrayBuffer())
    const end = more.indexOf(LINE_FEED) + 1
    if (end > 0) {
      yield open.close(more.subarray(0, end))
      return
    }
    open.add(at, more)
    at += more.length
  }
  if (!open.isEmpty) yield open.close(new Uint8Array())
}

/** The beginning of a line whose end has not come yet. */
class OpenLine {
  #from = 0
  #pieces: Uint8Array[] = []

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  /** Takes a copy: chunks are large, and what is left of them is small. */
  add(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.isEmpty) this.#from = at
    this.#pieces.push(bytes.slice())
  }

  close(end: Uint8Array): Lines {
    const pieces = [...this.#pieces, end]
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    this.#pieces = []
    return { from: this.#from, bytes }
  }
}
