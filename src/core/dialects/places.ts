import { isJsonSpace, skipValue, type Span } from '../json/exact.ts'
import type { Dialect as DialectId } from '../model/message.ts'
import type { CallReading, CallSegment } from './dialect.ts'
import { readBareArguments } from './read-call.ts'

/** A stretch of a text without the white space around it. */
export function trimmed(text: string, from: number, to: number): Span {
  let start = from
  let end = to
  while (start < end && isJsonSpace(text.charCodeAt(start))) start++
  while (end > start && isJsonSpace(text.charCodeAt(end - 1))) end--
  return { start, end }
}

/** What models put behind a message; behind a block it belongs to the block. */
const STOPS = [
  '</s>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|endoftext|>',
  '<|observation|>',
  '<|stop|>',
  '<|return|>',
  '<end_of_turn>',
  '<｜end▁of▁sentence｜>',
]

/** Behind a stop token that follows at `at`, or `at` itself. */
export function skipStop(text: string, at: number, to: number): number {
  let behind = at
  while (behind < to && isJsonSpace(text.charCodeAt(behind))) behind++
  const stop = STOPS.find((token) => text.startsWith(token, behind))
  return stop === undefined ? at : Math.min(to, behind + stop.length)
}

/** A call whose name and JSON arguments stand apart. */
export function bareCall(
  text: string,
  dialect: DialectId,
  name: Span,
  args: Span,
  id?: string,
  word = text.slice(name.start, name.end),
): CallSegment {
  const read = readBareArguments(text.slice(args.start, args.end), word)
  const call: CallReading = id === undefined ? { name: word, ...read } : { id, name: word, ...read }
  const place = { name, args }
  const start = Math.min(name.start, args.start)
  return { kind: 'call', dialect, calls: [call], place, start, end: args.end }
}

/**
 * The place of JSON arguments that begin at `from`: the balanced value, or everything up to `to`
 * where none is closed before it.
 */
export function argumentsAt(text: string, from: number, to: number): Span {
  const { start } = trimmed(text, from, to)
  if (text[start] !== '{' && text[start] !== '[') return trimmed(text, from, to)
  const end = skipValue(text, start)
  return end <= to ? { start, end } : trimmed(text, start, to)
}

/** The first of several marks in a stretch; `to` where none is. */
export function firstOf(text: string, marks: readonly string[], from: number, to: number): number {
  let first = to
  for (const mark of marks) {
    const at = text.indexOf(mark, from)
    if (at >= 0 && at < first) first = at
  }
  return first
}
