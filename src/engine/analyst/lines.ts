const LINE_FEED = 0x0a
/** Bytes read beyond a part at first, for the line that begins in it and ends behind it. */
const OVERLAP_BYTES = 64 * 1024

/** Some whole lines of a source. */
export interface Lines {
  /** Offset of the first of them. */
  readonly from: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The lines that begin in a part of a source, the last one read to its end however far that is; null
 * where none begins. Parts that join give every line once, so each can be read without the others.
 */
export async function linesIn(source: Blob, from: number, to: number): Promise<Lines | null> {
  // The byte before says whether a line begins right here.
  const start = Math.max(0, from - 1)
  let bytes = await read(source, start, to + OVERLAP_BYTES)
  const first = from === 0 ? 0 : bytes.indexOf(LINE_FEED) + 1
  if (from > 0 && (first === 0 || start + first >= to)) return null
  for (let beyond = 4 * OVERLAP_BYTES; ; beyond *= 4) {
    const end = bytes.indexOf(LINE_FEED, to - 1 - start) + 1
    if (end > 0) return { from: start + first, bytes: bytes.subarray(first, end) }
    if (start + bytes.length >= source.size)
      return { from: start + first, bytes: bytes.subarray(first) }
    bytes = await read(source, start, to + beyond)
  }
}

async function read(source: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await source.slice(from, to).arrayBuffer())
}
