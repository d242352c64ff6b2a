/** Bytes that are read by parts: a file on disk, a Blob, a buffer. */
export interface ByteSource {
  readonly size: number
  /** The bytes from `from` to `to`, exclusive; fewer where the source ends before. */
  slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>
}

/** A buffer as a source. */
export function bufferSource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    size: bytes.length,
    slice: (from, to) => Promise.resolve(bytes.subarray(from, Math.min(to, bytes.length))),
  }
}

const CHUNK_BYTES = 1024 * 1024

/** A source from beginning to end, in chunks. */
export async function* chunksOf(
  source: ByteSource,
  from = 0,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = from; at < source.size; at += chunkBytes)
    yield await source.slice(at, Math.min(at + chunkBytes, source.size))
}
