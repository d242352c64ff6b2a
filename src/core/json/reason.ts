/**
 * Why a text is not JSON, in plain words and with the place. `JSON.parse` says it in words of its
 * engine, without the place in bytes, and differently in every browser.
 */
import { isJsonSpace } from './exact.ts'

export interface JsonProblem {
  /** One or two plain sentences: "It ends inside a string." */
  readonly reason: string
  /** UTF-16 units before the place. */
  readonly atChar: number
  /** The same place in bytes of UTF-8. */
  readonly atByte: number
}

type Expect = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'next'

class Refusal {
  readonly reason: string
  readonly at: number
  constructor(reason: string, at: number) {
    this.reason = reason
    this.at = at
  }
}

/** The first fault of a text, or null where there is none: exactly when `JSON.parse` accepts it. */
export function jsonProblem(text: string): JsonProblem | null {
  const refusal = findFault(text)
  if (!refusal) return null
  return { reason: refusal.reason, atChar: refusal.at, atByte: utf8Length(text, refusal.at) }
}

/** Bytes that the first `end` units of a text take in UTF-8 (a lone surrogate counts as three). */
export function utf8Length(text: string, end = text.length): number {
  let bytes = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) bytes++
    else if (code < 0x800) bytes += 2
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4
      i++
    } else bytes += 3
  }
  return bytes
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

function findFault(text: string): Refusal | null {
  const closers: ('}' | ']')[] = []
  let expect: Expect = 'value'
  let comma = -1
  for (let i = 0; ;) {
    while (i < text.length && isJsonSpace(text.charCodeAt(i))) i++
    const char = text[i]
    if (char === undefined) return atEnd(text, closers, expect)
    if (expect === 'next' && closers.length === 0)
      return new Refusal(
        char === ','
          ? 'A comma behind the value.'
          : `Something follows the value: ${shown(text, i)}.`,
        i,
      )
    switch (expect) {
      case 'value':
      case 'valueOrEnd': {
        if (char === ']' && closers.at(-1) === ']') {
          if (expect === 'value') return new Refusal('A comma before the closing bracket.', comma)
          closers.pop()
          expect = 'next'
          i++
        } else if (char === '{' || char === '[') {
          closers.push(char === '{' ? '}' : ']')
          expect = char === '{' ? 'keyOrEnd' : 'valueOrEnd'
          i++
        } else {
          const end = scalarEnd(text, i)
          if (typeof end !== 'number') return end
          i = end
          expect = 'next'
        }
        break
      }
      case 'key':
      case 'keyOrEnd': {
        if (char === '}') {
          if (expect === 'key') return new Refusal('A comma before the closing brace.', comma)
          closers.pop()
          expect = 'next'
          i++
          break
        }
        if (char !== '"') return new Refusal(keyFault(text, i), i)
        const end = stringEnd(text, i)
        if (typeof end !== 'number') return end
        i = end
        expect = 'colon'
        break
      }
      case 'colon':
        if (char !== ':')
          return new Refusal(`A colon is missing behind a key, before ${shown(text, i)}.`, i)
        i++
        expect = 'value'
        break
      case 'next': {
        const closer = closers.at(-1)!
        if (char === ',') {
          comma = i
          expect = closer === '}' ? 'key' : 'value'
        } else if (char === closer) {
          closers.pop()
        } else {
          return new Refusal(
            char === '}' || char === ']'
              ? `“${char}” closes what was opened with “${closer === '}' ? '{' : '['}”.`
              : `A comma is missing before ${shown(text, i)}.`,
            i,
          )
        }
        i++
      }
    }
  }
}

function atEnd(text: string, closers: readonly string[], expect: Expect): Refusal | null {
  if (closers.length === 0 && expect === 'next') return null
  if (closers.length === 0) return new Refusal('There is no value in it.', text.length)
  return new Refusal(
    closers.at(-1) === '}'
      ? 'It ends before an object is closed.'
      : 'It ends before a list is closed.',
    text.length,
  )
}

function scalarEnd(text: string, at: number): number | Refusal {
  const char = text[at]!
  if (char === '"') return stringEnd(text, at)
  if (char === '-' || (char >= '0' && char <= '9')) return numberEnd(text, at)
  for (const word of ['true', 'false', 'null']) {
    if (text.startsWith(word, at)) return at + word.length
    if (word.startsWith(text.slice(at)))
      return new Refusal(`It ends inside the word “${word}”.`, text.length)
  }
  return new Refusal(valueFault(text, at), at)
}

function valueFault(text: string, at: number): string {
  const char = text[at]!
  const word = /^[A-Za-z_$]+/.exec(text.slice(at, at + 40))?.[0]
  if (word === 'NaN' || word === 'Infinity' || word === 'undefined') return `${word} is not JSON.`
  if (word === 'None' || word === 'True' || word === 'False')
    return `${word} is Python; JSON has ${{ None: 'null', True: 'true', False: 'false' }[word]}.`
  if (char === "'") return 'A single quote where JSON wants a double one.'
  if (char === '“' || char === '”' || char === '‘' || char === '’')
    return 'A curly quote where JSON wants a straight double one.'
  if (char === ',') return 'A comma where a value should be.'
  if (char === '}' || char === ']') return `“${char}” where a value should be.`
  if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) return 'JSON has no comments.'
  if (char === '+') return 'A number cannot begin with a plus sign.'
  if (char === '.') return 'A number cannot begin with a point.'
  return `It cannot be read at ${shown(text, at)}.`
}

function keyFault(text: string, at: number): string {
  const char = text[at]!
  if (char === "'") return 'A single quote where JSON wants a double one.'
  if (char === '“' || char === '”' || char === '‘' || char === '’')
    return 'A curly quote where JSON wants a straight double one.'
  if (char === ',') return 'A comma where a key should be.'
  if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) return 'JSON has no comments.'
  if (/[A-Za-z_$\d]/.test(char)) return 'A key without quotes.'
  return `A key in double quotes is missing before ${shown(text, at)}.`
}

function stringEnd(text: string, at: number): number | Refusal {
  for (let i = at + 1; ; i++) {
    const code = text.charCodeAt(i)
    if (Number.isNaN(code)) return new Refusal('It ends inside a string.', text.length)
    if (code === 0x22) return i + 1
    if (code < 0x20)
      return new Refusal(`A raw control character (${controlName(code)}) inside a string.`, i)
    if (code !== 0x5c) continue
    const next = text[i + 1]
    if (next === undefined) return new Refusal('It ends inside a string.', text.length)
    if (next === 'u') {
      for (let k = 2; k < 6; k++) {
        const digit = text[i + k]
        if (digit === undefined) return new Refusal('It ends inside a string.', text.length)
        if (!/[\da-fA-F]/.test(digit))
          return new Refusal('A \\u escape needs four hexadecimal digits.', i)
      }
      i += 5
    } else if ('"\\/bfnrt'.includes(next)) {
      i++
    } else {
      return new Refusal(`JSON has no escape ${shown(text, i, 2)}.`, i)
    }
  }
}

function numberEnd(text: string, at: number): number | Refusal {
  let i = at
  if (text[i] === '-') i++
  if (text.startsWith('Infinity', i)) return new Refusal('-Infinity is not JSON.', at)
  const first = text[i]
  if (first === undefined) return new Refusal('It ends inside a number.', text.length)
  if (!isDigit(first)) return new Refusal('A minus sign without a number.', at)
  i++
  if (first === '0' && isDigit(text[i])) return new Refusal('A number with a leading zero.', at)
  while (isDigit(text[i])) i++
  if (text[i] === '.') {
    i++
    if (text[i] === undefined) return new Refusal('It ends inside a number.', text.length)
    if (!isDigit(text[i])) return new Refusal('A number without digits behind its point.', at)
    while (isDigit(text[i])) i++
  }
  if (text[i] === 'e' || text[i] === 'E') {
    i++
    if (text[i] === '+' || text[i] === '-') i++
    if (text[i] === undefined) return new Refusal('It ends inside a number.', text.length)
    if (!isDigit(text[i])) return new Refusal('A number without digits in its exponent.', at)
    while (isDigit(text[i])) i++
  }
  return i
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

const CONTROL_NAMES = new Map([
  [0, 'NUL'],
  [8, 'backspace'],
  [9, 'tab'],
  [10, 'line feed'],
  [12, 'form feed'],
  [13, 'carriage return'],
  [27, 'escape'],
])

function controlName(code: number): string {
  return CONTROL_NAMES.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** A few characters in quotes, control characters named. */
function shown(text: string, at: number, length = 1): string {
  const code = text.codePointAt(at) ?? 0
  if (code < 0x20 || code === 0x7f) return `a control character (${controlName(code)})`
  if (code === 0xfeff) return 'a byte-order mark'
  const piece = length > 1 ? text.slice(at, at + length) : String.fromCodePoint(code)
  return `“${piece}”`
}
