/** Text around a place in bytes, cut at the place. */
export interface Excerpt {
  readonly before: string
  /** The character at the place, or `⏎` at the record's end. */
  readonly at: string
  readonly after: string
}

const BEFORE = 240
const AFTER = 80

/**
 * What stands around a byte of a record, as text. Bytes that are no UTF-8 are written as `\xNN`, so
 * that nothing is hidden.
 */
export function excerptAround(bytes: Uint8Array, at: number): Excerpt {
  const place = Math.max(0, Math.min(at, bytes.length))
  const from = characterStart(bytes, Math.max(0, place - BEFORE))
  const end = place >= bytes.length ? place : characterEnd(bytes, place)
  const last = Math.min(bytes.length, end + AFTER)
  const to = last < bytes.length ? characterStart(bytes, last) : last
  return {
    before: (from > 0 ? '…' : '') + decodeVisibly(bytes.subarray(from, place)),
    at: place >= bytes.length ? '⏎' : decodeVisibly(bytes.subarray(place, end)),
    after: decodeVisibly(bytes.subarray(end, to)) + (to < bytes.length ? '…' : ''),
  }
}

function decodeVisibly(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const end = characterEnd(bytes, at)
    const one = new TextDecoder().decode(bytes.subarray(at, end))
    if (one.includes('\ufffd') && bytes[at] !== 0xef) {
      text += '\\x' + bytes[at]!.toString(16).padStart(2, '0')
      at++
    } else {
      text += one
      at = end
    }
  }
  return text
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function characterStart(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && at - start < 3 && isContinuation(bytes[start])) start--
  return start
}

function characterEnd(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  let end = at + 1
  while (end < at + length && isContinuation(bytes[end])) end++
  return Math.min(end, bytes.length)
}
