import { ExactText, rootSpan, skipSpace, skipString, type Span } from '../../../core/json/exact.ts'
import { arrangeElements, setMember, splice } from '../../../core/json/splice.ts'
import { styleOf, type JsonStyle } from '../../../core/json/style.ts'
import { pointerKeys, type Pointer } from '../../../core/model/json.ts'

/**
 * Edits of a call's arguments as text. Each touches the span of one value and leaves every other
 * character (number spellings, key order, duplicate keys, white space) as it was.
 */

/** The exact text of the value at a pointer, undefined where there is none. */
export function valueText(text: string, pointer: Pointer): string | undefined {
  return new ExactText(text).slice(pointer)
}

/** Sets the value at a pointer, adding its member where it is missing; undefined removes it. */
export function setValue(text: string, pointer: Pointer, value: string | undefined): string {
  const exact = new ExactText(text)
  const keys = pointerKeys(pointer)
  const last = keys.pop()
  if (last === undefined) return value ?? text
  const parent = keys.reduce<Span | undefined>(
    (span, key) => span && childOf(exact, span, key),
    exact.root,
  )
  if (!parent) throw new RangeError(`nothing at ${pointer} to hold a value`)
  if (text[parent.start] === '{')
    return splice(text, setMember(exact, parent, last, value, styleOf(text)))
  const there = exact.elements(parent)[Number(last)]
  if (!there) throw new RangeError(`no element ${last} in the list at ${pointer}`)
  if (value !== undefined) return splice(text, [{ ...there, text: value }])
  const kept = exact.elements(parent).flatMap((_, at) => (at === Number(last) ? [] : [{ at }]))
  return splice(text, [arrangeElements(exact, parent, kept, styleOf(text))])
}

/** Puts an element behind the last one of the list at a pointer. */
export function appendElement(text: string, pointer: Pointer, value: string): string {
  const exact = new ExactText(text)
  const list = exact.span(pointer)
  if (!list || text[list.start] !== '[') throw new RangeError(`no list at ${pointer}`)
  const elements = [...exact.elements(list).map((_, at) => ({ at })), { text: value }]
  return splice(text, [arrangeElements(exact, list, elements, styleOf(text))])
}

/** Gives a member another name and leaves its value and place. */
export function renameMember(text: string, from: string, to: string): string {
  const exact = new ExactText(text)
  const member = exact.members(exact.root).findLast(({ key }) => key === from)
  return member ? splice(text, [{ ...member.keySpan, text: JSON.stringify(to) }]) : text
}

function childOf(exact: ExactText, parent: Span, key: string): Span | undefined {
  if (exact.text[parent.start] === '[') return exact.elements(parent)[Number(key)]
  return exact.members(parent).findLast((member) => member.key === key)?.value
}

/** How a text is laid out: one value to a line, or like another text. */
export type Layout = 'lines' | JsonStyle

/** Lists and objects shorter than this stay on one line. */
const SHORT = 60

/**
 * The same JSON with other white space between its tokens; every token keeps its spelling. The text
 * must be valid JSON.
 */
export function layOut(text: string, layout: Layout): string {
  const { start, end } = rootSpan(text)
  const compact = compactTokens(text.slice(start, end), layout === 'lines' ? SPACED : layout)
  return layout === 'lines' ? broken(compact) : compact
}

const SPACED: JsonStyle = { colon: ': ', comma: ', ', ascii: false }

function compactTokens(text: string, style: JsonStyle): string {
  let out = ''
  for (let at = 0; at < text.length; at = skipSpace(text, at)) {
    const char = text[at]!
    if (char === '"') {
      const end = skipString(text, at)
      out += text.slice(at, end)
      at = end
      continue
    }
    out += char === ':' ? style.colon : char === ',' ? style.comma : char
    at++
  }
  return out
}

/** Breaks spaced JSON into lines, two spaces a level. */
function broken(text: string): string {
  let out = ''
  let depth = 0
  const newline = () => '\n' + '  '.repeat(depth)
  for (let at = 0; at < text.length;) {
    const char = text[at]!
    if (char === '"') {
      const end = skipString(text, at)
      out += text.slice(at, end)
      at = end
    } else if (char === '{' || char === '[') {
      const close = shortClose(text, at)
      if (close > 0 && depth > 0) {
        out += text.slice(at, close)
        at = close
      } else if (text[at + 1] === '}' || text[at + 1] === ']') {
        out += text.slice(at, at + 2)
        at += 2
      } else {
        depth++
        out += char + newline()
        at++
      }
    } else if (char === '}' || char === ']') {
      depth--
      out += newline() + char
      at++
    } else if (char === ',') {
      out += ',' + newline()
      at = skipSpace(text, at + 1)
    } else {
      out += char
      at++
    }
  }
  return out
}

/** The index behind the container at `at` if it is short enough for one line, else 0. */
function shortClose(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length && i - at < SHORT;) {
    const char = text[i]!
    if (char === '"') {
      i = skipString(text, i)
      continue
    }
    if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
    i++
    if (depth === 0) return i - at <= SHORT ? i : 0
  }
  return 0
}

/** Line and column, both from 1, of a character. */
export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { line, column: at - (before.lastIndexOf('\n') + 1) + 1 }
}
