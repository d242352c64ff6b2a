import type { Span } from '../json/exact.ts'
import type { ResultManner } from './dialect.ts'
import { trimmed } from './places.ts'

/** Results between an opening and a closing mark, one after the other, nothing else around them. */
export function blockResults(
  open: string,
  close: string,
  {
    before = '\n',
    between = '\n',
    outer,
  }: {
    readonly before?: string
    readonly between?: string
    /** Marks around all of them. */
    readonly outer?: readonly [open: string, close: string]
  } = {},
): ResultManner {
  const places = (text: string): readonly Span[] | null => {
    let { start: at, end: to } = trimmed(text, 0, text.length)
    if (outer && text.startsWith(outer[0], at) && text.endsWith(outer[1], to)) {
      at += outer[0].length
      to -= outer[1].length
    }
    const found: Span[] = []
    for (;;) {
      while (at < to && /\s/.test(text[at]!)) at++
      if (at >= to) return found.length > 0 ? found : null
      if (!text.startsWith(open, at)) return null
      const start = at + open.length
      const end = text.indexOf(close, start)
      if (end < 0 || end + close.length > to) return null
      found.push(unpadded(text, start, end, before))
      at = end + close.length
    }
  }
  return {
    places,
    read: (text) =>
      places(text)?.map(({ start, end }) => ({ text: text.slice(start, end) })) ?? null,
    write(results) {
      const blocks = results.map(({ text }) => open + before + text + before + close).join(between)
      return outer ? outer[0] + blocks + outer[1] : blocks
    },
  }
}

/** The place without the usual padding, taken off each end once. */
function unpadded(text: string, from: number, to: number, padding: string): Span {
  const inner = text.slice(from, to)
  const start = inner.startsWith(padding) ? from + padding.length : from
  const end = to - start > 0 && text.slice(start, to).endsWith(padding) ? to - padding.length : to
  return { start, end }
}

/** `<tool_response>` blocks, as Hermes, Qwen and GLM write them into a user's turn. */
export const TOOL_RESPONSES = blockResults('<tool_response>', '</tool_response>')
