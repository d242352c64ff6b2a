import type { ByteSource } from '../../core/containers/bytes.ts'

/** A Blob as a source of bytes. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  }
}
