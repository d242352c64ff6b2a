/** What Python's `str.strip` and `\s` take for white space, as a regular expression's class body. */
export const PY_SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const EDGES = new RegExp(`^[${PY_SPACE}]+|[${PY_SPACE}]+$`, 'g')

/** `str.strip()`, which differs from `trim`: no byte-order mark, but separators and NEL. */
export function pyStrip(text: string): string {
  return text.replace(EDGES, '')
}

/** `str.strip(chars)` for one character. */
export function pyStripChar(text: string, char: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === char) start++
  while (end > start && text[end - 1] === char) end--
  return text.slice(start, end)
}
