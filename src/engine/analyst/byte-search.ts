/** How text is compared: case folded, as JavaScript's lower case has it. */
export function fold(text: string): string {
  return text.toLowerCase()
}

/**
 * A quick test on bytes that is never wrong about a record without the text: for needles of plain
 * ASCII without characters that JSON must or may escape by a letter, either the bytes are there in
 * some case, or an escape spells one of them. Other needles make every record a candidate.
 */
export function candidateTest(needle: string): (record: Uint8Array) => boolean {
  if (!/^[ !#-.0-[\]-~]+$/.test(needle)) return () => true
  const searches = [needle, '\\u00', ...foreignSpellings(needle)].map(byteSearch)
  return (record) => searches.some((search) => search(record))
}

/** Characters beyond ASCII whose lower case holds a letter of the needle: Kelvin's K and dotted I. */
function foreignSpellings(needle: string): string[] {
  return [
    ...(needle.includes('k') ? ['\u212a', '\\u212a'] : []),
    ...(needle.includes('i') ? ['\u0130', '\\u0130'] : []),
  ]
}

/** Horspool's search for a text, ASCII letters in either case. */
function byteSearch(text: string): (bytes: Uint8Array) => boolean {
  const needle = new TextEncoder().encode(text).map(lower)
  const last = needle.length - 1
  const shift = new Uint32Array(256).fill(needle.length)
  for (let i = 0; i < last; i++) {
    shift[needle[i]!] = last - i
    shift[upper(needle[i]!)] = last - i
  }
  return (bytes) => {
    for (let at = last; at < bytes.length; at += shift[bytes[at]!]!) {
      let i = 0
      while (i <= last && lower(bytes[at - i]!) === needle[last - i]) i++
      if (i > last) return true
    }
    return false
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte & ~0x20 : byte
}
