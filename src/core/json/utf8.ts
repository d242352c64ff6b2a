/** The first byte that begins no valid UTF-8 sequence; −1 where all bytes are valid. */
export function invalidUtf8At(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i)
    if (length === 0) return i
    i += length
  }
  return -1
}

/** Bytes of the valid sequence at `i`, or 0 (Unicode 16, table 3-7). */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!
  if (lead < 0x80) return 1
  const second = bytes[i + 1] ?? 0
  if (lead < 0xc2 || lead > 0xf4) return 0
  if (lead < 0xe0) return isContinuation(second) ? 2 : 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest || !isContinuation(bytes[i + 2] ?? 0)) return 0
  if (lead < 0xf0) return 3
  return isContinuation(bytes[i + 3] ?? 0) ? 4 : 0
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0
}
