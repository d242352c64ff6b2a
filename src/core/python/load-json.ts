import { isJsonSpace, skipString } from '../json/exact.ts'
import { PyDict, type PyValue } from './value.ts'
import { MAX_PY_DEPTH } from './write.ts'

/** JSON text as `json.loads` reads it: `NaN` and `Infinity` are numbers, whole numbers stay whole. */
export type Loaded =
  | { readonly ok: true; readonly value: PyValue }
  | { readonly ok: false; readonly reason: 'notJson' | 'tooDeep' }

class Refusal {
  readonly reason: 'notJson' | 'tooDeep'
  constructor(reason: 'notJson' | 'tooDeep') {
    this.reason = reason
  }
}

export function loadPyJson(text: string): Loaded {
  const reader = new Reader(text)
  const value = reader.value(reader.space(0), 0)
  if (value instanceof Refusal) return { ok: false, reason: value.reason }
  if (reader.space(reader.at) < text.length) return { ok: false, reason: 'notJson' }
  return { ok: true, value }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
const NOT_JSON = new Refusal('notJson')
const TOO_DEEP = new Refusal('tooDeep')

class Reader {
  readonly #text: string
  /** Behind the value read last. */
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  space(from: number): number {
    while (isJsonSpace(this.#text.charCodeAt(from))) from++
    return from
  }

  value(from: number, depth: number): PyValue | Refusal {
    const text = this.#text
    const char = text[from]
    if (char === '"') return this.string(from)
    if (char === '{' || char === '[') {
      if (depth > MAX_PY_DEPTH) return TOO_DEEP
      return char === '{' ? this.object(from, depth) : this.list(from, depth)
    }
    for (const [word, value] of WORDS)
      if (text.startsWith(word, from)) {
        this.at = from + word.length
        return value
      }
    NUMBER.lastIndex = from
    const match = NUMBER.exec(text)
    if (!match) return NOT_JSON
    this.at = from + match[0].length
    const isWhole = match[1] === undefined && match[2] === undefined
    return isWhole ? BigInt(match[0]) : Number(match[0])
  }

  private string(from: number): string | Refusal {
    const end = skipString(this.#text, from)
    this.at = end
    try {
      return JSON.parse(this.#text.slice(from, end)) as string
    } catch {
      return NOT_JSON
    }
  }

  private list(from: number, depth: number): PyValue | Refusal {
    const items: PyValue[] = []
    let at = this.space(from + 1)
    if (this.#text[at] === ']') {
      this.at = at + 1
      return items
    }
    for (;;) {
      const item = this.value(at, depth + 1)
      if (item instanceof Refusal) return item
      items.push(item)
      at = this.space(this.at)
      const char = this.#text[at]
      this.at = at + 1
      if (char === ']') return items
      if (char !== ',') return NOT_JSON
      at = this.space(at + 1)
    }
  }

  private object(from: number, depth: number): PyValue | Refusal {
    const dict = new PyDict()
    let at = this.space(from + 1)
    if (this.#text[at] === '}') {
      this.at = at + 1
      return dict
    }
    for (;;) {
      const key = this.#text[at] === '"' ? this.string(at) : NOT_JSON
      if (key instanceof Refusal) return key
      at = this.space(this.at)
      if (this.#text[at] !== ':') return NOT_JSON
      const value = this.value(this.space(at + 1), depth + 1)
      if (value instanceof Refusal) return value
      dict.set(key, value)
      at = this.space(this.at)
      const char = this.#text[at]
      this.at = at + 1
      if (char === '}') return dict
      if (char !== ',') return NOT_JSON
      at = this.space(at + 1)
    }
  }
}

const WORDS: readonly (readonly [string, PyValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]
