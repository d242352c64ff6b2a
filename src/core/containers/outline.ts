import type { RecordsPlace } from './cutter.ts'

/** An array or object that lies in objects only, so that keys alone lead to it. */
export interface OutlineNode {
  readonly kind: 'array' | 'object'
  readonly keys: readonly string[]
  readonly place: RecordsPlace
  /** Byte behind its closing bracket, or where the file ended. */
  to: number
  /** Elements or members, and how many of them are objects. */
  items: number
  objects: number
  /** The first objects in it. */
  readonly samples: { readonly from: number; readonly to: number }[]
  /** An object's first keys, with whether their values are plain (no array, no object). */
  readonly members: { readonly key: string; readonly isPlain: boolean }[]
  readonly children: OutlineNode[]
}

/** How deep below the top records are looked for, and how many members of one object are followed. */
const DEEPEST = 6
const FOLLOWED = 64
const MOST_NODES = 1_000
const SAMPLES = 8
const LONGEST_KEY = 256

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 0x0a

/** Bytes that mean something outside strings; the rest is part of a number or word. */
const OTHER = 0
const BLANK = 1
const OPEN = 2
const CLOSE = 3
const COMMA = 4
const COLON = 5
const STRING = 6
const MEANING = new Uint8Array(256)
for (const [bytes, means] of [
  [' \t\r\n', BLANK],
  ['{[', OPEN],
  ['}]', CLOSE],
  [',', COMMA],
  [':', COLON],
  ['"', STRING],
] as const)
  for (const char of bytes) MEANING[char.charCodeAt(0)] = means

/**
 * Scans one JSON value by its brackets and tells what arrays and objects lie in it: fed chunk after
 * chunk, in memory that does not grow with the file.
 */
export class OutlineScanner {
  /** The top object; undefined before its bracket, and for a value that is none. */
  root: OutlineNode | undefined
  /** Whether the top value was closed, and whether anything but blanks came behind it. */
  isClosed = false
  hasMore = false
  #position = 0
  #line = 1
  #lineStart = 0
  readonly #open: OutlineNode[] = []
  /** Open brackets below the innermost followed node. */
  #below = 0
  #nodes = 0
  #inString = false
  #escaped = false
  /** Bytes of the key that is being read, or null. */
  #keyBytes: number[] | null = null
  #key = ''
  #afterColon = false
  #expectsItem = false
  #itemFrom = -1

  /** Takes the next bytes; true when nothing more can matter. */
  feed(chunk: Uint8Array): boolean {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (this.#inString) i = this.#string(chunk, i)
      else {
        const means = MEANING[byte]
        if (means === BLANK) {
          if (byte === NEWLINE) this.#newline(this.#position + i)
          continue
        }
        if (this.isClosed || (!this.root && byte !== 0x7b)) {
          if (!this.isClosed && this.#isMark(byte, this.#position + i)) continue
          this.hasMore = true
          return true
        }
        if (this.#below > 0 && (means === OTHER || means === COMMA || means === COLON)) continue
        this.#token(byte, means!, this.#position + i)
      }
    }
    this.#position += chunk.length
    return false
  }

  /** Ends the scan: what is open reaches to the end. */
  end(): void {
    for (const node of this.#open) node.to = this.#position
  }

  #isMark(byte: number, at: number): boolean {
    return at < 3 && byte === [0xef, 0xbb, 0xbf][at]
  }

  #newline(at: number): void {
    this.#line++
    this.#lineStart = at + 1
  }

  #string(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (this.#escaped) {
        this.#escaped = false
        if (byte !== NEWLINE) {
          this.#keep(byte)
          continue
        }
      }
      if (byte === BACKSLASH) {
        this.#escaped = true
        this.#keep(byte)
      } else if (byte === QUOTE || byte === NEWLINE) {
        // A raw line break is no part of a string: it was never closed.
        if (byte === NEWLINE) this.#newline(this.#position + i)
        this.#inString = false
        if (this.#keyBytes) this.#key = keyText(this.#keyBytes)
        this.#keyBytes = null
        return i
      } else this.#keep(byte)
    }
    return chunk.length
  }

  #keep(byte: number): void {
    if (this.#keyBytes && this.#keyBytes.length < LONGEST_KEY) this.#keyBytes.push(byte)
  }

  #token(byte: number, means: number, at: number): void {
    const top = this.#open.at(-1)
    if (means === STRING) {
      this.#inString = true
      if (this.#below > 0 || !top) return
      if (top.kind === 'object' && !this.#afterColon) this.#keyBytes = []
      else this.#item(true, false)
    } else if (means === OPEN) this.#enter(byte, at, top)
    else if (means === CLOSE) this.#leave(at)
    else if (means === COMMA) {
      this.#expectsItem = true
      this.#afterColon = false
    } else if (means === COLON) this.#afterColon = true
    else if (top) this.#item(true, false)
  }

  /** Counts the value that begins here, once. */
  #item(isPlain: boolean, isObject: boolean): void {
    const top = this.#open.at(-1)!
    if (top.kind === 'array' ? !this.#expectsItem : !this.#afterColon) return
    this.#expectsItem = false
    this.#afterColon = false
    top.items++
    if (isObject) top.objects++
    if (top.kind === 'object' && top.members.length < FOLLOWED)
      top.members.push({ key: this.#key, isPlain })
  }

  #enter(byte: number, at: number, top: OutlineNode | undefined): void {
    if (this.#below > 0) {
      this.#below++
      return
    }
    const isObject = byte === 0x7b
    if (top) this.#item(false, isObject)
    const isFollowed =
      !top ||
      (top.kind === 'object' &&
        this.#open.length < DEEPEST &&
        top.items <= FOLLOWED &&
        this.#nodes < MOST_NODES)
    this.#itemFrom = !isFollowed && isObject ? at : -1
    if (!isFollowed) {
      this.#below = 1
      return
    }
    const keys = top ? [...top.keys, this.#key] : []
    const path = keys.map((key) => '/' + key.replaceAll('~', '~0').replaceAll('/', '~1')).join('')
    const node: OutlineNode = {
      kind: isObject ? 'object' : 'array',
      keys,
      place: { path, byteOffset: at, lineNumber: this.#line, column: at - this.#lineStart },
      to: at,
      items: 0,
      objects: 0,
      samples: [],
      members: [],
      children: [],
    }
    this.#nodes++
    if (top) top.children.push(node)
    else this.root = node
    this.#open.push(node)
    this.#expectsItem = true
    this.#afterColon = false
  }

  #leave(at: number): void {
    if (this.#below > 0) {
      if (--this.#below === 0) this.#sample(this.#itemFrom, at + 1)
      return
    }
    const node = this.#open.pop()
    if (!node) return
    node.to = at + 1
    this.#afterColon = false
    this.#expectsItem = false
    if (this.#open.length === 0) this.isClosed = true
    else if (node.kind === 'object') this.#sample(node.place.byteOffset, node.to)
  }

  #sample(from: number, to: number): void {
    const { samples } = this.#open.at(-1)!
    if (from >= 0 && samples.length < SAMPLES) samples.push({ from, to })
    this.#itemFrom = -1
  }
}

function keyText(bytes: readonly number[]): string {
  const text = new TextDecoder().decode(Uint8Array.from(bytes))
  try {
    const key: unknown = JSON.parse(`"${text}"`)
    return typeof key === 'string' ? key : text
  } catch {
    return text
  }
}
