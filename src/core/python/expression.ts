/**
 * Python expressions, as far as calls with literal arguments need them. Nothing is ever run: what is
 * no literal is a node of kind `other`. Spans are places in the source.
 */
import { readStringLiteral } from './strings.ts'
import { PyOpaque, type PyValue } from './value.ts'

interface Place {
  readonly start: number
  readonly end: number
}

export interface CallArgument {
  /** The keyword, '' for a positional argument, '*' and '**' for unpacked ones. */
  readonly key: string
  readonly value: PyNode
}

export interface CallNode extends Place {
  readonly t: 'call'
  readonly callee: PyNode
  readonly args: readonly CallArgument[]
  /** From behind the opening to before the closing parenthesis. */
  readonly inside: Place
}

export type PyNode =
  | (Place & { readonly t: 'constant'; readonly value: PyValue })
  | (Place & { readonly t: 'name'; readonly id: string })
  /** `a.b.c`: dotted names only. */
  | (Place & { readonly t: 'dotted'; readonly id: string })
  | (Place & { readonly t: 'list' | 'tuple' | 'set'; readonly items: readonly PyNode[] })
  | (Place & {
      readonly t: 'dict'
      readonly members: readonly (readonly [key: PyNode, value: PyNode])[]
    })
  | (Place & { readonly t: 'sign'; readonly sign: '+' | '-'; readonly operand: PyNode })
  /** A sum or difference of two operands; anything longer is `other`. */
  | (Place & { readonly t: 'sum'; readonly left: PyNode; readonly right: PyNode })
  | CallNode
  | (Place & { readonly t: 'other' })

/** The one expression that a text is; null where Python finds a syntax error. */
export function parseExpression(source: string): PyNode | null {
  const parser = new Parser(source, 0)
  try {
    const node = parser.top()
    return parser.isAtEnd() ? node : null
  } catch (cause) {
    if (cause instanceof SyntaxFault) return null
    throw cause
  }
}

/**
 * The bracketed or called expression that begins at `at` (`[f(a=1)]`, `f(a=1)`); what follows it is
 * not looked at. Null where none begins there or it is broken.
 */
export function parseExpressionAt(source: string, at: number): PyNode | null {
  try {
    return new Parser(source, at).primaryOnly()
  } catch (cause) {
    if (cause instanceof SyntaxFault) return null
    throw cause
  }
}

/** Thrown and caught in this file only. */
class SyntaxFault extends Error {}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' '),
)
const CONSTANTS: Readonly<Record<string, PyValue>> = { None: null, True: true, False: false }
const DIGITS = '\\d(?:_?\\d)*'
const FLOAT = new RegExp(
  `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.|(?=${DIGITS}[eE][-+]?\\d)${DIGITS})(?:[eE][-+]?${DIGITS})?`,
  'y',
)
const WHOLE = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*/y
const DECIMAL = new RegExp(DIGITS, 'y')
const BINARY = /\*\*|\/\/|<<|>>|[|^&+\-*/%@]/y
const COMPARE = /==|!=|<=|>=|<|>|(?:not\s+in|is\s+not|in|is)(?![\w])/y
/** Python's own limit on brackets within each other. */
const MAX_NESTING = 200

class Parser {
  readonly #source: string
  #at: number
  #brackets = 0
  #depth = 0

  constructor(source: string, at: number) {
    this.#source = source
    this.#at = at
  }

  top(): PyNode {
    this.#brackets++
    this.space()
    this.#brackets--
    const first = this.expression()
    if (this.peek() !== ',') return first
    const items = [first]
    while (this.take(',')) if (!this.isAtEnd()) items.push(this.expression())
    return { t: 'tuple', items, start: first.start, end: this.#at }
  }

  primaryOnly(): PyNode {
    return this.primary()
  }

  isAtEnd(): boolean {
    this.#brackets++
    this.space()
    this.#brackets--
    return this.#at >= this.#source.length
  }

  /** Skips blanks, comments and, inside brackets, line ends. */
  private space(): void {
    const source = this.#source
    for (;;) {
      const char = source[this.#at]
      if (char === ' ' || char === '\t' || char === '\f') this.#at++
      else if ((char === '\n' || char === '\r') && this.#brackets > 0) this.#at++
      else if (char === '\\' && /^\\\r?\n/.test(source.slice(this.#at, this.#at + 3)))
        this.#at += source[this.#at + 1] === '\r' ? 3 : 2
      else if (char === '#') {
        while (this.#at < source.length && source[this.#at] !== '\n') this.#at++
      } else return
    }
  }

  private peek(): string | undefined {
    this.space()
    return this.#source[this.#at]
  }

  private take(text: string): boolean {
    this.space()
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  private need(text: string): void {
    if (!this.take(text)) this.fail()
  }

  private fail(): never {
    throw new SyntaxFault()
  }

  private match(pattern: RegExp): string | undefined {
    this.space()
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  private takeWord(word: string): boolean {
    this.space()
    NAME.lastIndex = this.#at
    if (NAME.exec(this.#source)?.[0] !== word) return false
    this.#at += word.length
    return true
  }

  private other(start: number): PyNode {
    return { t: 'other', start, end: this.#at }
  }

  private expression(): PyNode {
    if (++this.#depth > MAX_NESTING * 2) this.fail()
    const left = this.either()
    let node = left
    if (this.takeWord('if')) {
      this.either()
      if (!this.takeWord('else')) this.fail()
      this.expression()
      node = this.other(left.start)
    }
    this.#depth--
    return node
  }

  private either(): PyNode {
    const left = this.negation()
    let node = left
    while (this.takeWord('or') || this.takeWord('and')) {
      this.negation()
      node = this.other(left.start)
    }
    return node
  }

  private negation(): PyNode {
    this.space()
    const start = this.#at
    let isNegated = false
    while (this.takeWord('not')) isNegated = true
    const left = this.sum()
    let node = left
    while (this.match(COMPARE) !== undefined) {
      this.sum()
      node = this.other(left.start)
    }
    return isNegated ? this.other(start) : node
  }

  private sum(): PyNode {
    const left = this.signed()
    let node = left
    for (let count = 1; ; count++) {
      const operator = this.match(BINARY)
      if (operator === undefined) return node
      const right = this.signed()
      const place = { start: left.start, end: this.#at }
      node =
        count === 1 && (operator === '+' || operator === '-')
          ? { t: 'sum', left, right, ...place }
          : { t: 'other', ...place }
    }
  }

  private signed(): PyNode {
    this.space()
    const start = this.#at
    const sign = this.#source[this.#at]
    if (sign !== '+' && sign !== '-' && sign !== '~') return this.primary()
    this.#at++
    if (++this.#depth > MAX_NESTING * 2) this.fail()
    const operand = this.signed()
    this.#depth--
    const place = { start, end: this.#at }
    return sign === '~' ? { t: 'other', ...place } : { t: 'sign', sign, operand, ...place }
  }

  private primary(): PyNode {
    let node = this.atom()
    for (;;) {
      const char = this.peek()
      if (char === '(') node = this.call(node)
      else if (char === '[') {
        this.open('[')
        this.expression()
        this.close(']')
        node = this.other(node.start)
      } else if (char === '.') {
        this.#at++
        const name = this.match(NAME)
        if (name === undefined || RESERVED.has(name)) this.fail()
        node =
          node.t === 'name' || node.t === 'dotted'
            ? { t: 'dotted', id: `${node.id}.${name}`, start: node.start, end: this.#at }
            : this.other(node.start)
      } else return node
    }
  }

  private open(bracket: string): void {
    this.need(bracket)
    if (++this.#brackets > MAX_NESTING) this.fail()
  }

  private close(bracket: string): void {
    this.need(bracket)
    this.#brackets--
  }

  private call(callee: PyNode): CallNode {
    this.open('(')
    const from = this.#at
    const args: CallArgument[] = []
    while (this.peek() !== ')') {
      args.push(this.argument(args))
      if (this.peek() !== ')') this.need(',')
    }
    const inside = { start: from, end: this.#at }
    this.close(')')
    return { t: 'call', callee, args, inside, start: callee.start, end: this.#at }
  }

  private argument(before: readonly CallArgument[]): CallArgument {
    for (const key of ['**', '*']) if (this.take(key)) return { key, value: this.expression() }
    const back = this.#at
    const name = this.match(NAME)
    if (name !== undefined && this.peek() === '=' && this.#source[this.#at + 1] !== '=') {
      if (RESERVED.has(name)) this.fail()
      this.#at++
      return { key: name.normalize('NFKC'), value: this.expression() }
    }
    this.#at = back
    if (before.some(({ key }) => key !== '' && key !== '*')) this.fail()
    return { key: '', value: this.expression() }
  }

  private atom(): PyNode {
    this.space()
    const start = this.#at
    const char = this.#source[start]
    if (char === '(') return this.parenthesised(start)
    if (char === '[') return this.listed(start)
    if (char === '{') return this.braced(start)
    if (this.#source.startsWith('...', start)) {
      this.#at += 3
      return this.constant(start, new PyOpaque('ellipsis', 'Ellipsis'))
    }
    const string = readStringLiteral(this.#source, start)
    if (string) return this.strings(start)
    if (char !== undefined && /[\d.]/.test(char)) return this.number(start)
    const name = this.match(NAME)
    if (name === undefined) this.fail()
    const value = CONSTANTS[name]
    if (value !== undefined && Object.hasOwn(CONSTANTS, name)) return this.constant(start, value)
    if (RESERVED.has(name)) this.fail()
    return { t: 'name', id: name.normalize('NFKC'), start, end: this.#at }
  }

  private constant(start: number, value: PyValue): PyNode {
    return { t: 'constant', value, start, end: this.#at }
  }

  /** Strings that stand side by side are one; bytes and text do not mix. */
  private strings(start: number): PyNode {
    let text: string | undefined = ''
    let isBytes: boolean | undefined
    for (;;) {
      this.space()
      const token = readStringLiteral(this.#source, this.#at)
      if (!token) break
      if (isBytes !== undefined && isBytes !== token.isBytes) this.fail()
      isBytes = token.isBytes
      text = text === undefined || token.text === undefined ? undefined : text + token.text
      this.#at = token.end
    }
    if (/["']/.test(this.#source[this.#at] ?? '')) this.fail()
    const end = this.#at
    if (text === undefined) return { t: 'other', start, end }
    return { t: 'constant', value: isBytes ? new PyOpaque('bytes', text) : text, start, end }
  }

  private number(start: number): PyNode {
    const float = this.match(FLOAT)
    if (float === undefined) {
      if (/[jJ]/.test(this.#source[this.afterDecimal()] ?? '')) this.match(DECIMAL)
      else {
        const whole = this.match(WHOLE)
        if (whole === undefined || this.isGlued()) this.fail()
        return this.constant(start, BigInt(whole.replaceAll('_', '')))
      }
    }
    if (/[jJ]/.test(this.#source[this.#at] ?? '')) {
      this.#at++
      if (this.isGlued()) this.fail()
      return this.constant(start, new PyOpaque('complex', this.#source.slice(start, this.#at)))
    }
    if (float === undefined || this.isGlued()) this.fail()
    return this.constant(start, Number(float.replaceAll('_', '')))
  }

  private afterDecimal(): number {
    DECIMAL.lastIndex = this.#at
    return this.#at + (DECIMAL.exec(this.#source)?.[0].length ?? 0)
  }

  private isGlued(): boolean {
    return /[\p{ID_Continue}]/u.test(this.#source[this.#at] ?? '')
  }

  private parenthesised(start: number): PyNode {
    this.open('(')
    const items: PyNode[] = []
    let isTuple = this.peek() === ')'
    while (this.peek() !== ')') {
      items.push(this.item())
      if (this.peek() === ')') break
      this.need(',')
      isTuple = true
    }
    this.close(')')
    const end = this.#at
    const [only] = items
    if (isTuple || !only) return { t: 'tuple', items, start, end }
    return { ...only, start, end }
  }

  private item(): PyNode {
    this.space()
    const start = this.#at
    if (!this.take('*')) return this.expression()
    this.expression()
    return this.other(start)
  }

  private listed(start: number): PyNode {
    this.open('[')
    const items: PyNode[] = []
    while (this.peek() !== ']') {
      items.push(this.item())
      if (this.peek() !== ']') this.need(',')
    }
    this.close(']')
    return { t: 'list', items, start, end: this.#at }
  }

  private braced(start: number): PyNode {
    this.open('{')
    const items: PyNode[] = []
    const members: (readonly [PyNode, PyNode])[] = []
    let isUnpacked = false
    while (this.peek() !== '}') {
      if (this.take('**')) {
        this.expression()
        isUnpacked = true
      } else {
        const first = this.item()
        if (this.take(':')) members.push([first, this.expression()])
        else items.push(first)
      }
      if (this.peek() !== '}') this.need(',')
    }
    this.close('}')
    const end = this.#at
    if (items.length > 0 && (members.length > 0 || isUnpacked)) this.fail()
    if (isUnpacked) return { t: 'other', start, end }
    return items.length > 0 ? { t: 'set', items, start, end } : { t: 'dict', members, start, end }
  }
}
