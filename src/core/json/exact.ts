/**
 * Exact JSON: where in a text the value at a JSON Pointer stands, so that it can be taken over or
 * replaced to the letter. Works on text that `JSON.parse` accepts; on other text it finds what it
 * can and never throws. No recursion: records may be nested 100,000 deep.
 */
import { pointerKeys, type Pointer } from '../model/json.ts'

/** Characters `start` to `end` (exclusive) of a text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One member of an object, as written; duplicate keys give several. */
export interface Member {
  readonly key: string
  readonly keySpan: Span
  readonly value: Span
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

export function isJsonSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** The index of the first character at or behind `at` that is not JSON white space. */
export function skipSpace(text: string, at: number): number {
  while (at < text.length && isJsonSpace(text.charCodeAt(at))) at++
  return at
}

/** The index behind the string whose opening quote stands at `at`; the text's end if it is open. */
export function skipString(text: string, at: number): number {
  for (let from = at + 1; ;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return text.length
    let slash = quote
    while (slash > from && text.charCodeAt(slash - 1) === BACKSLASH) slash--
    if ((quote - slash) % 2 === 0) return quote + 1
    from = quote + 1
  }
}

/** The index behind the value that begins at `at` (no white space before it). */
export function skipValue(text: string, at: number): number {
  let depth = 0
  let i = at
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      i = skipString(text, i)
      if (depth === 0) return i
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth++
      i++
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) return i
      i++
      if (--depth === 0) return i
    } else if (depth > 0) {
      i++
    } else if (code === COMMA || code === COLON || isJsonSpace(code)) {
      return i
    } else {
      i++
    }
  }
  return i
}

/** The text's one value without the white space around it. */
export function rootSpan(text: string): Span {
  const start = skipSpace(text, 0)
  return { start, end: skipValue(text, start) }
}

/** The elements of the array that begins at `at`; empty where no array does. */
export function elementSpans(text: string, at: number): Span[] {
  const spans: Span[] = []
  if (text.charCodeAt(at) !== OPEN_ARRAY) return spans
  for (let i = skipSpace(text, at + 1); i < text.length;) {
    const end = skipValue(text, i)
    if (end === i) break
    spans.push({ start: i, end })
    i = skipSpace(text, end)
    if (text.charCodeAt(i) !== COMMA) break
    i = skipSpace(text, i + 1)
  }
  return spans
}

/** The members of the object that begins at `at`, in source order; empty where no object does. */
export function memberSpans(text: string, at: number): Member[] {
  const members: Member[] = []
  if (text.charCodeAt(at) !== OPEN_OBJECT) return members
  for (let i = skipSpace(text, at + 1); text.charCodeAt(i) === QUOTE;) {
    const keySpan = { start: i, end: skipString(text, i) }
    i = skipSpace(text, keySpan.end)
    if (text.charCodeAt(i) !== COLON) break
    i = skipSpace(text, i + 1)
    const end = skipValue(text, i)
    if (end === i) break
    members.push({ key: decodeString(text, keySpan), keySpan, value: { start: i, end } })
    i = skipSpace(text, end)
    if (text.charCodeAt(i) !== COMMA) break
    i = skipSpace(text, i + 1)
  }
  return members
}

function decodeString(text: string, { start, end }: Span): string {
  const inner = text.slice(start + 1, end - 1)
  if (!inner.includes('\\')) return inner
  try {
    return JSON.parse(text.slice(start, end)) as string
  } catch {
    return inner
  }
}

/**
 * A text with its spans by pointer. Looking up many pointers stays linear in the text: the members
 * of every container on the way are listed once and remembered.
 */
export class ExactText {
  readonly text: string
  readonly root: Span
  readonly #members = new Map<number, readonly Member[]>()
  readonly #elements = new Map<number, readonly Span[]>()

  constructor(text: string) {
    this.text = text
    this.root = rootSpan(text)
  }

  /** Where the value at a pointer stands. Of duplicate keys the last counts, as in `JSON.parse`. */
  span(pointer: Pointer): Span | undefined {
    let span: Span | undefined = this.root
    for (const key of pointerKeys(pointer)) {
      span = this.child(span, key)
      if (!span) return undefined
    }
    return span
  }

  /** The exact text of the value at a pointer. */
  slice(pointer: Pointer): string | undefined {
    const span = this.span(pointer)
    return span && this.text.slice(span.start, span.end)
  }

  members(object: Span): readonly Member[] {
    let members = this.#members.get(object.start)
    if (!members) this.#members.set(object.start, (members = memberSpans(this.text, object.start)))
    return members
  }

  elements(array: Span): readonly Span[] {
    let elements = this.#elements.get(array.start)
    if (!elements)
      this.#elements.set(array.start, (elements = elementSpans(this.text, array.start)))
    return elements
  }

  private child(parent: Span, key: string): Span | undefined {
    if (this.text.charCodeAt(parent.start) === OPEN_ARRAY)
      return /^(0|[1-9]\d*)$/.test(key) ? this.elements(parent)[Number(key)] : undefined
    let found: Span | undefined
    for (const member of this.members(parent)) if (member.key === key) found = member.value
    return found
  }
}
