/**
 * Characters that a reader cannot see but a model learns from: controls, zero-width and
 * bidirectional marks, lone surrogates. They are shown as tokens in place.
 *
 * Not counted as hidden: tab, line feed, a carriage return before a line feed, and zero-width
 * joiners and variation selectors beside non-ASCII characters, where scripts and emoji need them.
 */
const HIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|\r(?!\n)|[\u200c\u200d](?![^\0-\x7f])|(?<![^\0-\x7f])[\u200c\u200d]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

export interface HiddenCharacter {
  /** UTF-16 offset in the text. */
  readonly at: number
  readonly length: number
  /** "U+200B" */
  readonly code: string
  /** "zero-width space", or the code where there is no usual name. */
  readonly name: string
}

/** The hidden characters of a text, in order; linear in its length. */
export function findHidden(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = []
  for (const match of text.matchAll(HIDDEN)) {
    const point = match[0].codePointAt(0)!
    const code = 'U+' + point.toString(16).toUpperCase().padStart(4, '0')
    const name = NAMES.get(point) ?? (isSurrogate(point) ? 'lone surrogate' : code)
    found.push({ at: match.index, length: match[0].length, code, name })
  }
  return found
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, 'NUL'],
  [0x07, 'bell'],
  [0x08, 'backspace'],
  [0x0b, 'vertical tab'],
  [0x0c, 'form feed'],
  [0x0d, 'carriage return'],
  [0x1b, 'escape'],
  [0x7f, 'delete'],
  [0xad, 'soft hyphen'],
  [0x061c, 'Arabic letter mark'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of bidirectional run'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first strong isolate'],
  [0x2069, 'end of isolate'],
  [0xfeff, 'byte-order mark'],
])
