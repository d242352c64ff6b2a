import { createSHA256 } from 'hash-wasm'

const SLICE_BYTES = 4 * 1024 * 1024

/** The SHA-256 of a file of any size, in hex. */
export async function sha256(source: Blob): Promise<string> {
  const hash = await createSHA256()
  for (let at = 0; at < source.size; at += SLICE_BYTES)
    hash.update(new Uint8Array(await source.slice(at, at + SLICE_BYTES).arrayBuffer()))
  return hash.digest('hex')
}
