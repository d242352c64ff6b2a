/**
 * Reads text that was meant to be JSON and says how it must change to be JSON. Values keep their own
 * spelling; only what is wrong is written anew. No recursion; the cost is linear in the text.
 */
import { isJsonSpace } from '../json/exact.ts'
import { readStringLiteral } from '../python/strings.ts'

/** A repair of the ladder in docs of this folder: its number there, and what it does here. */
export interface Repair {
  readonly rule: number
  readonly what: string
}

export interface Mended {
  readonly text: string
  readonly repairs: readonly Repair[]
  /** Behind the value in the source. */
  readonly end: number
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const WORD = /[A-Za-z]+/y
const PYTHON_WORDS = new Map([
  ['None', 'null'],
  ['True', 'true'],
  ['False', 'false'],
])
const JSON_WORDS = new Set(['null', 'true', 'false'])
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ']' }
const CURLY = new Map([
  ['“', '”'],
  ['”', '”'],
  ['‘', '’'],
  ['’', '’'],
  ['„', '“'],
])

/**
 * The JSON value that begins at `at`, mended; null where no rule helps. An unclosed value is closed
 * only where the text ends.
 */
export function mendJson(source: string, at = 0): Mended | null {
  return new Mender(source, at).run()
}

class Mender {
  readonly #source: string
  readonly #closers: string[] = []
  readonly #repairs = new Map<string, Repair>()
  #at: number
  #out = ''

  constructor(source: string, at: number) {
    this.#source = source
    this.#at = at
  }

  /** `want` is what may come next: a value, a key, a colon, or what stands behind a value. */
  run(): Mended | null {
    let want: 'value' | 'key' | 'colon' | 'next' = 'value'
    let isFirst = true
    for (;;) {
      this.space()
      const char = this.#source[this.#at]
      if (char === undefined) {
        if (want !== 'next' && !this.canEnd(want, isFirst)) return null
        return this.closeAll()
      }
      if (want === 'colon') {
        if (char !== ':') return null
        this.copy(1)
        want = 'value'
        continue
      }
      if (want === 'next') {
        const closer = this.#closers.at(-1)
        if (char === ',') {
          const next = this.peekBehind(this.#at + 1)
          if (next === undefined || isCloser(next)) {
            this.note(2, 'Leaves out a comma before the end.')
            this.#at++
            continue
          }
          this.copy(1)
          want = closer === '}' ? 'key' : 'value'
          isFirst = false
          continue
        }
        if (!isCloser(char)) return null
        if (!this.close(char)) return null
        if (this.#closers.length === 0) return this.finish()
        continue
      }
      if (isCloser(char) && isFirst) {
        if (!this.close(char)) return null
        if (this.#closers.length === 0) return this.finish()
        want = 'next'
        continue
      }
      if (want === 'value' && (char === '{' || char === '[' || char === '(')) {
        if (char === '(') this.note(3, 'Makes a Python tuple a list.')
        this.#closers.push(CLOSERS[char]!)
        this.#out += char === '(' ? '[' : char
        this.#at++
        want = char === '{' ? 'key' : 'value'
        isFirst = true
        continue
      }
      if (!this.string(char)) {
        if (want === 'key' || !this.scalar()) return null
      }
      isFirst = false
      if (this.#closers.length === 0) return this.finish()
      want = want === 'key' ? 'colon' : 'next'
    }
  }

  private note(rule: number, what: string): void {
    if (!this.#repairs.has(what)) this.#repairs.set(what, { rule, what })
  }

  private copy(length: number): void {
    this.#out += this.#source.slice(this.#at, this.#at + length)
    this.#at += length
  }

  private space(): void {
    const from = this.#at
    while (isJsonSpace(this.#source.charCodeAt(this.#at))) this.#at++
    this.#out += this.#source.slice(from, this.#at)
  }

  private peekBehind(at: number): string | undefined {
    while (isJsonSpace(this.#source.charCodeAt(at))) at++
    return this.#source[at]
  }

  private close(char: string): boolean {
    const wanted = this.#closers.at(-1)
    if (wanted === undefined) return false
    if ((char === ')' ? ']' : char) !== wanted) return false
    this.#closers.pop()
    this.#out += wanted
    this.#at++
    return true
  }

  /** At the text's end a value may be missing only where an empty container can be closed. */
  private canEnd(want: 'value' | 'key' | 'colon', isFirst: boolean): boolean {
    return isFirst && want !== 'colon' && this.#closers.length > 0
  }

  private closeAll(): Mended | null {
    if (this.#closers.length === 0) return null
    this.#out = this.#out.trimEnd()
    while (this.#closers.length > 0) this.#out += this.#closers.pop() ?? ''
    this.note(6, 'Closes what is still open where the text ends.')
    return this.finish()
  }

  private finish(): Mended {
    return { text: this.#out, repairs: [...this.#repairs.values()], end: this.#at }
  }

  private scalar(): boolean {
    NUMBER.lastIndex = this.#at
    const number = NUMBER.exec(this.#source)?.[0]
    if (number !== undefined) {
      this.copy(number.length)
      return !/[\w.]/.test(this.#source[this.#at] ?? '')
    }
    WORD.lastIndex = this.#at
    const word = WORD.exec(this.#source)?.[0]
    if (word === undefined) return false
    const python = PYTHON_WORDS.get(word)
    if (python === undefined && !JSON_WORDS.has(word)) return false
    if (python !== undefined) this.note(3, 'Writes Python’s None, True and False as JSON does.')
    this.#out += python ?? word
    this.#at += word.length
    return true
  }

  private string(char: string): boolean {
    if (char === '"') return this.doubleQuoted()
    const curly = CURLY.get(char)
    if (curly !== undefined) return this.curlyQuoted(char, curly)
    if (char !== "'") return false
    return this.singleQuoted()
  }

  private doubleQuoted(): boolean {
    const source = this.#source
    const from = this.#at
    let text = ''
    for (let i = from + 1; ; i++) {
      const char = source[i]
      if (char === undefined) return this.cutString(text)
      if (char === '"') {
        this.#out += `"${text}"`
        this.#at = i + 1
        return true
      }
      if (char < ' ') {
        this.note(2, 'Escapes a raw line break or control character inside a string.')
        text += JSON.stringify(char).slice(1, -1)
        continue
      }
      if (char !== '\\') {
        text += char
        continue
      }
      const escape = /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(source.slice(i, i + 6))?.[0]
      if (escape !== undefined) {
        text += escape
        i += escape.length - 1
        continue
      }
      const next = source[i + 1]
      if (next === undefined) return this.cutString(text)
      if (next !== "'") return false
      this.note(3, 'Takes the backslash from an apostrophe.')
      text += "'"
      i++
    }
  }

  /** A string that the text's end cuts off. */
  private cutString(text: string): boolean {
    this.note(6, 'Closes what is still open where the text ends.')
    this.#out += `"${text}"`
    this.#at = this.#source.length
    return true
  }

  private curlyQuoted(open: string, close: string): boolean {
    const end = this.#source.slice(this.#at + 1).search(new RegExp(`[${open}${close}]`))
    if (end < 0) return false
    this.note(2, 'Makes curly quotes straight.')
    const inner = this.#source.slice(this.#at + 1, this.#at + 1 + end)
    this.#out += JSON.stringify(inner)
    this.#at += end + 2
    return true
  }

  private singleQuoted(): boolean {
    const literal = readStringLiteral(this.#source, this.#at)
    if (literal?.text !== undefined && isFollowedWell(this.#source, literal.end)) {
      this.note(3, 'Makes single quotes double.')
      this.#out += JSON.stringify(literal.text)
      this.#at = literal.end
      return true
    }
    return false
  }
}

function isCloser(char: string): boolean {
  return char === '}' || char === ']' || char === ')'
}

/** Behind a string stands something that JSON has there; otherwise the quote was an apostrophe. */
function isFollowedWell(source: string, at: number): boolean {
  while (isJsonSpace(source.charCodeAt(at))) at++
  const char = source[at]
  return char === undefined || ',:}])'.includes(char)
}
