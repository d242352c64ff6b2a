import type { CallReading, Dialect, Item, Segment } from '../dialects/dialect.ts'
import { editPlacedCall } from '../dialects/edit-call.ts'
import { dialectOf } from '../dialects/index.ts'
import { readJsonCalls } from '../dialects/read-call.ts'
import { writeReasoning } from '../dialects/reasoning.ts'
import { segmentsOf, wholeCalls } from '../dialects/segments.ts'
import { valueTexts } from '../dialects/xml-arguments.ts'
import { equalData } from '../json/equal.ts'
import { splice, type Splice } from '../json/splice.ts'
import {
  callsOf,
  type Dialect as DialectId,
  type Message,
  type Part,
  type ToolCall,
} from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { callBodySegments } from './call-body.ts'
import { RESULT_JOINER } from './marked-text.ts'
import { isCallRole } from './roles.ts'
import { argumentsText, callText, editCallText } from './write-calls.ts'
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
 * What an assistant says as one string: reasoning in its marks; calls as the role's JSON body
 * (`asCallRole`), or marked as `dialect` does.
 */
export function assistantText(
  parts: readonly Part[],
  asCallRole: boolean,
  writing: Writing,
  dialect: DialectId = textDialectIn(writing.sample) ?? 'hermes',
): string {
  if (!asCallRole && parts.some((part) => part.t === 'call') && dialect !== 'hermes')
    return inDialect(parts, dialectOf(dialect), writing)
  let thoughts = ''
  const texts: string[] = []
  const calls: ToolCall[] = []
  for (const part of parts) {
    if (part.t === 'reasoning') thoughts += writeReasoning(part.text, part.wrap)
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

/** Parts in a dialect's usual layout, in their own order. */
function inDialect(parts: readonly Part[], dialect: Dialect, writing: Writing): string {
  const items: Item[] = []
  for (const part of parts) {
    if (part.t === 'text') items.push({ kind: 'text', text: part.text })
    else if (part.t === 'reasoning')
      items.push({ kind: 'reasoning', text: part.text, wrap: part.wrap })
    else if (part.t === 'call')
      items.push({
        kind: 'call',
        call: { ...part.call, argsText: argumentsText(part.call, writing) },
      })
    else if (part.t === 'result' && dialect.id === 'react')
      items.push({ kind: 'result', result: { text: part.text } })
    else writing.refuse('a part of a message that text cannot hold')
  }
  const text = dialect.serialise(items)
  return held(text, callsIn(parts), dialect, writing)
}

/** Marked texts cannot escape their marks: what would be read back as another call is refused. */
function held(
  text: string,
  calls: readonly ToolCall[],
  dialect: Dialect,
  writing: Writing,
): string {
  const names = new Set(calls.map(({ name }) => name))
  const segments = segmentsOf(text) ?? wholeCalls(text, (name) => names.has(name)) ?? []
  const found = segments.flatMap((segment) => (segment.kind === 'call' ? segment.calls : []))
  const isSame =
    found.length === calls.length &&
    found.every((call, i) => call.name === calls[i]!.name && sameArguments(call, calls[i]!))
  if (!isSame) writing.refuse(`these calls as ${dialect.title} writes them`)
  return text
}

function sameArguments(read: CallReading, meant: ToolCall): boolean {
  if (read.argsText === undefined || meant.argsText === undefined) return read.args === meant.args
  if (read.argsWas === 'xml')
    return equalData(valueTexts(read.argsText), valueTexts(meant.argsText))
  return equalData(read.args, meant.args)
}

/** The dialect in which a sample's assistant marks calls inside its text, if it does. */
export function textDialectIn({ context, branches }: Sample): DialectId | undefined {
  for (const lane of [context, ...branches.map((branch) => branch.messages)])
    for (const message of lane)
      for (const { dialect } of callsOf(message)) if (isTextDialect(dialect)) return dialect
  return undefined
}

function isTextDialect(dialect: DialectId): boolean {
  return dialect !== 'openai' && dialect !== 'llama-factory' && dialect !== 'native'
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
  const segments = groundSegments(raw, isCallRole(base.sourceRole), writing)
  const before = partsBySegment(segments, baseParts, null)
  const after = before && partsBySegment(segments, nextParts, before)
  if (!before || !after || isCallRole(base.sourceRole) !== asCallRole)
    return assistantText(nextParts, asCallRole, writing, callDialect(segments))
  const splices: Splice[] = []
  let placed: Dialect | undefined
  segments.forEach((segment, index) => {
    const was = before[index]!
    const now = after[index]!
    if (equalData(was, now)) return
    const { start, end } = segment
    if (segment.kind !== 'call') {
      const text = now.map((part) => (part.t === 'call' || part.t === 'media' ? '' : part.text))
      splices.push({ start, end, text: text.join('') })
      return
    }
    const [base] = callsIn(was)
    const [next] = callsIn(now)
    if (segment.place && base && next) {
      placed = dialectOf(segment.dialect)
      argumentsText(next, writing)
      splices.push(...editPlacedCall(segment.place, placed, base, next))
    } else {
      const text = editCallText(raw.slice(start, end), callsIn(was), callsIn(now), writing)
      splices.push({ start, end, text })
    }
  })
  const text = splice(raw, splices)
  return placed ? held(text, callsIn(nextParts), placed, writing) : text
}

function callDialect(segments: readonly Segment[]): DialectId | undefined {
  const call = segments.find((segment) => segment.kind === 'call')
  return call && isTextDialect(call.dialect) ? call.dialect : undefined
}

function callsIn(parts: readonly Part[]): readonly ToolCall[] {
  return callsOf({ role: 'assistant', sourceRole: '', parts, path: '' })
}

/** The segments as the reader takes them: in a call role an unmarked text is the call. */
function groundSegments(raw: string, asCallRole: boolean, writing: Writing): readonly Segment[] {
  if (raw === '') return []
  if (asCallRole) return callBodySegments(raw, true) ?? [wholeCall(raw)]
  const isKnown = (name: string) => writing.sample.tools.defs.some((def) => def.name === name)
  const segments = segmentsOf(raw)
  if (!segments) return wholeCalls(raw, isKnown) ?? [{ kind: 'text', start: 0, end: raw.length }]
  const last = segments.at(-1)
  if (segments.length < 2 || last?.kind !== 'text') return segments
  if (segments.some(({ kind }) => kind === 'call')) return segments
  const calls = wholeCalls(raw, isKnown, true, last.start)
  return calls ? [...segments.slice(0, -1), ...calls] : segments
}

function wholeCall(raw: string): Segment {
  const calls = readJsonCalls(raw, true, { dialect: 'llama-factory', path: '' })
  return { kind: 'call', dialect: 'llama-factory', calls, start: 0, end: raw.length }
}

const PART_OF = { text: 'text', reasoning: 'reasoning', call: 'call', result: 'result' } as const

/**
 * The parts that belong to each segment; null where they do not fit. With one segment of calls it
 * takes all of them, with several each takes as many as it held.
 */
function partsBySegment(
  segments: readonly Segment[],
  parts: readonly Part[],
  before: readonly (readonly Part[])[] | null,
): (readonly Part[])[] | null {
  const groups: (readonly Part[])[] = []
  const callSegments = segments.filter((segment) => segment.kind === 'call')
  const [only] = callSegments
  const takesAll = callSegments.length === 1 && only?.place === undefined
  let at = 0
  for (const [index, segment] of segments.entries()) {
    let count = 1
    if (segment.kind === 'call') {
      if (!before) count = segment.calls.length
      else count = takesAll ? runOfCalls(parts, at) : before[index]!.length
    }
    const group = parts.slice(at, at + count)
    const wanted = PART_OF[segment.kind]
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
