/**
 * What stands in an assistant's text: prose, reasoning, calls, results. Segments keep their places, so
 * that an edited part goes back without touching the rest.
 */
import type { Dialect as DialectId } from '../model/message.ts'
import type { Block, Dialect, Segment } from './dialect.ts'
import { DIALECTS } from './index.ts'
import { trimmed } from './places.ts'
import { reasoningRanges, REASONING_MARKS, type ReasoningRange } from './reasoning.ts'

const BY_OPENER = new Map<string, Dialect[]>()
for (const dialect of DIALECTS)
  for (const opener of dialect.openers)
    BY_OPENER.set(opener, [...(BY_OPENER.get(opener) ?? []), dialect])

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** Longer openers first, since one may begin like another. */
const OPENERS = [...BY_OPENER.keys()].sort((a, b) => b.length - a.length)
const OPENER = new RegExp(OPENERS.map(escaped).join('|'), 'g')
const THINK_ENDS = Object.values(REASONING_MARKS).map(({ close }) => close)
/** Marks in angle brackets, of calls and of the ends of reasoning. */
const ANGLE_MARKS = [...OPENERS, ...THINK_ENDS].filter((mark) => mark.startsWith('<'))
const ANGLE = new RegExp(`<(?:${ANGLE_MARKS.map((mark) => escaped(mark.slice(1))).join('|')})`, 'y')
/** What stands behind the bracket of such a mark. Markup in prose seldom gets beyond this. */
const SECOND = new Set(ANGLE_MARKS.map((mark) => mark.charCodeAt(1)))

/**
 * Whether a text holds a mark of any dialect. Nearly no text does, and four searches for a character
 * or two say so.
 */
export function holdsMarks(text: string): boolean {
  for (let angle = text.indexOf('<'); angle >= 0; angle = text.indexOf('<', angle + 1)) {
    if (!SECOND.has(text.charCodeAt(angle + 1))) continue
    ANGLE.lastIndex = angle
    if (ANGLE.test(text)) return true
  }
  return (
    text.includes('[T') ||
    text.includes('>>>') ||
    (text.includes('Action:') && text.includes('Action Input:')) ||
    text.includes('◁/')
  )
}

/**
 * The segments of a text, or null where it holds neither reasoning nor a call. Calls inside reasoning
 * are prose. A `<think>` that is never closed stays text.
 */
export function segmentsOf(text: string, exact = true): readonly Segment[] | null {
  if (!holdsMarks(text)) return null
  const ranges = reasoningRanges(text, 0)
  const segments: Segment[] = []
  let at = 0
  for (const range of ranges) {
    addText(text, at, range.from, exact, segments)
    segments.push(thought(text, range))
    at = range.to
  }
  addText(text, at, text.length, exact, segments)
  const isPlain = segments.every(({ kind }) => kind === 'text')
  return isPlain && ranges.length === 0 ? null : segments
}

function thought(text: string, { wrap, start, end }: ReasoningRange): Segment {
  return { kind: 'reasoning', wrap, ...trimmed(text, start, end) }
}

function addText(
  text: string,
  from: number,
  to: number,
  exact: boolean,
  segments: Segment[],
): void {
  let at = from
  OPENER.lastIndex = from
  for (let mark = OPENER.exec(text); mark && mark.index < to; mark = OPENER.exec(text)) {
    const found = blockAt(text, mark.index, mark[0], to, exact)
    const next = found?.end ?? mark.index + mark[0].length
    if (found) {
      addProse(text, at, mark.index, segments)
      segments.push(...found.segments)
      at = next
    }
    OPENER.lastIndex = next
  }
  addProse(text, at, to, segments)
}

function blockAt(text: string, at: number, opener: string, to: number, exact: boolean) {
  let block: Block | null | undefined
  for (const dialect of BY_OPENER.get(opener) ?? []) {
    block = dialect.readBlock?.(text, at, to, exact)
    if (block) return block
  }
  return null
}

function addProse(text: string, from: number, to: number, segments: Segment[]): void {
  const { start, end } = trimmed(text, from, to)
  if (start < end) segments.push({ kind: 'text', start, end })
}

/** Dialects in which a whole text is a call and nothing marks it as one. */
const WHOLE: readonly DialectId[] = ['llama3-json', 'pythonic', 'glm4']
const WHOLE_DIALECTS = DIALECTS.filter(({ id }) => WHOLE.includes(id))

/**
 * The calls that a whole text is, if it is one and all their names are known. Behind reasoning the rest
 * of the text is what must be one: `from` says where it begins.
 */
export function wholeCalls(
  text: string,
  isKnown: (name: string) => boolean,
  exact = true,
  from = 0,
): readonly Segment[] | null {
  const { start, end } = trimmed(text, from, text.length)
  if (!mayBeWhole(text, start, end)) return null
  for (const dialect of WHOLE_DIALECTS) {
    const segments = dialect.readWhole?.(text, start, end, exact)
    if (segments?.every(({ calls }) => calls.every(({ name }) => isKnown(name)))) return segments
  }
  return null
}

/** Whether the first and the last character allow it: all but never, for prose. */
export function mayBeWhole(text: string, start = 0, end = text.length): boolean {
  const last = text.charCodeAt(end - 1)
  if (last !== 0x7d && last !== 0x5d) return false
  const first = text.charCodeAt(start)
  return first === 0x7b || first === 0x5b || (last === 0x7d && text.includes('\n', start))
}
