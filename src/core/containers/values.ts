import { BomSkipper } from './bom.ts'
import type { ContainerId, Cutter, CutterCheckpoint, RecordSpans } from './cutter.ts'

// What a byte can mean to the scanner; 0 is content that it passes over.
const QUOTE = 1
const OPEN_OBJECT = 2
const CLOSE_OBJECT = 3
const OPEN_ARRAY = 4
const CLOSE_ARRAY = 5
const COMMA = 6
const NEWLINE = 7
const BLANK = 8

const INSIDE = new Uint8Array(256)
INSIDE[0x22] = QUOTE
INSIDE[0x7b] = OPEN_OBJECT
INSIDE[0x7d] = CLOSE_OBJECT
INSIDE[0x5b] = OPEN_ARRAY
INSIDE[0x5d] = CLOSE_ARRAY
INSIDE[0x2c] = COMMA
INSIDE[0x0a] = NEWLINE

/** Between records blanks matter too: they are not the start of one. */
const BETWEEN = INSIDE.slice()
for (const byte of [0x20, 0x09, 0x0d, 0x1e]) BETWEEN[byte] = BLANK

const COLON = 0x3a

/** Where the bytes of a string end, or need a look. */
const IN_STRING = new Uint8Array(256)
for (const byte of [0x22, 0x5c, 0x0a]) IN_STRING[byte] = 1

type Mode =
  | 'between'
  | 'key'
  | 'keyEscape'
  | 'container'
  | 'string'
  | 'escape'
  | 'bare'
  | 'bareString'
  | 'bareEscape'

// Where the cutter stands in the list of records: before its opening bracket, within, behind its
// closing bracket, or so far behind that nothing more can be a record.
const BEFORE = 0
const WITHIN = 1
const BEHIND = 2
const OVER = 3

// What an object of records waits for.
const A_KEY = 0
const A_COLON = 1
const A_VALUE = 2

/**
 * Cuts JSON values out of a stream by their brackets: the elements of one big array, the values of
 * one big object, or values one after the other (concatenated, pretty-printed, separated by white
 * space, commas or U+001E).
 *
 * Faulty JSON costs as few records as possible. A string ends at a raw line break, which JSON does
 * not allow in it. An object that was never closed ends where, at the column at which records begin
 * or directly within it, a new `{` stands in the place of a key. Closing brackets that fit nothing
 * are passed over. Faulty records are cut out all the same; parsing them says what is wrong.
 */
export class ValueCutter implements Cutter {
  readonly container: ContainerId
  #position: number
  #line: number
  /** Where it stands in the list of records; a sequence has none. */
  #stand: number
  /** Object of records: what must come next between two records. */
  #wants: number
  /** Whether the list lies within something else, so that what follows it are no records. */
  readonly #isNested: boolean
  #mode: Mode = 'between'
  #start = -1
  #startLine = 1
  /** Column of the record's first byte, and that of the line's first byte in the stream. */
  #startColumn = 0
  #lineStart: number
  /** Opening brackets of the unfinished record: 1 for an object, 0 for an array. */
  #stack = new Uint8Array(256)
  #depth = 0
  /** The last comma of the unfinished record, or −1 when something else came after it. */
  #comma = -1
  /** Start of the line behind a raw line break that ended a string of the unfinished record. */
  #torn = -1
  /** Behind the last byte of a bare record that is not blank. */
  #bareEnd = 0
  readonly #bom: BomSkipper

  constructor(container: Exclude<ContainerId, 'jsonl'>, from?: CutterCheckpoint) {
    this.container = container
    this.#position = from?.byteOffset ?? 0
    this.#line = from?.lineNumber ?? 1
    this.#stand = from?.state.entered ?? BEFORE
    this.#wants = from?.state.wants ?? A_KEY
    this.#isNested = from?.state.nested === 1
    if (from?.state.inKey) this.#mode = 'key'
    this.#lineStart = this.#position - (from?.state.column ?? 0)
    this.#bom = new BomSkipper(this.#position)
  }

  get pendingFrom(): number {
    if (this.#start >= 0) return this.#start
    if (this.#mode === 'keyEscape') return this.#position - 1
    return this.#bom.undecided ? 0 : this.#position
  }

  checkpoint(): CutterCheckpoint {
    const { container, pendingFrom: byteOffset } = this
    const pending = this.#start >= 0
    // An escape is told again from its backslash.
    const inKey = this.#mode === 'key' || this.#mode === 'keyEscape'
    return {
      container,
      byteOffset,
      lineNumber: pending ? this.#startLine : this.#line,
      state: {
        entered: this.#stand,
        column: pending ? this.#startColumn : byteOffset - this.#lineStart,
        ...(this.container === 'json-members'
          ? { wants: pending ? A_VALUE : this.#wants, inKey: inKey ? 1 : 0 }
          : {}),
        ...(this.#isNested ? { nested: 1 } : {}),
      },
    }
  }

  feed(chunk: Uint8Array, out: RecordSpans): void {
    const base = this.#position
    const { skipped, held } = this.#bom.skip(chunk, base)
    if (held >= 0) this.#beginBare(held)
    let i = skipped
    const end = chunk.length
    while (i < end) {
      switch (this.#mode) {
        case 'container':
          i = this.#container(chunk, i, base, out)
          break
        case 'string':
        case 'bareString':
          i = this.#string(chunk, i, base)
          break
        case 'escape':
        case 'bareEscape':
          this.#mode = this.#mode === 'escape' ? 'string' : 'bareString'
          if (chunk[i] === 0x0a) break
          i++
          this.#bareEnd = base + i
          break
        case 'bare':
          i = this.#bare(chunk, i, base, out)
          break
        case 'key':
        case 'keyEscape':
          i = this.#key(chunk, i, base)
          break
        case 'between':
          i =
            this.container === 'json-members'
              ? this.#betweenMembers(chunk, i, base)
              : this.#between(chunk, i, base)
      }
    }
    this.#position = base + end
  }

  end(out: RecordSpans): void {
    const held = this.#bom.end()
    if (held >= 0 && this.#start < 0) this.#beginBare(held)
    if (this.#start < 0) return
    const bare = this.#mode === 'bare' || this.#mode === 'bareString' || this.#mode === 'bareEscape'
    this.#emit(bare ? Math.max(this.#bareEnd, this.#start + 1) : this.#position, out)
  }

  /** Between records: passes separators, the array's brackets and stray closers. */
  #between(chunk: Uint8Array, from: number, base: number): number {
    if (this.#stand === OVER) return chunk.length
    const isSequence = this.container === 'json-sequence'
    for (let i = from; i < chunk.length; i++) {
      switch (BETWEEN[chunk[i]!]) {
        case BLANK:
        case COMMA:
        case CLOSE_OBJECT:
          continue
        case NEWLINE:
          this.#newline(base + i)
          continue
        case CLOSE_ARRAY:
          this.#stand = BEHIND
          continue
        case OPEN_ARRAY:
          if (!isSequence && this.#stand !== WITHIN) {
            this.#stand = WITHIN
            continue
          }
          this.#begin(base + i)
          this.#mode = 'container'
          return i
        case OPEN_OBJECT:
          this.#begin(base + i)
          this.#mode = 'container'
          return i
        default:
          // Behind an array that is the value of a key comes the next key.
          if (this.#isNested && this.#stand === BEHIND) {
            this.#stand = OVER
            return chunk.length
          }
          this.#beginBare(base + i)
          return i
      }
    }
    return chunk.length
  }

  /** Between the members of an object of records: passes separators, keys and stray closers. */
  #betweenMembers(chunk: Uint8Array, from: number, base: number): number {
    if (this.#stand === OVER) return chunk.length
    for (let i = from; i < chunk.length; i++) {
      const means = BETWEEN[chunk[i]!]
      if (means === BLANK || means === COMMA || means === CLOSE_ARRAY) continue
      if (means === NEWLINE) {
        this.#newline(base + i)
        continue
      }
      if (this.#stand === BEFORE && means === OPEN_OBJECT) {
        this.#stand = WITHIN
        continue
      }
      if (means === CLOSE_OBJECT) {
        this.#stand = BEHIND
        this.#wants = A_KEY
        continue
      }
      if (this.#wants === A_COLON && chunk[i] === COLON) {
        this.#wants = A_VALUE
        continue
      }
      if (this.#isNested && this.#stand === BEHIND) {
        this.#stand = OVER
        return chunk.length
      }
      if (means === QUOTE && this.#wants !== A_VALUE) {
        this.#mode = 'key'
        return i + 1
      }
      this.#wants = A_KEY
      if (means === OPEN_OBJECT || means === OPEN_ARRAY) {
        this.#begin(base + i)
        this.#mode = 'container'
      } else this.#beginBare(base + i)
      return i
    }
    return chunk.length
  }

  /** Inside a key of an object of records. */
  #key(chunk: Uint8Array, from: number, base: number): number {
    let i = from
    if (this.#mode === 'keyEscape') {
      this.#mode = 'key'
      if (chunk[i] !== 0x0a) i++
    }
    for (; i < chunk.length; i++) {
      if (IN_STRING[chunk[i]!] === 0) continue
      if (chunk[i] === 0x22) {
        this.#mode = 'between'
        this.#wants = A_COLON
        return i + 1
      }
      if (chunk[i] === 0x0a) this.#newline(base + i)
      else {
        this.#mode = 'keyEscape'
        return i + 1
      }
    }
    return i
  }

  #newline(at: number): void {
    this.#line++
    this.#lineStart = at + 1
  }

  /** Inside an object or array that is a record, outside strings. */
  #container(chunk: Uint8Array, from: number, base: number, out: RecordSpans): number {
    const end = chunk.length
    let depth = this.#depth
    let comma = this.#comma
    for (let i = from; i < end; i++) {
      const means = INSIDE[chunk[i]!]
      if (means === 0) continue
      switch (means) {
        case QUOTE: {
          comma = -1
          // The common string, within the chunk and without escapes, is passed right here.
          let k = i + 1
          while (k < end && IN_STRING[chunk[k]!] === 0) k++
          if (k < end && chunk[k] === 0x22) {
            i = k
            continue
          }
          this.#depth = depth
          this.#comma = comma
          this.#mode = 'string'
          return k
        }
        case COMMA:
          comma = base + i
          continue
        case NEWLINE:
          this.#line++
          this.#lineStart = base + i + 1
          continue
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (means === OPEN_OBJECT && this.#restarts(depth, comma, base + i)) {
            this.#emit(base + i, out)
            return i
          }
          if (depth === this.#stack.length) this.#grow()
          this.#stack[depth++] = means === OPEN_OBJECT ? 1 : 0
          comma = -1
          continue
        default: {
          comma = -1
          const kind = means === CLOSE_OBJECT ? 1 : 0
          let open = depth - 1
          while (open >= 0 && this.#stack[open] !== kind) open--
          if (open < 0) continue
          depth = open
          if (depth > 0) continue
          this.#emit(base + i + 1, out)
          return i + 1
        }
      }
    }
    this.#depth = depth
    this.#comma = comma
    return end
  }

  /** Whether a `{` begins the next record, since the unfinished one was never closed. */
  #restarts(depth: number, comma: number, at: number): boolean {
    if (depth === 0 || this.#stack[depth - 1] === 0) return false
    if (comma < 0 && this.#torn !== this.#lineStart) return false
    if (comma >= 0 && depth === 1) return true
    return comma < this.#lineStart && at - this.#lineStart === this.#startColumn
  }

  /** Inside a string with escapes, or one that runs over chunks. Stops at a raw line break. */
  #string(chunk: Uint8Array, from: number, base: number): number {
    const bare = this.#mode === 'bareString'
    let i = from
    for (; i < chunk.length; i++) {
      if (IN_STRING[chunk[i]!] === 0) continue
      const byte = chunk[i]
      if (byte === 0x5c) {
        if (i + 1 < chunk.length && chunk[i + 1] !== 0x0a) {
          i++
          continue
        }
        this.#mode = bare ? 'bareEscape' : 'escape'
        i++
      } else {
        this.#mode = bare ? 'bare' : 'container'
        if (byte === 0x22) i++
        else this.#torn = base + i + 1
      }
      break
    }
    if (bare) this.#bareEnd = base + i
    return i
  }

  /** Inside a record that is neither object nor array: a number, a word, rubbish. */
  #bare(chunk: Uint8Array, from: number, base: number, out: RecordSpans): number {
    for (let i = from; i < chunk.length; i++) {
      switch (BETWEEN[chunk[i]!]) {
        case BLANK:
          continue
        case QUOTE:
          this.#mode = 'bareString'
          this.#bareEnd = base + i + 1
          return i + 1
        case CLOSE_OBJECT:
          if (this.container === 'json-members') {
            this.#emit(this.#bareEnd, out)
            return i
          }
          this.#bareEnd = base + i + 1
          continue
        case 0:
          this.#bareEnd = base + i + 1
          continue
        default:
          this.#emit(this.#bareEnd, out)
          return i
      }
    }
    return chunk.length
  }

  #begin(at: number): void {
    this.#start = at
    this.#startLine = this.#line
    this.#startColumn = at - this.#lineStart
    this.#depth = 0
    this.#comma = -1
    this.#torn = -1
  }

  #beginBare(at: number): void {
    this.#begin(at)
    this.#bareEnd = at
    this.#mode = 'bare'
  }

  #emit(end: number, out: RecordSpans): void {
    out.offsets.push(this.#start)
    out.lengths.push(end - this.#start)
    out.lines.push(this.#startLine)
    this.#start = -1
    this.#mode = 'between'
  }

  #grow(): void {
    const larger = new Uint8Array(this.#stack.length * 2)
    larger.set(this.#stack)
    this.#stack = larger
  }
}
