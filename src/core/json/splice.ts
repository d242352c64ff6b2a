/** Changes to JSON text that leave every other character as it is. */
import type { ExactText, Span } from './exact.ts'
import { quote, type JsonStyle } from './style.ts'

/** Puts `text` in the place of the characters `start` to `end`. */
export interface Splice extends Span {
  readonly text: string
}

/** Applies splices, in any order. Throws if two of them overlap: that is a bug. */
export function splice(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let at = 0
  for (const { start, end, text: fresh } of ordered) {
    if (start < at || end < start || end > text.length)
      throw new RangeError(`splice ${start}–${end} does not fit behind ${at} of ${text.length}`)
    result += text.slice(at, start) + fresh
    at = end
  }
  return result + text.slice(at)
}

/**
 * The splices that give an object's member `key` the value `value` (JSON text), or remove it where
 * `value` is undefined. Of duplicate keys the last is set, and all are removed.
 */
export function setMember(
  exact: ExactText,
  object: Span,
  key: string,
  value: string | undefined,
  style: JsonStyle,
): Splice[] {
  const { text } = exact
  const members = exact.members(object)
  const at = members.findLastIndex((member) => member.key === key)
  if (value === undefined) return at < 0 ? [] : [keepMembers(exact, object, key, style)]
  if (at >= 0) {
    const there = members[at]!.value
    return text.slice(there.start, there.end) === value ? [] : [{ ...there, text: value }]
  }
  const first = members[0]
  const last = members.at(-1)
  if (!first || !last) return [{ ...object, text: `{${quote(key, style)}${style.colon}${value}}` }]
  const colon = text.slice(first.keySpan.end, first.value.start)
  const separator = separatorOf(
    text,
    object,
    members.map(({ keySpan, value: { end } }) => ({ start: keySpan.start, end })),
    style,
  )
  const { end } = last.value
  return [{ start: end, end, text: separator + quote(key, style) + colon + value }]
}

function keepMembers(exact: ExactText, object: Span, key: string, style: JsonStyle): Splice {
  const { text } = exact
  const spans = exact
    .members(object)
    .map(({ key: name, keySpan, value }) => ({ name, start: keySpan.start, end: value.end }))
  const kept = spans.flatMap((span, index) => (span.name === key ? [] : [index]))
  return arrange(
    text,
    object,
    spans,
    kept.map((index) => ({ at: index })),
    style,
  )
}

/** One element of an array to be: the one at `at` as it stands, or new text, or both (an edit). */
export type Arranged =
  | { readonly at: number; readonly text?: string }
  | { readonly at?: undefined; readonly text: string }

/**
 * The splice that gives an array these elements. What lies between neighbours that stay neighbours
 * is kept; elsewhere the array's own way of separating is used.
 */
export function arrangeElements(
  exact: ExactText,
  array: Span,
  elements: readonly Arranged[],
  style: JsonStyle,
): Splice {
  const spans = exact.elements(array)
  if (spans.length > 0 || elements.length === 0)
    return arrange(exact.text, array, spans, elements, style)
  return { ...array, text: `[${elements.map((e) => e.text).join(style.comma)}]` }
}

/** A container's text with its parts (elements or members) chosen anew. */
function arrange(
  text: string,
  container: Span,
  parts: readonly Span[],
  wanted: readonly Arranged[],
  style: JsonStyle,
): Splice {
  const open = text[container.start]!
  const close = text[container.end - 1]!
  const first = parts[0]
  const last = parts.at(-1)
  if (!first || !last || wanted.length === 0) return { ...container, text: open + close }
  const separator = separatorOf(text, container, parts, style)
  let result = text.slice(container.start, first.start)
  let previous: number | undefined
  wanted.forEach((part, index) => {
    if (index > 0)
      result +=
        part.at !== undefined && previous !== undefined && part.at === previous + 1
          ? text.slice(parts[previous]!.end, parts[part.at]!.start)
          : separator
    const span = part.at === undefined ? undefined : parts[part.at]!
    result += part.text ?? text.slice(span!.start, span!.end)
    previous = part.at
  })
  return { ...container, text: result + text.slice(last.end, container.end) }
}

/** What stands between two parts of a container: taken from the first two, or from its layout. */
function separatorOf(
  text: string,
  container: Span,
  parts: readonly Span[],
  style: JsonStyle,
): string {
  const [first, second] = parts
  if (first && second) return text.slice(first.end, second.start)
  const indent = first ? text.slice(container.start + 1, first.start) : ''
  return indent.includes('\n') ? ',' + indent : style.comma
}
