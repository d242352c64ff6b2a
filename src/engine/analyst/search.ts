import type { Json } from '../../core/model/json.ts'
import type { SearchJob } from './analyst.ts'

/** How text is compared: case folded, as JavaScript's lower case has it. */
export function fold(text: string): string {
  return text.toLowerCase()
}

/** Indexes of the records that hold the needle. Reads the range from the first to the last record. */
export async function searchRecords(job: SearchJob): Promise<Uint32Array<ArrayBuffer>> {
  const { source, offsets, lengths, needle } = job
  const found = new Uint32Array(offsets.length)
  if (offsets.length === 0) return found
  const from = offsets[0]!
  const end = offsets.at(-1)! + lengths.at(-1)!
  const bytes = new Uint8Array(await source.slice(from, end).arrayBuffer())
  const mayHold = candidateTest(needle)
  let n = 0
  for (let i = 0; i < offsets.length; i++) {
    const start = offsets[i]! - from
    const record = bytes.subarray(start, start + lengths[i]!)
    if (mayHold(record) && holdsText(record, needle)) found[n++] = i
  }
  return found.slice(0, n)
}

/** Whether a record holds the folded needle in one of its strings, keys, numbers or literals. */
export function holdsText(record: Uint8Array, needle: string): boolean {
  const text = new TextDecoder().decode(record)
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    // Unreadable records are searched as the text that they are.
    return fold(text).includes(needle)
  }
  return valueHolds(value, needle)
}

/** Iterative, since records may be nested deeper than the stack. */
function valueHolds(root: Json, needle: string): boolean {
  const left: Json[] = [root]
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) {
      if (fold(String(value)).includes(needle)) return true
    } else if (Array.isArray(value)) {
      for (const item of value as readonly Json[]) left.push(item)
    } else {
      for (const [key, member] of Object.entries(value)) left.push(key, member)
    }
  }
  return false
}

/**
 * A quick test on bytes that is never wrong about a record without the text: for needles of plain
 * ASCII without characters that JSON must or may escape by a letter, either the bytes are there in
 * some case, or an escape spells one of them. Other needles make every record a candidate.
 */
function candidateTest(needle: string): (record: Uint8Array) => boolean {
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
