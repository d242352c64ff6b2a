/** Python string literals: prefixes, triple quotes, escapes. */

export interface StringToken {
  readonly end: number
  /** undefined for an f-string, whose value is not known without running it. */
  readonly text: string | undefined
  readonly isBytes: boolean
}

const PREFIX = /(?:[rR][bB]?|[bB][rR]?|[uU]|[fF][rR]?|[rR][fF])?(?=["'])/y
const OCTAL = /[0-7]{1,3}/y

/** The string literal that begins at `at`; null where none does, or where it is broken. */
export function readStringLiteral(source: string, at: number): StringToken | null {
  PREFIX.lastIndex = at
  const match = PREFIX.exec(source)
  if (!match) return null
  const prefix = match[0].toLowerCase()
  const open = at + prefix.length
  const quote = source[open]
  if (quote !== '"' && quote !== "'") return null
  const mark = source.startsWith(quote.repeat(3), open) ? quote.repeat(3) : quote
  const isRaw = prefix.includes('r')
  const isBytes = prefix.includes('b')
  let text = ''
  let i = open + mark.length
  for (;;) {
    const char = source[i]
    if (char === undefined || (mark.length === 1 && char === '\n')) return null
    if (source.startsWith(mark, i)) break
    if (isBytes && char > '\x7f') return null
    if (char !== '\\') {
      text += char
      i++
      continue
    }
    if (isRaw) {
      text += source.slice(i, i + 2)
      i += 2
      continue
    }
    const escape = readEscape(source, i, isBytes)
    if (!escape) return null
    text += escape.text
    i = escape.end
  }
  return { end: i + mark.length, text: prefix.includes('f') ? undefined : text, isBytes }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** An escape that Python does not know keeps its backslash. */
function readEscape(
  source: string,
  at: number,
  isBytes: boolean,
): { readonly text: string; readonly end: number } | null {
  const char = source[at + 1]
  if (char === undefined) return null
  const simple = SIMPLE[char]
  if (simple !== undefined) return { text: simple, end: at + 2 }
  OCTAL.lastIndex = at + 1
  const octal = OCTAL.exec(source)?.[0]
  if (octal !== undefined)
    return { text: String.fromCodePoint(parseInt(octal, 8)), end: at + 1 + octal.length }
  const count = DIGITS[char]
  if (count === undefined || (isBytes && char !== 'x'))
    return char === 'N' && !isBytes ? null : { text: '\\' + char, end: at + 2 }
  const digits = source.slice(at + 2, at + 2 + count)
  if (digits.length < count || !/^[\da-fA-F]+$/.test(digits)) return null
  const code = parseInt(digits, 16)
  return code > 0x10ffff ? null : { text: String.fromCodePoint(code), end: at + 2 + count }
}
