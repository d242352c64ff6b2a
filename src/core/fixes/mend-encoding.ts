import { Draft } from './draft.ts'
import { obstacle, type Fix } from './fix.ts'
import { changeTexts } from './text.ts'
import { counted } from './words.ts'

export const mendEncoding: Fix = {
  id: 'mend-encoding',
  title: 'Mend damaged characters',
  help: 'Text in UTF-8 that was read as Windows-1252 (“Ã©” for “é”) is read as it was meant. Only where the whole text of a message is valid that way; a text that only partly is stays.',
  mends: ['text.encoding'],
  propose(subject) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const mended = changeTexts(draft, undamaged)
    return draft.finish(`Mends the characters of ${counted(mended, 'message')}`)
  },
}

/** What Windows-1252 has at 0x80 to 0x9F; the five places that it leaves open are control characters. */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'
const BYTES = new Map([...HIGH].map((char, i) => [char.codePointAt(0)!, 0x80 + i]))
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** The first byte of a character of several, read as Windows-1252, and one that may follow it. */
const DAMAGE = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/

/** The text as it was meant; the text itself where it is not damaged. Damage may lie upon damage. */
export function undamaged(text: string): string {
  let present = text
  for (;;) {
    const meant = DAMAGE.test(present) ? readAnew(present) : undefined
    if (meant === undefined || meant === present) return present
    present = meant
  }
}

function readAnew(text: string): string | undefined {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = BYTES.get(code) ?? code
    if (byte > 0xff || (code >= 0x80 && code <= 0x9f && !BYTES.has(code))) return undefined
    bytes[i] = byte
  }
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
