import { equalData } from '../json/equal.ts'
import { arrangeElements, setMember, type Arranged, type Splice } from '../json/splice.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message, ResultPart, ToolCall } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { Built } from './blocks.ts'
import type { CallKeys } from './calls.ts'
import type { WriteError } from './format.ts'
import { RecordReading, type Reading } from './reading.ts'
import { RecentToolSets } from './tool-sets.ts'
import { within } from './write-calls.ts'
import { lineOf, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/** How a format's blocks are read and written. */
export interface BlockStyle {
  /** The messages in the order in which the sample has them. */
  build(record: JsonObject, reading: Reading): readonly Built[]
  /** The lists of entries, in conversation order; the last takes the assistant's new messages. */
  lists(record: JsonObject): readonly Pointer[]
  readonly keys: CallKeys
  /** Whether arguments stand as JSON text. */
  readonly argsAsText: boolean
  /** JSON texts of the entries that say a new message. */
  fresh(message: Message, writing: Writing): readonly string[]
}

/** An entry that shall stand in a list: one that is there, perhaps changed, or a new one. */
type Entry =
  | { readonly at: Pointer; readonly splices: Splice[] }
  | { readonly at?: undefined; readonly text: string }

/** Writes a conversation of blocks: what changed inside a block, and entries that come and go. */
export function writeBlocks(
  text: string,
  sample: Sample,
  tree: Tree,
  style: BlockStyle,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const record = JSON.parse(text) as Json
    if (!isJsonObject(record)) {
      writing.refuse('a conversation in a record that is no object')
      return []
    }
    const bases = builtOf(record, sample, style)
    const line = lineOf(tree, soleBranch(tree, writing), writing)
    const lists = new Map<Pointer, Entry[]>(style.lists(record).map((list) => [list, []]))
    const outside = placeLine(line, bases, lists, style, writing)
    refuseHalves(line, bases, writing)
    return [
      ...outside,
      ...[...lists].flatMap(([list, entries]) => listChanges(list, entries, bases, writing)),
    ]
  })
}

/** What each recorded message was made from. */
function builtOf(record: JsonObject, sample: Sample, style: BlockStyle): Map<Message, Built> {
  const scratch = new RecordReading({ toolSets: new RecentToolSets() })
  const all = style.build(record, scratch)
  const messages = [sample.context, ...sample.branches.map((branch) => branch.messages)].flat()
  return new Map(messages.flatMap((message, i) => (all[i] ? [[message, all[i]] as const] : [])))
}

/** Puts every message's entries into its list; gives the changes of what stands outside the lists. */
function placeLine(
  line: readonly Placed[],
  bases: ReadonlyMap<Message, Built>,
  lists: ReadonlyMap<Pointer, Entry[]>,
  style: BlockStyle,
  writing: Writing,
): Splice[] {
  const outside: Splice[] = []
  const names = [...lists.keys()]
  let here = names[0]
  for (const { message, base, isEdited } of line) {
    const source = base && bases.get(base)
    const isKept = source && (!isEdited || hasSameKinds(source.message, message))
    if (isKept || source?.entries.length === 0) {
      const splices = isEdited ? changesInPlace(source, message, style, writing) : []
      if (source.entries.length === 0) outside.push(...splices)
      for (const at of source.entries) {
        here = at.slice(0, at.lastIndexOf('/'))
        const own = splices.filter((one) => isInside(one, at, writing))
        const entries = lists.get(here)
        const there = entries?.find((entry) => entry.at === at)
        if (there?.at !== undefined) there.splices.push(...own)
        else entries?.push({ at, splices: own })
      }
      continue
    }
    if (!source && message.role === 'assistant') here = names.at(-1)
    if (source?.entries[0]) here = source.entries[0].slice(0, source.entries[0].lastIndexOf('/'))
    const entries = here === undefined ? undefined : lists.get(here)
    if (!entries) writing.refuse('messages where the record has no list')
    for (const text of style.fresh(message, writing)) entries?.push({ text })
  }
  for (const [message, source] of bases)
    if (source.entries.length === 0 && !line.some(({ base }) => base === message)) {
      if (writing.stringAt(message.path) === undefined)
        writing.refuse('a conversation without the system prompt of the record')
      else outside.push(...writing.setAt(message.path, '""'))
    }
  return outside
}

function isInside(splice: Splice, at: Pointer, { exact }: Writing): boolean {
  const span = exact.span(at)
  return span !== undefined && span.start <= splice.start && splice.end <= span.end
}

/** One entry can hold two messages (results and words): it can stay or go only as a whole. */
function refuseHalves(
  line: readonly Placed[],
  bases: ReadonlyMap<Message, Built>,
  writing: Writing,
): void {
  const kept = new Set<Pointer>()
  const gone = new Set<Pointer>()
  for (const [message, source] of bases) {
    const now = line.find(({ base }) => base === message)
    const stays = now && (!now.isEdited || hasSameKinds(message, now.message))
    for (const at of source.entries) (stays ? kept : gone).add(at)
  }
  for (const at of gone)
    if (kept.has(at)) writing.refuse('a change of one of two messages that stand in one entry')
}

function hasSameKinds(a: Message, b: Message): boolean {
  return (
    a.role === b.role &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, i) => part.t === b.parts[i]!.t)
  )
}

function changesInPlace(
  { message, places }: Built,
  next: Message,
  style: BlockStyle,
  writing: Writing,
): Splice[] {
  if (!hasSameKinds(message, next)) {
    writing.refuse('a change of what a message outside the conversation holds')
    return []
  }
  return next.parts.flatMap((part, i) => {
    const was = message.parts[i]!
    const place = places[i]
    if (equalData(was, part)) return []
    if (place === undefined) {
      writing.refuse(`a change in a ${WORDS[part.t]} that does not stand in one place`)
      return []
    }
    if (part.t === 'text' || part.t === 'reasoning')
      return writing.setAt(place, writing.quote(part.text))
    if (part.t === 'call' && was.t === 'call')
      return callChanges(place, was.call, part.call, style, writing)
    if (part.t === 'result' && was.t === 'result') return resultChanges(place, was, part, writing)
    writing.refuse('another picture or file')
    return []
  })
}

const WORDS = {
  text: 'text',
  reasoning: 'reasoning part',
  call: 'tool call',
  result: 'tool result',
  media: 'picture or file',
} as const

function callChanges(
  place: Pointer,
  was: ToolCall,
  next: ToolCall,
  { keys, argsAsText }: BlockStyle,
  writing: Writing,
): Splice[] {
  const { exact, style } = writing
  const span = exact.span(place)
  if (!span) return []
  const splices: Splice[] = []
  const set = (key: string, value: string) =>
    splices.push(...setMember(exact, span, key, value, style))
  if (next.name !== was.name) set('name', writing.quote(next.name))
  if (next.id !== was.id && next.id !== undefined) set(keys.id, writing.quote(next.id))
  if (next.argsText === was.argsText && equalData(next.args, was.args)) return splices
  const text = argumentsText(next, writing)
  const asText = was.argsWas === 'absent' ? argsAsText : was.argsWas !== 'object'
  set(keys.args, asText ? writing.quote(text) : text)
  return splices
}

/** The arguments of a call as JSON text. */
export function argumentsText(call: ToolCall, writing: Writing): string {
  if (call.argsText !== undefined) return call.argsText
  if (call.args === undefined) writing.refuse('a tool call that cannot be read')
  return JSON.stringify(call.args ?? {})
}

function resultChanges(
  place: Pointer,
  was: ResultPart,
  next: ResultPart,
  writing: Writing,
): Splice[] {
  if (was.callId !== next.callId || was.name !== next.name || was.isError !== next.isError)
    writing.refuse('a change of the call that a result answers')
  if (was.text === next.text) return []
  if (writing.stringAt(place) !== undefined) return writing.setAt(place, writing.quote(next.text))
  if (!isJsonContainer(next.text)) writing.refuse('a tool result that is not JSON, in its place')
  return writing.setAt(place, next.text)
}

function isJsonContainer(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** The change of one list. Entries that are no messages stay behind the entry they follow. */
function listChanges(
  list: Pointer,
  entries: readonly Entry[],
  bases: ReadonlyMap<Message, Built>,
  writing: Writing,
): Splice[] {
  const { exact, style } = writing
  const array = exact.span(list)
  if (!array || exact.text[array.start] !== '[') {
    if (entries.length > 0) writing.refuse(`messages where the record has no list (${list})`)
    return []
  }
  const spans = exact.elements(array)
  const known = new Set([...bases.values()].flatMap((source) => source.entries))
  const arranged: Arranged[] = []
  const keepStrangers = (from: number) => {
    for (let at = from; at < spans.length && !known.has(`${list}/${at}`); at++)
      arranged.push({ at })
  }
  keepStrangers(0)
  for (const entry of entries) {
    if (entry.at === undefined) {
      arranged.push({ text: entry.text })
      continue
    }
    const at = Number(entry.at.slice(list.length + 1))
    const span = spans[at]!
    const { splices } = entry
    arranged.push(splices.length > 0 ? { at, text: within(exact, span, splices) } : { at })
    keepStrangers(at + 1)
  }
  const isSame = arranged.length === spans.length && arranged.every((e, i) => e.at === i && !e.text)
  return isSame ? [] : [arrangeElements(exact, array, arranged, style)]
}
