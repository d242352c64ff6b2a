import { equalData } from '../json/equal.ts'
import type { Splice } from '../json/splice.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { readMessages } from './messages.ts'
import { RecordReading } from './reading.ts'
import { isCall } from './swift-turns.ts'
import { RecentToolSets } from './tool-sets.ts'
import { answerSplices } from './write-alpaca.ts'
import { listSplices, writeSystem } from './write-conversation.ts'
import { lineOf, sideLines, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

const LISTS = ['messages', 'rejected_messages', 'rejected_response'] as const

/** Writes ms-swift's rows, in which calls that are made at once are messages of their own. */
export function writeSwift(text: string, sample: Sample, tree: Tree): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const record = JSON.parse(text) as Json
    if (!isJsonObject(record)) {
      writing.refuse('a conversation in a record that is no object')
      return []
    }
    const singles = readSingles(record)
    const list = (path: Pointer, line: readonly Placed[]) =>
      writeSwiftList(path, line, singles, writing)
    if (!sample.recordedPair)
      return whole(lineOf(tree, soleBranch(tree, writing), writing), list, writing)
    const [chosen, rejected] = sideLines(tree, writing)
    const splices = whole(chosen, list, writing)
    if ((record.rejected_messages ?? null) !== null)
      return [...splices, ...list('/rejected_messages', withoutSystem(rejected))]
    const behind = rejected.slice(tree.context.length)
    if (typeof record.rejected_response !== 'string')
      return [...splices, ...list('/rejected_response', behind)]
    if (behind.length > 1) writing.refuse('several messages in a column that holds one text')
    return [...splices, ...answerSplices(behind[0], '/rejected_response', writing)]
  })
}

function whole(
  line: readonly Placed[],
  list: (path: Pointer, line: readonly Placed[]) => Splice[],
  writing: Writing,
): Splice[] {
  const { splices, rest } = writeSystem(line, writing)
  return [...splices, ...list('/messages', rest)]
}

/** The `system` column is written with the chosen side. */
function withoutSystem(line: readonly Placed[]): readonly Placed[] {
  return line[0]?.base?.path === '/system' ? line.slice(1) : line
}

/** The messages of every list before calls in a row are merged, by the path of the first of them. */
function readSingles(record: JsonObject): ReadonlyMap<Pointer, readonly Message[]> {
  const scratch = new RecordReading({ toolSets: new RecentToolSets() })
  const singles = new Map<Pointer, Message[]>()
  for (const key of LISTS) {
    if (!Array.isArray(record[key])) continue
    let run: Message[] | undefined
    for (const message of readMessages(record[key], '/' + key, scratch)) {
      if (run && isCall(message)) run.push(message)
      else {
        const fresh = [message]
        singles.set(message.path, fresh)
        run = isCall(message) ? fresh : undefined
      }
    }
  }
  return singles
}

/**
 * The shared prompt stands in `messages`; in `rejected_messages` its entries have the same numbers,
 * since both lists begin with it.
 */
function writeSwiftList(
  path: Pointer,
  line: readonly Placed[],
  singles: ReadonlyMap<Pointer, readonly Message[]>,
  writing: Writing,
): Splice[] {
  const known = new Set([...singles.values()].flat().map((message) => message.path))
  const twin = (place: Pointer | undefined) =>
    path === '/rejected_messages' ? place?.replace(/^\/messages\//, path + '/') : place
  const expanded = line.flatMap((one) => expand(one, singles))
  return listSplices(path, expanded, writing, ({ base }) => twin(base?.path), known)
}

/** A message as the entries it was merged from, or as those that it becomes. */
function expand(one: Placed, singles: ReadonlyMap<Pointer, readonly Message[]>): Placed[] {
  const { base, message, isEdited } = one
  const entries = base && isCall(base) ? singles.get(base.path) : undefined
  if (entries && !isEdited)
    return entries.map((entry) => ({ message: entry, base: entry, isEdited: false }))
  const calls = message.parts.filter((part) => part.t === 'call')
  if (!entries) {
    const isSingle = base !== undefined || calls.length === 0 || message.role !== 'assistant'
    return isSingle ? [one] : freshEntries(message)
  }
  if (entries.length === 1 && calls.length < 2) return [one]
  return editedEntries(entries, message)
}

function freshEntries(message: Message): Placed[] {
  const said = message.parts.filter((part) => part.t !== 'call')
  const calls = message.parts.filter((part) => part.t === 'call')
  const entry = (parts: readonly Part[]): Placed => ({
    message: { ...message, parts },
    base: undefined,
    isEdited: true,
  })
  return [...(said.length > 0 ? [entry(said)] : []), ...calls.map((call) => entry([call]))]
}

/** Each part goes to the entry that it came from; calls that came from none are entries of their own. */
function editedEntries(entries: readonly Message[], message: Message): Placed[] {
  const before = entries.reduce((count, entry) => count + entry.parts.length, 0)
  const isSameCount = before === message.parts.length
  const groups = entries.map((): Part[] => [])
  const fresh: Part[] = []
  let flat = -1
  const owners = entries.flatMap((entry, i) => entry.parts.map(() => i))
  for (const part of message.parts) {
    flat++
    const from =
      part.t === 'call' ? entries.findIndex((entry) => holdsCall(entry, part.call.path)) : 0
    const owner = isSameCount ? owners[flat] : from < 0 ? undefined : from
    if (owner === undefined) fresh.push(part)
    else groups[owner]!.push(part)
  }
  const kept = entries.flatMap((entry, i): Placed[] => {
    const parts = groups[i]!
    if (parts.length === 0) return []
    const isSame = equalData(parts, entry.parts)
    return [{ message: { ...entry, parts }, base: entry, isEdited: !isSame }]
  })
  return [...kept, ...freshEntries({ ...message, parts: fresh }).filter(hasParts)]
}

function holdsCall(entry: Message, path: Pointer): boolean {
  return entry.parts.some((part) => part.t === 'call' && part.call.path === path)
}

function hasParts({ message }: Placed): boolean {
  return message.parts.length > 0
}
