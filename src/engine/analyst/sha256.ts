import { createSHA256 } from 'hash-wasm'
import { chunksOf } from './chunks.ts'

/** The SHA-256 of a file of any size, in hex. Gives up with an AbortError once `isStopped`. */
export async function sha256(
  source: Blob,
  isStopped: () => boolean = () => false,
): Promise<string> {
  const hash = await createSHA256()
  for await (const chunk of chunksOf(source)) {
    if (isStopped()) throw new DOMException('The hash is not wanted now.', 'AbortError')
    hash.update(chunk)
  }
  return hash.digest('hex')
}
