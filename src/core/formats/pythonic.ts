import type { Json } from '../model/json.ts'

/** A call in a list of calls in Python's notation, and where it stands in the text. */
export interface PythonicCall {
  readonly name: string
  /** The arguments as JSON text; numbers keep their spelling where JSON has it. */
  readonly argsText: string
  readonly start: number
  readonly end: number
}

const MAX_LEVELS = 64
const NUMBER = /[-+]?(?:\d[\d_]*)?(?:\.\d*)?(?:[eE][-+]?\d+)?/y
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const WORDS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  true: 'true',
  false: 'false',
  null: 'null',
}

/** Whether a text looks like a list of calls: `[name(`. Names may hold spaces (ToolACE). */
export function looksPythonic(text: string): boolean {
  return /^\s*\[\s*[A-Za-z_][^()[\]{}"'=]{0,200}\(/.test(text) && /\)\s*\]\s*$/.test(text)
}

/**
 * The calls of a text that is a list of them, `[name(key="value"), …]`, as ToolACE and Llama 3.2 write
 * it; or why it is none. Values are Python's or JSON's literals; nothing is evaluated.
 */
export function parsePythonicCalls(
  text: string,
): { readonly calls: readonly PythonicCall[] } | { readonly reason: string } {
  const parser = new LiteralParser(text)
  try {
    return { calls: parser.calls() }
  } catch (error) {
    if (error instanceof NotPythonic) return { reason: error.message }
    throw error
  }
}

class NotPythonic extends Error {}

class LiteralParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  calls(): PythonicCall[] {
    const calls: PythonicCall[] = []
    this.#expect('[')
    while (!this.#take(']')) {
      if (calls.length > 0) this.#expect(',')
      if (this.#take(']')) break
      calls.push(this.#call())
    }
    this.#space()
    if (this.#at < this.#text.length) throw this.#error('Something stands behind the list of calls')
    return calls
  }

  #call(): PythonicCall {
    this.#space()
    const start = this.#at
    const open = this.#text.indexOf('(', start)
    const name = this.#text.slice(start, open).trim()
    if (open < 0 || name === '' || /[[\]{}"'=,]/.test(name))
      throw this.#error('A name and its arguments in parentheses are wanted')
    this.#at = open + 1
    const members: string[] = []
    while (!this.#take(')')) {
      if (members.length > 0) this.#expect(',')
      if (this.#take(')')) break
      members.push(this.#argument())
    }
    return { name, argsText: `{${members.join(', ')}}`, start, end: this.#at }
  }

  #argument(): string {
    this.#space()
    const equals = this.#text.indexOf('=', this.#at)
    const key = this.#text.slice(this.#at, equals).trim()
    if (equals < 0 || key === '' || /[()[\]{}"',]/.test(key))
      throw this.#error('An argument must have a name')
    this.#at = equals + 1
    return `${JSON.stringify(key)}: ${this.#value(MAX_LEVELS)}`
  }

  #value(levels: number): string {
    this.#space()
    if (levels === 0) throw this.#error('The arguments are nested too deep')
    const char = this.#text[this.#at]
    if (char === '"' || char === "'") return JSON.stringify(this.#string(char))
    if (char === '[') return this.#list('[', ']', levels)
    if (char === '(') return this.#list('(', ')', levels)
    if (char === '{') return this.#dict(levels)
    const word = /[A-Za-z]+/y
    word.lastIndex = this.#at
    const found = word.exec(this.#text)?.[0]
    if (found !== undefined) {
      const json = Object.hasOwn(WORDS, found) ? WORDS[found] : undefined
      if (json === undefined) throw this.#error(`“${found.slice(0, 40)}” is no value`)
      this.#at += found.length
      return json
    }
    return this.#number()
  }

  #number(): string {
    NUMBER.lastIndex = this.#at
    const found = NUMBER.exec(this.#text)?.[0] ?? ''
    const value = Number(found.replaceAll('_', ''))
    if (!/\d/.test(found) || !Number.isFinite(value)) throw this.#error('A value is wanted')
    this.#at += found.length
    return JSON_NUMBER.test(found) ? found : String(value)
  }

  #list(open: string, close: string, levels: number): string {
    this.#expect(open)
    const values: string[] = []
    while (!this.#take(close)) {
      if (values.length > 0) this.#expect(',')
      if (this.#take(close)) break
      values.push(this.#value(levels - 1))
    }
    return `[${values.join(', ')}]`
  }

  #dict(levels: number): string {
    this.#expect('{')
    const members: string[] = []
    while (!this.#take('}')) {
      if (members.length > 0) this.#expect(',')
      if (this.#take('}')) break
      const key = this.#value(levels - 1)
      this.#expect(':')
      const name = key.startsWith('"') ? key : JSON.stringify(key)
      members.push(`${name}: ${this.#value(levels - 1)}`)
    }
    return `{${members.join(', ')}}`
  }

  #string(quote: string): string {
    const text = this.#text
    let value = ''
    let from = this.#at + 1
    for (let i = from; i < text.length; i++) {
      if (text[i] === quote) {
        this.#at = i + 1
        return value + text.slice(from, i)
      }
      if (text[i] !== '\\') continue
      const { meaning, length } = escapeAt(text, i + 1)
      value += text.slice(from, i) + meaning
      i += length
      from = i + 1
    }
    throw this.#error('A string is not closed')
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #take(char: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw this.#error(`“${char}” is wanted`)
  }

  #error(reason: string): NotPythonic {
    return new NotPythonic(`${reason}, at character ${this.#at + 1}.`)
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/',
  '\n': '',
}
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** What the escape behind a backslash at `at - 1` means; an unknown one is the text it is. */
function escapeAt(text: string, at: number): { meaning: string; length: number } {
  const char = text[at] ?? ''
  const digits = Object.hasOwn(HEX_DIGITS, char) ? HEX_DIGITS[char] : undefined
  if (digits !== undefined) {
    const hex = text.slice(at + 1, at + 1 + digits)
    const code = new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) ? parseInt(hex, 16) : -1
    if (code >= 0 && code <= 0x10ffff)
      return { meaning: String.fromCodePoint(code), length: digits + 1 }
  }
  if (Object.hasOwn(ESCAPES, char)) return { meaning: ESCAPES[char]!, length: 1 }
  return { meaning: '\\' + char, length: 1 }
}

/** A value as a Python literal, from its JSON text's value. */
export function pythonLiteral(value: Json): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(pythonLiteral).join(', ')}]`
  const members = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${pythonLiteral(v)}`)
  return `{${members.join(', ')}}`
}
