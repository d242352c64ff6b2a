import { createSHA256 } from 'hash-wasm'

/** Small, so that a worker that hashes answers others in between. */
const SLICE_BYTES = 1024 * 1024

/** The SHA-256 of a file of any size, in hex. Gives up with an AbortError once `isStopped`. */
export async function sha256(
  source: Blob,
  isStopped: () => boolean = () => false,
): Promise<string> {
  const hash = await createSHA256()
  for (let at = 0; at < source.size; at += SLICE_BYTES) {
    const slice = await source.slice(at, at + SLICE_BYTES).arrayBuffer()
    if (isStopped()) throw new DOMException('The hash is not wanted now.', 'AbortError')
    hash.update(new Uint8Array(slice))
  }
  return hash.digest('hex')
}
