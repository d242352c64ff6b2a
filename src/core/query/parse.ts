import { buildAutomaton } from '../pattern/automaton.ts'
import { beginsCondition, readCondition, scopeNamed } from './conditions.ts'
import {
  allOf,
  anyOf,
  conditionsIn,
  MOST_CONDITIONS,
  not,
  type Scope,
  type Where,
} from './where.ts'

export interface QueryError {
  /** Character of the text at which it stands, from 0, and the one behind its last. */
  readonly at: number
  readonly end: number
  /** What is wrong, then what to do. */
  readonly message: string
}

export type ReadQuery =
  { readonly ok: true; readonly where: Where } | { readonly ok: false; readonly error: QueryError }

/**
 * Reads a typed query. Any text gives a query or the first error in it, never a throw.
 *
 * Conditions side by side must all hold; `OR` or `|` between them makes alternatives, `-` or `NOT`
 * before one its opposite, brackets group. What is no condition is text: neighbouring words are one
 * phrase, `"…"` is a phrase with whatever is in it, `/…/` a regular expression.
 */
export function parseQuery(text: string): ReadQuery {
  try {
    const where = new Parser(text).whole()
    if (conditionsIn(where).length > MOST_CONDITIONS)
      throw new Refusal(
        0,
        text.length,
        `A query has at most ${MOST_CONDITIONS} conditions. Remove some.`,
      )
    return { ok: true, where }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.why }
    throw error
  }
}

class Refusal extends Error {
  readonly why: QueryError
  constructor(at: number, end: number, message: string) {
    super(message)
    this.why = { at, end, message }
  }
}

/** A word that only joins; a bracket, or the end, may follow it at once. */
const JOINT = /(OR|AND|NOT)(?=[\s()"]|$)|\|(?=[\s()]|$)/y
const KEY = /([a-z]+)(:|>=|<=|[<>=])/iy
const WHITE = /\s*/y
const COLUMN_NAME = /[^\s<>="()]*/y
const SIGN = />=|<=|[<>=]/y
const SIGNS = ['=', '<', '<=', '>', '>='] as const
const FLAGS = /[dgimsuvy]*(?=[\s)]|$)/y
const MOST_DEPTH = 100

class Parser {
  readonly #text: string
  #at = 0
  #depth = 0
  #brackets = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Where {
    this.#space()
    if (this.#at === this.#text.length) return allOf([])
    return this.#alternatives()
  }

  #alternatives(): Where {
    const parts: [Where, ...Where[]] = [this.#together()]
    while (this.#joint('OR') || this.#joint('|')) parts.push(this.#together())
    return anyOf(parts)
  }

  #together(): Where {
    const parts: Where[] = []
    const from = this.#at
    for (;;) {
      this.#space()
      const at = this.#at
      const joint = this.#peekJoint()
      if (joint === 'AND') {
        if (parts.length === 0) this.#lacks(at)
        this.#at += 3
        this.#space()
        if (this.#isOver()) this.#lacks(at)
        continue
      }
      if (joint === 'OR' || joint === '|' || this.#isOver()) break
      parts.push(this.#one())
    }
    if (parts.length === 0) this.#lacks(Math.max(0, Math.min(from, this.#text.length - 1)))
    return allOf(parts)
  }

  #lacks(at: number): never {
    throw new Refusal(
      at,
      this.#text.length,
      'A condition is missing here. Add one, or quote the word.',
    )
  }

  #one(): Where {
    const at = this.#at
    const next = this.#text[at + 1]
    const isMinus = this.#text[at] === '-' && next !== undefined && !/[\s)]/.test(next)
    if (isMinus || this.#peekJoint() === 'NOT') {
      this.#at += isMinus ? 1 : 3
      this.#space()
      if (this.#isOver()) this.#lacks(at)
      return this.#nested(at, () => not(this.#one()))
    }
    if (this.#text[at] === '(') {
      this.#at++
      return this.#nested(
        at,
        () => {
          const inner = this.#alternatives()
          this.#space()
          if (this.#text[this.#at] !== ')')
            throw new Refusal(at, at + 1, 'This bracket is never closed. Add ), or quote the text.')
          this.#at++
          return inner
        },
        true,
      )
    }
    return this.#condition()
  }

  #nested(at: number, read: () => Where, isBracket = false): Where {
    if (++this.#depth > MOST_DEPTH)
      throw new Refusal(
        at,
        at + 1,
        'This is nested too deep. Leave out brackets that are not needed.',
      )
    if (isBracket) this.#brackets++
    const where = read()
    if (isBracket) this.#brackets--
    this.#depth--
    return where
  }

  #condition(): Where {
    const at = this.#at
    const { key, sign, length } = this.#key()
    if (length === 0) return this.#phrase(at, null)
    this.#at += length
    const scope = scopeNamed(key)
    if (scope) return this.#phrase(at, scope)
    if (key === 'col' || key === 'column') return this.#column(at)
    const start = this.#at
    const read = readCondition(key, sign, this.#value())
    if ('where' in read) return read.where
    const from = this.#at > start ? start : at
    throw new Refusal(from, this.#at, read.message)
  }

  /** The key and sign with which a condition begins; of length 0 where none does. */
  #key(): { readonly key: string; readonly sign: string; readonly length: number } {
    KEY.lastIndex = this.#at
    const [head = '', name = '', sign = ''] = KEY.exec(this.#text) ?? []
    const key = name.toLowerCase()
    return { key, sign, length: beginsCondition(key, sign) ? head.length : 0 }
  }

  /** `col:reward>0.5`, `col:split=train`, `col:reward`. */
  #column(at: number): Where {
    const name = this.#text[this.#at] === '"' ? this.#quote() : this.#take(COLUMN_NAME)
    if (name === '')
      throw new Refusal(
        at,
        this.#at,
        'A column’s name belongs behind col:, such as col:reward>0.5.',
      )
    const taken = this.#take(SIGN)
    const sign = SIGNS.find((one) => one === taken)
    if (sign === undefined) return { kind: 'column', name, test: null }
    const start = this.#at
    const value = this.#value()
    if (sign !== '=' && (value.trim() === '' || !Number.isFinite(Number(value))))
      throw new Refusal(
        start,
        Math.max(this.#at, start + 1),
        `A number belongs behind ${sign}. Write col:${name}${sign}0.5, or = for a text.`,
      )
    return { kind: 'column', name, test: { sign, value } }
  }

  #take(what: RegExp): string {
    what.lastIndex = this.#at
    const [taken = ''] = what.exec(this.#text) ?? []
    this.#at += taken.length
    return taken
  }

  /** Text or a pattern to be found; what is neither quoted nor behind a key goes on word by word. */
  #phrase(start: number, within: Scope | null): Where {
    const at = this.#at
    if (this.#text[at] === '"')
      return { kind: 'text', within, text: this.#some(start, this.#quote()) }
    const pattern = this.#pattern()
    if (pattern) {
      const built = buildAutomaton(pattern.source, pattern.flags)
      if (built.ok) return { kind: 'pattern', within, ...pattern }
      const from = at + 1 + built.error.at
      throw new Refusal(from, Math.max(from + 1, this.#at), built.error.message)
    }
    const first = this.#some(start, this.#word())
    const text = within === null ? [first, ...this.#moreWords()].join(' ') : first
    return { kind: 'text', within, text }
  }

  /** Words up to the next thing, which go on with a phrase. */
  #moreWords(): string[] {
    const words: string[] = []
    for (;;) {
      const end = this.#at
      this.#space()
      if (this.#isOver() || this.#startsSomething()) {
        this.#at = end
        return words
      }
      words.push(this.#word())
    }
  }

  /** Whether what comes is more than a word of text. */
  #startsSomething(): boolean {
    const at = this.#at
    const char = this.#text[at]
    if (char === '"' || char === '(' || this.#peekJoint() !== null) return true
    if (char === '-' && /[^\s)]/.test(this.#text[at + 1] ?? ' ')) return true
    if (char === '/') {
      const isPattern = this.#pattern() !== null
      this.#at = at
      if (isPattern) return true
    }
    return this.#key().length > 0
  }

  #some(at: number, text: string): string {
    if (text !== '') return text
    throw new Refusal(
      at,
      Math.max(this.#at, at + 1),
      'There is no text to look for. Add it, or quote the word.',
    )
  }

  #value(): string {
    return this.#text[this.#at] === '"' ? this.#quote() : this.#word()
  }

  /** Up to white space, or the bracket that closes a group. */
  #word(): string {
    const from = this.#at
    let open = 0
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!
      if (/\s/.test(char)) break
      if (char === '(') open++
      else if (char === ')') {
        if (open === 0 && this.#brackets > 0) break
        open--
      }
      this.#at++
    }
    return this.#text.slice(from, this.#at)
  }

  #quote(): string {
    const at = this.#at++
    let said = ''
    for (;;) {
      const char = this.#text[this.#at++]
      if (char === undefined)
        throw new Refusal(
          at,
          this.#text.length,
          'This quote is never closed. Add a " behind the text.',
        )
      if (char === '"') return said
      if (char === '\\' && /["\\]/.test(this.#text[this.#at] ?? '')) said += this.#text[this.#at++]!
      else said += char
    }
  }

  /** `/…/flags`; a path such as `/usr/bin` is none. */
  #pattern(): { readonly source: string; readonly flags: string } | null {
    if (this.#text[this.#at] !== '/') return null
    const from = this.#at + 1
    // A class that is never closed ends with the pattern, which is then said to be wrong.
    const end = this.#slash(from, true) ?? this.#slash(from, false)
    if (end === null || end === from) return null
    FLAGS.lastIndex = end + 1
    const [flags] = FLAGS.exec(this.#text) ?? []
    if (flags === undefined) return null
    this.#at = end + 1 + flags.length
    return {
      source: this.#text.slice(from, end),
      flags: [...new Set(flags)].sort().join(''),
    }
  }

  /** The slash that ends a pattern; in a class it is a character like others. */
  #slash(from: number, knowsClasses: boolean): number | null {
    let isClass = false
    for (let i = from; i < this.#text.length; i++) {
      const char = this.#text[i]
      if (char === '\\') i++
      else if (char === '[' && knowsClasses) isClass = true
      else if (char === ']') isClass = false
      else if (char === '/' && !isClass) return i
    }
    return null
  }

  #joint(wanted: string): boolean {
    this.#space()
    if (this.#peekJoint() !== wanted) return false
    this.#at += wanted.length
    return true
  }

  #peekJoint(): string | null {
    JOINT.lastIndex = this.#at
    return JOINT.exec(this.#text)?.[0] ?? null
  }

  #isOver(): boolean {
    return this.#at >= this.#text.length || (this.#brackets > 0 && this.#text[this.#at] === ')')
  }

  #space(): void {
    WHITE.lastIndex = this.#at
    this.#at += WHITE.exec(this.#text)![0].length
  }
}
