/**
 * Marks inside an assistant's text: `<think>` … `</think>` around reasoning and Hermes' `<tool_call>`
 * … `</tool_call>` around calls. Segments keep their places in the raw text, so that an edited part
 * can be written back without touching the rest.
 */

export interface Segment {
  readonly kind: 'text' | 'think' | 'openTail' | 'call'
  /** The segment's content in the raw text, without its marks and the white space around it. */
  readonly start: number
  readonly end: number
}

const THINK = '<think>'
const THINK_END = '</think>'
const CALL = '<tool_call>'
const CALL_END = '</tool_call>'

/**
 * The segments of a text, or null where it has no marks. Marks of calls inside reasoning are prose.
 * Reasoning may lack its opening mark, since a generation prompt can contain it (`openTail`). A
 * `<think>` that is never closed stays text.
 */
export function segmentsOf(text: string): Segment[] | null {
  // Most texts hold no mark at all, and one search for its first character says so.
  const mark = text.indexOf('<')
  if (mark < 0) return null
  let close = text.indexOf(THINK_END, mark)
  if (close < 0 && !text.includes(CALL, mark)) return null
  const segments: Segment[] = []
  let at = 0
  while (close >= 0) {
    const open = text.indexOf(THINK, at)
    if (open >= 0 && open < close) {
      addText(text, at, open, segments)
      addTrimmed('think', text, open + THINK.length, close, segments)
    } else {
      addTrimmed('openTail', text, at, close, segments)
    }
    at = close + THINK_END.length
    close = text.indexOf(THINK_END, at)
  }
  addText(text, at, text.length, segments)
  return segments
}

function addText(text: string, from: number, to: number, segments: Segment[]): void {
  let at = from
  for (;;) {
    const open = text.indexOf(CALL, at)
    if (open < 0 || open >= to) break
    const inside = open + CALL.length
    const close = text.indexOf(CALL_END, inside)
    const isClosed = close >= 0 && close < to
    if (!isClosed && !/^\s*[[{]/.test(text.slice(inside, inside + 200))) break
    if (!isBlank(text, at, open)) addTrimmed('text', text, at, open, segments)
    addTrimmed('call', text, inside, isClosed ? close : to, segments)
    at = isClosed ? close + CALL_END.length : to
  }
  if (!isBlank(text, at, to)) addTrimmed('text', text, at, to, segments)
}

function isBlank(text: string, from: number, to: number): boolean {
  while (from < to && isSpace(text.charCodeAt(from))) from++
  return from === to
}

function addTrimmed(
  kind: Segment['kind'],
  text: string,
  from: number,
  to: number,
  segments: Segment[],
): void {
  let start = from
  let end = to
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  segments.push({ kind, start, end })
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** What stands between several results in one message (LLaMA-Factory merges parallel results so). */
export const RESULT_JOINER = '\n</tool_response>\n<tool_response>\n'
