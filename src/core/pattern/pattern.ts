/**
 * Regular expressions in JavaScript's notation, read into a tree. What cannot be matched in time that
 * grows with the text alone, looking ahead or behind and repeating what a group took, is refused.
 */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly of: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly of: readonly PatternNode[] }
  | {
      readonly kind: 'repeat'
      readonly of: PatternNode
      readonly least: number
      /** Infinity: without end. */
      readonly most: number
    }
  | { readonly kind: 'assert'; readonly what: Assertion }

/** `^` and `$` of a line or of the whole, `\b` and `\B`. */
export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'border' | 'noBorder'

/** UTF-16 code units, as ascending ranges with both ends. */
export type CharSet = readonly (readonly [number, number])[]

export interface PatternError {
  /** Character of the pattern at which it stands, from 0. */
  readonly at: number
  /** What is wrong, then what to do. */
  readonly message: string
}

export type ReadPattern =
  | { readonly ok: true; readonly node: PatternNode }
  | { readonly ok: false; readonly error: PatternError }

const FLAGS = 'ims'
/** Counts beyond this are refused: the automaton writes them out. */
const MOST_TIMES = 1_000

export function readPattern(source: string, flags: string): ReadPattern {
  try {
    for (const flag of flags)
      if (!FLAGS.includes(flag))
        throw new Refusal(
          source.length,
          `The flag ${flag} has no meaning here. Leave it out; i, m and s are known.`,
        )
    return { ok: true, node: new Reader(source, flags).whole() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.why }
    throw error
  }
}

class Refusal extends Error {
  readonly why: PatternError
  constructor(at: number, message: string) {
    super(message)
    this.why = { at, message }
  }
}

const LAST = 0xffff
const DIGITS: CharSet = [[0x30, 0x39]]
const WORDS: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACES: CharSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
const LINE_ENDS: CharSet = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0 }

class Reader {
  readonly #source: string
  readonly #ignoreCase: boolean
  readonly #multiline: boolean
  readonly #dotAll: boolean
  #at = 0
  #depth = 0

  constructor(source: string, flags: string) {
    this.#source = source
    this.#ignoreCase = flags.includes('i')
    this.#multiline = flags.includes('m')
    this.#dotAll = flags.includes('s')
  }

  whole(): PatternNode {
    const node = this.#choice()
    if (this.#at < this.#source.length)
      throw new Refusal(this.#at, 'This bracket closes nothing. Write \\) for the character.')
    return node
  }

  #choice(): PatternNode {
    const of = [this.#sequence()]
    while (this.#take('|')) of.push(this.#sequence())
    return of.length === 1 ? of[0]! : { kind: 'choice', of }
  }

  #sequence(): PatternNode {
    const of: PatternNode[] = []
    while (this.#at < this.#source.length && this.#peek() !== '|' && this.#peek() !== ')')
      of.push(this.#quantified())
    return of.length === 1 ? of[0]! : { kind: 'sequence', of }
  }

  #quantified(): PatternNode {
    const from = this.#at
    let node = this.#atom()
    const at = this.#at
    const times = this.#quantifier()
    if (times) {
      if (node.kind === 'assert' && this.#source[from] !== '(')
        throw new Refusal(from, 'A place cannot be repeated. Leave the repetition out.')
      const [least, most] = times
      if (most < least) throw new Refusal(at, `The count runs backwards. Write {${most},${least}}.`)
      if (least > MOST_TIMES || (most > MOST_TIMES && most !== Infinity))
        throw new Refusal(
          at,
          `At most ${MOST_TIMES} repetitions can be counted. Use a smaller count.`,
        )
      node = { kind: 'repeat', of: node, least, most }
      const again = this.#at
      if (this.#quantifier())
        throw new Refusal(
          again,
          'There is nothing to repeat here. Write a \\ before the character.',
        )
    }
    return node
  }

  /** How often; lazily or not is the same where only whether there is a match counts. */
  #quantifier(): readonly [number, number] | null {
    let times: readonly [number, number] | null = null
    if (this.#take('*')) times = [0, Infinity]
    else if (this.#take('+')) times = [1, Infinity]
    else if (this.#take('?')) times = [0, 1]
    else {
      const [whole, least, comma, most] =
        /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 24)) ?? []
      if (whole === undefined || (comma === '' && most !== '')) return null
      this.#at += whole.length
      const n = Number(least)
      times = [n, comma === '' ? n : most === '' ? Infinity : Number(most)]
    }
    this.#take('?')
    return times
  }

  #atom(): PatternNode {
    const at = this.#at
    const char = this.#source[this.#at++]!
    switch (char) {
      case '(':
        return this.#group(at)
      case '[':
        return { kind: 'set', set: this.#class(at) }
      case '.':
        return { kind: 'set', set: this.#dotAll ? [[0, LAST]] : inverse(LINE_ENDS) }
      case '^':
        return { kind: 'assert', what: this.#multiline ? 'lineStart' : 'start' }
      case '$':
        return { kind: 'assert', what: this.#multiline ? 'lineEnd' : 'end' }
      case '*':
      case '+':
      case '?':
        throw new Refusal(at, `There is nothing to repeat here. Write \\${char} for the character.`)
      case '\\': {
        const next = this.#peek()
        if (next === 'b' || next === 'B') {
          this.#at++
          return { kind: 'assert', what: next === 'b' ? 'border' : 'noBorder' }
        }
        return { kind: 'set', set: this.#closed(this.#escape(at)) }
      }
      default: {
        if (char === '{' && /^\{\d+(,\d*)?\}/.test(this.#source.slice(at, at + 24)))
          throw new Refusal(at, 'There is nothing to repeat here. Write \\{ for the character.')
        return { kind: 'set', set: this.#closed(only(char.charCodeAt(0))) }
      }
    }
  }

  #group(at: number): PatternNode {
    if (this.#take('?')) {
      const rest = this.#source.slice(this.#at, this.#at + 2)
      if (/^(?:[=!]|<[=!])/.test(rest))
        throw new Refusal(
          at,
          'Looking ahead or behind is not supported. Join two conditions instead: /a/ -/b/.',
        )
      const name = /^<[\p{L}_$][\p{L}\p{N}_$]*>/u.exec(this.#source.slice(this.#at))
      if (name) this.#at += name[0].length
      else if (!this.#take(':'))
        throw new Refusal(at, 'This kind of group is not supported. Use ( ) or (?: ).')
    }
    if (++this.#depth > 200)
      throw new Refusal(at, 'Brackets are nested too deep. Leave out those that are not needed.')
    const node = this.#choice()
    this.#depth--
    if (!this.#take(')'))
      throw new Refusal(at, 'This bracket is never closed. Add ), or write \\( for the character.')
    return node
  }

  #class(at: number): CharSet {
    const isInverse = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    for (;;) {
      if (this.#at >= this.#source.length)
        throw new Refusal(at, 'This class is never closed. Add ], or write \\[ for the character.')
      if (this.#take(']')) break
      const from = this.#member()
      const dashAt = this.#at
      if (this.#peek() === '-' && ![']', undefined].includes(this.#source[this.#at + 1])) {
        this.#at++
        const to = this.#member()
        if (isOne(from) && isOne(to)) {
          if (to[0][0] < from[0][0])
            throw new Refusal(dashAt, 'This range runs backwards. Swap its ends.')
          ranges.push([from[0][0], to[0][0]])
        } else ranges.push(...from, ...only(0x2d), ...to)
      } else ranges.push(...from)
    }
    const set = this.#closed(normal(ranges))
    return isInverse ? inverse(set) : set
  }

  #member(): CharSet {
    const at = this.#at
    const char = this.#source[this.#at++]!
    if (char !== '\\') return only(char.charCodeAt(0))
    if (this.#take('b')) return only(8)
    if (this.#take('-')) return only(0x2d)
    return this.#escape(at)
  }

  /** What stands behind a backslash. */
  #escape(at: number): CharSet {
    const char = this.#source[this.#at++]
    if (char === undefined)
      throw new Refusal(at, 'The pattern ends in a backslash. Write \\\\ for the character.')
    switch (char) {
      case 'd':
        return DIGITS
      case 'D':
        return inverse(DIGITS)
      case 'w':
        return WORDS
      case 'W':
        return inverse(WORDS)
      case 's':
        return SPACES
      case 'S':
        return inverse(SPACES)
      case 'x':
        return this.#hex(at, 2)
      case 'u':
        return this.#hex(at, 4)
    }
    const control = CONTROLS[char]
    if (control !== undefined && !(char === '0' && /^\d/.test(this.#peek() ?? '')))
      return only(control)
    if (/[0-9k]/.test(char))
      throw new Refusal(
        at,
        'Repeating what a group took is not supported. Write out what shall stand there.',
      )
    if (char === 'p' || char === 'P')
      throw new Refusal(at, 'Classes by property are not supported. Write a range: [A-Za-zÀ-ɏ].')
    if (/[A-Za-z]/.test(char))
      throw new Refusal(at, `\\${char} means nothing. Write ${char} for the letter.`)
    return only(char.charCodeAt(0))
  }

  #hex(at: number, digits: number): CharSet {
    const text = this.#source.slice(this.#at, this.#at + digits)
    if (text.length !== digits || !/^[0-9a-f]+$/i.test(text))
      throw new Refusal(at, `${digits} hexadecimal digits belong here. Write them all.`)
    this.#at += digits
    return only(parseInt(text, 16))
  }

  /** With the other cases of its letters, where case is ignored. */
  #closed(set: CharSet): CharSet {
    return this.#ignoreCase ? withOtherCases(set) : set
  }

  #peek(): string | undefined {
    return this.#source[this.#at]
  }

  #take(char: string): boolean {
    if (this.#source[this.#at] !== char) return false
    this.#at++
    return true
  }
}

function only(code: number): CharSet {
  return [[code, code]]
}

function isOne(set: CharSet): set is readonly [readonly [number, number]] {
  return set.length === 1 && set[0]![0] === set[0]![1]
}

function normal(ranges: readonly (readonly [number, number])[]): CharSet {
  const sorted = ranges.toSorted((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = joined.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

function inverse(set: CharSet): CharSet {
  const gaps: [number, number][] = []
  let from = 0
  for (const [first, last] of set) {
    if (first > from) gaps.push([from, first - 1])
    from = last + 1
  }
  if (from <= LAST) gaps.push([from, LAST])
  return gaps
}

/** The upper case of every code unit as regular expressions compare it; made when first needed. */
let uppers: Uint16Array | undefined

function upperCases(): Uint16Array {
  if (uppers) return uppers
  uppers = new Uint16Array(LAST + 1)
  for (let code = 0; code <= LAST; code++) {
    const upper = String.fromCharCode(code).toUpperCase()
    const other = upper.length === 1 ? upper.charCodeAt(0) : code
    uppers[code] = code >= 128 && other < 128 ? code : other
  }
  return uppers
}

function withOtherCases(set: CharSet): CharSet {
  const upper = upperCases()
  const marked = new Uint8Array(LAST + 1)
  for (const [from, to] of set) for (let code = from; code <= to; code++) marked[upper[code]!] = 1
  const ranges: [number, number][] = []
  for (let code = 0; code <= LAST; code++) {
    if (!marked[upper[code]!]) continue
    const last = ranges.at(-1)
    if (last && last[1] === code - 1) last[1] = code
    else ranges.push([code, code])
  }
  return ranges
}
