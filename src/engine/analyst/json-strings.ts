import type { Automaton } from '../../core/pattern/automaton.ts'

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/**
 * Whether a pattern is found in one of the strings of JSON text, keys included, or in a number or
 * literal as it is spelled. Each is a text by itself; escapes are read as what they stand for. The
 * text is not parsed: that costs more than the search.
 */
export function findsInJson(automaton: Automaton, text: string): boolean {
  let at = 0
  /** The next backslash, looked for only when the one before is passed. */
  let slash = text.indexOf('\\')
  for (;;) {
    const open = text.indexOf('"', at)
    if (findsBetween(automaton, text, at, open < 0 ? text.length : open)) return true
    if (open < 0) return false
    automaton.begin()
    at = open + 1
    for (;;) {
      if (slash >= 0 && slash < at) slash = text.indexOf('\\', at)
      const quote = text.indexOf('"', at)
      // Only in text that is no JSON.
      const end = quote < 0 ? text.length : quote
      if (slash < 0 || slash > end) {
        if (automaton.feed(text, at, end) || automaton.end()) return true
        at = end + 1
        break
      }
      if (automaton.feed(text, at, slash)) return true
      const char = text[slash + 1] ?? ''
      const meant =
        char === 'u'
          ? String.fromCharCode(parseInt(text.slice(slash + 2, slash + 6), 16))
          : (ESCAPED[char] ?? char)
      if (automaton.feed(meant, 0, meant.length)) return true
      at = slash + (char === 'u' ? 6 : 2)
    }
  }
}

/** Numbers and literals between two strings. */
function findsBetween(automaton: Automaton, text: string, from: number, to: number): boolean {
  let start = from
  for (let i = from; i <= to; i++) {
    if (i < to && isOfWord(text.charCodeAt(i))) continue
    if (i > start) {
      automaton.begin()
      if (automaton.feed(text, start, i) || automaton.end()) return true
    }
    start = i + 1
  }
  return false
}

/** Letters, digits and the signs of numbers: all that JSON has outside of strings and brackets. */
function isOfWord(code: number): boolean {
  return (
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e ||
    (code >= 0x30 && code !== 0x3a && code !== 0x5b && code !== 0x5d && code < 0x7b)
  )
}
