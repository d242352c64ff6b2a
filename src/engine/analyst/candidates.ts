import type { SearchedRecord } from './searched-record.ts'

/** How text is compared: case folded, as JavaScript's lower case has it. */
export function fold(text: string): string {
  return text.toLowerCase()
}

/** ASCII without characters that JSON must or may escape by a letter. */
const PLAIN = /^[ !#-.0-[\]-~]+$/

/**
 * A quick test that is never wrong about a record without the text: for needles of plain ASCII, either
 * the folded text of the record holds it as it is, or an escape may spell one of its characters. Other
 * needles make every record a candidate. The browser's own search through a string is several times
 * faster than one through bytes that is written here, so much that decoding pays.
 */
export function candidateTest(needle: string): (record: SearchedRecord) => boolean {
  if (!PLAIN.test(needle)) return () => true
  // Characters beyond ASCII whose lower case holds a letter of the needle: Kelvin's K and dotted I.
  const escapes = [
    '\\u00',
    ...(needle.includes('k') ? ['\\u212a'] : []),
    ...(needle.includes('i') ? ['\\u0130'] : []),
  ]
  return ({ folded }) =>
    folded.includes(needle) ||
    (folded.includes('\\u') && escapes.some((escape) => folded.includes(escape)))
}

/** The same for a text whose case counts. */
export function exactTest(text: string): (record: SearchedRecord) => boolean {
  if (!PLAIN.test(text)) return () => true
  return (record) => record.text.includes(text) || record.text.includes('\\u00')
}
