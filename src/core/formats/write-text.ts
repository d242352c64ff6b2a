import { splice, type Splice } from '../json/splice.ts'
import { equalData } from '../json/equal.ts'
import { callsOf, type Message, type Part, type ToolCall } from '../model/message.ts'
import { readCallText } from './calls.ts'
import { RESULT_JOINER, segmentsOf, type Segment } from './marked-text.ts'
import { RecordReading } from './reading.ts'
import { isCallRole } from './roles.ts'
import { RecentToolSets } from './tool-sets.ts'
import { callText, editCallText } from './write-calls.ts'
import type { Writing } from './writing.ts'

/** What users, systems and tools say, as one string. */
export function plainText(parts: readonly Part[], writing: Writing): string {
  const texts: string[] = []
  for (const part of parts) {
    if (part.t === 'text' || part.t === 'result') texts.push(part.text)
    else writing.refuse(`a ${WORDS[part.t]} in a message that holds only text`)
  }
  return texts.join(parts.some((part) => part.t === 'result') ? RESULT_JOINER : '\n')
}

const WORDS = { call: 'tool call', media: 'picture or sound', reasoning: 'reasoning part' } as const

/**
 * What an assistant says as one string: reasoning in `<think>` marks; calls as the role's JSON body
 * (`asCallRole`) or each between `<tool_call>` marks.
 */
export function assistantText(
  parts: readonly Part[],
  asCallRole: boolean,
  writing: Writing,
): string {
  let thoughts = ''
  const texts: string[] = []
  const calls: ToolCall[] = []
  for (const part of parts) {
    if (part.t === 'reasoning') thoughts += `<think>\n${part.text}\n</think>\n\n`
    else if (part.t === 'text') texts.push(part.text)
    else if (part.t === 'call') calls.push(part.call)
    else writing.refuse('a part of a message that text cannot hold')
  }
  const prose = texts.join('\n\n')
  if (calls.length === 0) return thoughts + prose
  const bodies = calls.map((call) => callText(call, writing))
  if (!asCallRole) return thoughts + [prose, ...bodies.map(marked)].filter(Boolean).join('\n')
  const body = bodies.length === 1 ? bodies[0]! : `[${bodies.join(', ')}]`
  return thoughts + (prose === '' ? body : `${prose}\n${marked(body)}`)
}

function marked(body: string): string {
  return `<tool_call>\n${body}\n</tool_call>`
}

/**
 * An assistant's string with its parts changed: as long as the kinds of parts stay, each is replaced
 * in its place and the marks and white space around it stay; otherwise the string is put anew.
 */
export function editedAssistantText(
  raw: string,
  base: Message,
  baseParts: readonly Part[],
  nextParts: readonly Part[],
  asCallRole: boolean,
  writing: Writing,
): string {
  const segments = groundSegments(raw, isCallRole(base.sourceRole))
  const before = partsBySegment(raw, segments, baseParts, null)
  const after = before && partsBySegment(raw, segments, nextParts, before)
  if (!before || !after || isCallRole(base.sourceRole) !== asCallRole)
    return assistantText(nextParts, asCallRole, writing)
  const splices: Splice[] = []
  segments.forEach(({ kind, start, end }, index) => {
    const was = before[index]!
    const now = after[index]!
    if (equalData(was, now)) return
    const text =
      kind === 'call'
        ? editCallText(raw.slice(start, end), callsIn(was), callsIn(now), writing)
        : now.map((part) => (part.t === 'text' || part.t === 'reasoning' ? part.text : '')).join('')
    splices.push({ start, end, text })
  })
  return splice(raw, splices)
}

function callsIn(parts: readonly Part[]): readonly ToolCall[] {
  return callsOf({ role: 'assistant', sourceRole: '', parts, path: '' })
}

/** The segments as the reader takes them: in a call role an unmarked text is the call. */
function groundSegments(raw: string, asCallRole: boolean): readonly Segment[] {
  const segments = segmentsOf(raw)
  if (!segments)
    return raw === '' ? [] : [{ kind: asCallRole ? 'call' : 'text', start: 0, end: raw.length }]
  const isMarked = segments.some((segment) => segment.kind === 'call')
  if (!asCallRole || isMarked) return segments
  return segments.map((s) => (s.kind === 'text' ? { ...s, kind: 'call' } : s))
}

/**
 * The parts that belong to each segment; null where they do not fit. With one segment of calls it
 * takes all of them, with several each takes as many as it held.
 */
function partsBySegment(
  raw: string,
  segments: readonly Segment[],
  parts: readonly Part[],
  before: readonly (readonly Part[])[] | null,
): (readonly Part[])[] | null {
  const groups: (readonly Part[])[] = []
  const callSegments = segments.filter((segment) => segment.kind === 'call').length
  let at = 0
  for (const [index, { kind, start, end }] of segments.entries()) {
    let count = 1
    if (kind === 'call' && before && callSegments > 1) count = before[index]!.length
    else if (kind === 'call' && before) count = runOfCalls(parts, at)
    else if (kind === 'call') count = callCount(raw.slice(start, end))
    const group = parts.slice(at, at + count)
    const wanted = kind === 'call' ? 'call' : kind === 'text' ? 'text' : 'reasoning'
    if (count === 0 || group.length < count || group.some((part) => part.t !== wanted)) return null
    groups.push(group)
    at += count
  }
  return at === parts.length ? groups : null
}

function runOfCalls(parts: readonly Part[], from: number): number {
  let to = from
  while (parts[to]?.t === 'call') to++
  return to - from
}

function callCount(text: string): number {
  const parts: Part[] = []
  const reading = new RecordReading({ toolSets: new RecentToolSets() })
  readCallText(text, '', 'hermes', reading, parts)
  return parts.length
}
