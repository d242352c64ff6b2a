import {
  readPattern,
  type Assertion,
  type CharSet,
  type PatternError,
  type PatternNode,
} from './pattern.ts'
import { requiredText } from './required.ts'

/** Steps of a program; counts are written out, so `(a{100}){100}` would be 10,000. */
const MOST_STEPS = 2_000
/** States remembered before all are forgotten; with the classes they bound the table. */
const MOST_STATES = 4_096
const MOST_CELLS = 1 << 20
/** States made between two looks at the clock. */
const LOOK_EVERY = 64

const UNKNOWN = 0
const FOUND = 1
const FIRST_STATE = 2

/** What stands before or behind a place, as far as assertions ask. */
const EDGE = 0
const LINE_END = 1
const WORD = 2
const OTHER = 3
type Neighbour = 0 | 1 | 2 | 3

type Step =
  | { readonly op: 'set'; readonly set: number; readonly to: number }
  | { readonly op: 'split'; readonly to: readonly number[] }
  | { readonly op: 'assert'; readonly what: Assertion; readonly to: number }
  | { readonly op: 'found' }

/** A pattern took longer over one text than it may. */
export class TooSlow extends Error {}

export type BuiltAutomaton =
  | {
      readonly ok: true
      readonly automaton: Automaton
      /** See `requiredText`. */
      readonly required: string
    }
  | { readonly ok: false; readonly error: PatternError }

/** Makes ready to search for a pattern. Never throws; says where and why it cannot be done. */
export function buildAutomaton(source: string, flags: string): BuiltAutomaton {
  const read = readPattern(source, flags)
  if (!read.ok) return read
  const program = compile(read.node)
  if (program)
    return { ok: true, automaton: new Automaton(program), required: requiredText(read.node) }
  const message = `The pattern is too large once its counts are written out. Use smaller counts.`
  return { ok: false, error: { at: 0, message } }
}

interface Program {
  readonly steps: readonly Step[]
  readonly first: number
  readonly sets: readonly CharSet[]
  readonly asserts: boolean
}

/** From the end to the beginning, so that every step knows where it leads. */
function compile(root: PatternNode): Program | null {
  const steps: Step[] = [{ op: 'found' }]
  const sets: CharSet[] = []
  const places = new Map<string, number>()
  let asserts = false
  const isFull = () => steps.length > MOST_STEPS
  const add = (step: Step): number => {
    return isFull() ? 0 : steps.push(step) - 1
  }
  const emit = (node: PatternNode, to: number): number => {
    if (isFull()) return 0
    switch (node.kind) {
      case 'set': {
        const key = node.set.join(';')
        let set = places.get(key)
        if (set === undefined) places.set(key, (set = sets.push(node.set) - 1))
        return add({ op: 'set', set, to })
      }
      case 'assert':
        asserts = true
        return add({ op: 'assert', what: node.what, to })
      case 'sequence':
        return node.of.reduceRight((next, part) => emit(part, next), to)
      case 'choice':
        return add({ op: 'split', to: node.of.map((part) => emit(part, to)) })
      case 'repeat': {
        let next = to
        if (node.most === Infinity) {
          const ways = [to]
          const again = add({ op: 'split', to: ways })
          ways.push(emit(node.of, again))
          next = again
        } else
          for (let i = node.least; i < node.most && !isFull(); i++)
            next = add({ op: 'split', to: [to, emit(node.of, next)] })
        for (let i = 0; i < node.least && !isFull(); i++) next = emit(node.of, next)
        return next
      }
    }
  }
  const first = emit(root, 0)
  return isFull() ? null : { steps, first, sets, asserts }
}

/** A set of places in the program, and what stands before the next character. */
interface State {
  readonly places: readonly number[]
  readonly before: Neighbour
}

/**
 * Says whether a pattern is found in a text, in time that grows with the text alone: all ways through
 * the pattern are followed at once, and what follows a set of places is remembered. Text is fed in
 * pieces; no way is ever tried twice, so no pattern makes it hang.
 */
export class Automaton {
  readonly #program: Program
  readonly #classes: Uint16Array
  /** One code unit of each class; the class behind the last is the end of the text. */
  readonly #members: readonly number[]
  readonly #width: number
  readonly #takes: readonly Uint8Array[]
  #table = new Int32Array(0)
  #states: State[] = []
  #ids = new Map<string, number>()
  #at = FIRST_STATE
  #made = 0
  readonly #seen: Uint32Array
  #round = 0
  /** Milliseconds since 1970 at which a text has taken too long. */
  deadline = Infinity
  readonly #now: () => number

  constructor(program: Program, now: () => number = Date.now) {
    this.#program = program
    this.#now = now
    const { classes, members } = classesOf(program)
    this.#classes = classes
    this.#members = members
    this.#width = members.length + 1
    this.#takes = program.sets.map((set) =>
      Uint8Array.from(members, (code) => (set.some(([a, b]) => a <= code && code <= b) ? 1 : 0)),
    )
    this.#seen = new Uint32Array(program.steps.length)
    this.#forget()
  }

  /** Whether the whole text holds the pattern. */
  test(text: string): boolean {
    this.begin()
    return this.feed(text, 0, text.length) || this.end()
  }

  begin(): void {
    this.#at = FIRST_STATE
  }

  /** Goes on with a piece of text; true as soon as the pattern is found. */
  feed(text: string, from: number, to: number): boolean {
    const classes = this.#classes
    const width = this.#width
    let table = this.#table
    let state = this.#at
    for (let i = from; i < to; i++) {
      const kind = classes[text.charCodeAt(i)]!
      let next = table[state * width + kind]!
      if (next <= FOUND) {
        if (next === UNKNOWN) {
          next = this.#follow(state, kind)
          table = this.#table
        }
        if (next === FOUND) return true
      }
      state = next
    }
    this.#at = state
    return false
  }

  /** The end of the text; true when the pattern is found there. */
  end(): boolean {
    const kind = this.#width - 1
    const next = this.#table[this.#at * this.#width + kind]!
    return (next === UNKNOWN ? this.#follow(this.#at, kind) : next) === FOUND
  }

  /** What follows a state on a class of characters: made now, and remembered. */
  #follow(from: number, kind: number): number {
    if (++this.#made % LOOK_EVERY === 0 && this.#now() > this.deadline) throw new TooSlow()
    const state = this.#states[from]!
    const next = this.#next(state, kind)
    if (next === null) return (this.#table[from * this.#width + kind] = FOUND)
    const key = next.before + ' ' + next.places.join()
    let id = this.#ids.get(key)
    if (id !== undefined) return (this.#table[from * this.#width + kind] = id)
    const room = Math.min(MOST_STATES, Math.floor(MOST_CELLS / this.#width))
    const forgets = this.#states.length >= room
    if (forgets) this.#forget()
    id = this.#states.push(next) - 1
    this.#ids.set(key, id)
    this.#reserve()
    if (!forgets) this.#table[from * this.#width + kind] = id
    return id
  }

  /** The places behind a character, or null where the pattern is found before it. */
  #next({ places, before }: State, kind: number): State | null {
    const { steps, first, asserts } = this.#program
    const isEnd = kind === this.#width - 1
    const behind = isEnd || !asserts ? EDGE : neighbourOf(this.#members[kind]!)
    const round = ++this.#round
    const seen = this.#seen
    const left = [...places, first]
    const next: number[] = []
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      if (seen[at] === round) continue
      seen[at] = round
      const step = steps[at]!
      if (step.op === 'found') return null
      if (step.op === 'split') left.push(...step.to)
      else if (step.op === 'assert') {
        if (holds(step.what, before, behind)) left.push(step.to)
      } else if (!isEnd && this.#takes[step.set]![kind]) next.push(step.to)
    }
    return { places: [...new Set(next)].sort((a, b) => a - b), before: behind }
  }

  #forget(): void {
    const start: State = { places: [], before: EDGE }
    this.#states = [start, start, start]
    this.#ids = new Map([[`${EDGE} `, FIRST_STATE]])
    this.#table = new Int32Array(64 * this.#width)
  }

  #reserve(): void {
    if (this.#states.length * this.#width <= this.#table.length) return
    const larger = new Int32Array(2 * this.#table.length)
    larger.set(this.#table)
    this.#table = larger
  }
}

function holds(what: Assertion, before: Neighbour, behind: Neighbour): boolean {
  switch (what) {
    case 'start':
      return before === EDGE
    case 'end':
      return behind === EDGE
    case 'lineStart':
      return before <= LINE_END
    case 'lineEnd':
      return behind <= LINE_END
    case 'border':
      return (before === WORD) !== (behind === WORD)
    case 'noBorder':
      return (before === WORD) === (behind === WORD)
  }
}

function neighbourOf(code: number): Neighbour {
  if (code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029) return LINE_END
  const isWord =
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    (code >= 0x61 && code <= 0x7a)
  return isWord ? WORD : OTHER
}

/** Code units that no set and no assertion tells apart are one class. */
function classesOf({ sets, asserts }: Program): {
  readonly classes: Uint16Array
  readonly members: readonly number[]
} {
  const asked: readonly CharSet[] = asserts
    ? [...sets, [[0x0a, 0x0a]], [[0x0d, 0x0d]], [[0x2028, 0x2029]], WORD_CHARS]
    : sets
  const borders = new Set([0])
  for (const set of asked)
    for (const [from, to] of set) {
      borders.add(from)
      borders.add(to + 1)
    }
  borders.delete(0x1_0000)
  const starts = [...borders].sort((a, b) => a - b)
  const classes = new Uint16Array(0x1_0000)
  const members: number[] = []
  const known = new Map<string, number>()
  starts.forEach((from, i) => {
    const key = asked
      .map((set) => (set.some(([a, b]) => a <= from && from <= b) ? '1' : '0'))
      .join('')
    let kind = known.get(key)
    if (kind === undefined) known.set(key, (kind = members.push(from) - 1))
    classes.fill(kind, from, starts[i + 1] ?? 0x1_0000)
  })
  return { classes, members }
}

const WORD_CHARS: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
