import { setMember, type Splice } from '../json/splice.ts'
import { equalJson } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { messageText } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { RecordReading } from './reading.ts'
import { RecentToolSets } from './tool-sets.ts'
import { isTranscript, transcriptTurns } from './transcript.ts'
import { hasOwnPrompt, implicitSide, SIDES, type SideColumns } from './preference-sides.ts'
import { answerSplices } from './write-alpaca.ts'
import { listPath, listSplices, writeSystem } from './write-conversation.ts'
import {
  answerLines,
  answerSlot,
  objectSplices,
  promptSlot,
  transcriptTurn,
} from './write-slots.ts'
import { mannerOf } from './write-message.ts'
import { plainText } from './write-text.ts'
import {
  lineOf,
  pairLines,
  sideLines,
  soleBranch,
  writeTree,
  type Placed,
  type Writing,
} from './writing.ts'

/** LLaMA-Factory's ranking rows: the prompt's list, and one message object for each side. */
export function writeRankedConversation(
  text: string,
  sample: Sample,
  tree: Tree,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const { prompt, chosen, rejected } = pairLines(tree, writing)
    const list = listPath('conversations', writing)
    const { splices, rest } = writeSystem(prompt, writing)
    return [
      ...splices,
      ...listSplices(list, rest, writing),
      ...sideSplices(chosen, '/chosen', list, writing),
      ...sideSplices(rejected, '/rejected', list, writing),
    ]
  })
}

function sideSplices(
  side: Placed | undefined,
  path: Pointer,
  list: Pointer,
  writing: Writing,
): Splice[] {
  const { exact } = writing
  const place = exact.span(path)
  if (!side || !place) {
    writing.refuse(`a record without ${path.slice(1)}`)
    return []
  }
  const shape = exact.text[place.start]
  if (shape === '"') return answerSplices(side, path, writing)
  if (shape === '[') return listSplices(path, [side], writing)
  return objectSplices(side, path, mannerOf(exact.span(list), 'from', writing), writing)
}

/** TRL's preference rows, with the prompt in a column or at the head of both sides. */
export function writePreference(
  text: string,
  sample: Sample,
  tree: Tree,
  sides: SideColumns = SIDES,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const record = JSON.parse(text) as Json
    if (!isJsonObject(record)) {
      writing.refuse('a pair in a record that is no object')
      return []
    }
    if (sides !== SIDES || !hasOwnPrompt(record))
      return implicitSplices(record, tree, sides, writing)
    const [chosen, rejected] = sideLines(tree, writing)
    const shared = tree.context.length
    return [
      ...promptSlot('/prompt', chosen.slice(0, shared), writing),
      ...answerSlot(chosen.slice(shared), '/chosen', writing),
      ...answerSlot(rejected.slice(shared), '/rejected', writing),
    ]
  })
}

function implicitSplices(
  record: JsonObject,
  tree: Tree,
  sides: SideColumns,
  writing: Writing,
): Splice[] {
  const [chosen = [], rejected] = wholeLines(tree, writing)
  return [
    ...wholeSide(record, sides.chosen, sides, chosen, writing),
    ...(rejected ? wholeSide(record, sides.rejected, sides, rejected, writing) : []),
    ...promptCopy(record, sides, chosen, writing),
    ...chosenCopy(record, sides, chosen, writing),
  ]
}

/** The lines of both sides, of a tie as well; of side B none where it stays as it is. */
function wholeLines(tree: Tree, writing: Writing): readonly (readonly Placed[])[] {
  if (!writing.sample.apart) return answerLines(tree, 2, writing)
  // While two prompts stand apart, side A alone is the sample; side B stays as it is.
  return tree.roles.chosen === null && tree.roles.rejected === null
    ? [lineOf(tree, soleBranch(tree, writing), writing)]
    : sideLines(tree, writing)
}

/** A `prompt` that repeats the head of the sides follows its changes. */
function promptCopy(
  record: JsonObject,
  sides: SideColumns,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const { prompt } = record
  const chosen = record[sides.chosen]
  if (Array.isArray(prompt) && Array.isArray(chosen)) {
    const isRepeated = equalJson(prompt as Json, chosen.slice(0, prompt.length) as Json)
    const head = line.slice(0, prompt.length)
    return isRepeated ? wholeList(record, 'prompt', sides.chosen, head, writing) : []
  }
  const copied = line.find(
    ({ base, isEdited }) => isEdited && base?.role === 'user' && messageText(base) === prompt,
  )
  return copied
    ? writing.setAt('/prompt', writing.quote(plainText(copied.message.parts, writing)))
    : []
}

/** A `messages` column that repeats the chosen side follows its changes. */
function chosenCopy(
  record: JsonObject,
  sides: SideColumns,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const { messages } = record
  const side = record[sides.chosen]
  if (sides !== SIDES || !Array.isArray(messages) || side === undefined) return []
  if (!equalJson(messages as Json, side)) return []
  return wholeList(record, 'messages', sides.chosen, line, writing)
}

function wholeSide(
  record: JsonObject,
  key: string,
  sides: SideColumns,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const side = record[key]
  const other = key === sides.chosen ? sides.rejected : sides.chosen
  if (Array.isArray(side)) return wholeList(record, key, other, line, writing)
  if (typeof side === 'string' && isTranscript(side))
    return wholeTranscript(record, key, sides, line, writing)
  return answerSlot(line, '/' + key, writing)
}

/**
 * A side that is a whole conversation. The shared prompt stands in both sides: a message of the
 * context, read from the chosen side, has its twin at the same place in the rejected one.
 */
function wholeList(
  record: JsonObject,
  key: string,
  other: string,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const twins = twinsIn(record, key, other, writing)
  const own = implicitSide(record, key, scratch()).map((message) => message.path)
  return listSplices(
    '/' + key,
    line,
    writing,
    ({ base }) => base && (twins.get(base.path) ?? base.path),
    new Set(own),
  )
}

/** Columns that may repeat a side, or its head, message for message. */
const COPIES: ReadonlySet<string> = new Set(['messages', 'prompt'])

/** Places in one side by the place of the same message in the other. */
function twinsIn(record: JsonObject, key: string, other: string, { sample }: Writing) {
  const ours = implicitSide(record, key, scratch())
  const theirs = implicitSide(record, other, scratch())
  const shared = sample.apart ? sample.apart.differsAt : sample.context.length
  const count = COPIES.has(key) ? theirs.length : shared
  const twins = new Map<Pointer, Pointer>()
  for (let i = 0; i < count && i < ours.length && i < theirs.length; i++)
    twins.set(theirs[i]!.path, ours[i]!.path)
  return twins
}

function wholeTranscript(
  record: JsonObject,
  key: string,
  sides: SideColumns,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const { exact, style, sample } = writing
  const old = record[key] as string
  const turns = turnTexts(record, sides, sample)
  const text = line
    .map(({ base, message, isEdited }) => {
      const kept = base && !isEdited ? turns.get(base) : undefined
      return kept ?? transcriptTurn(message, writing)
    })
    .join('')
  return text === old ? [] : setMember(exact, exact.root, key, writing.quote(text), style)
}

/** The exact text of every recorded turn of both transcripts. */
function turnTexts(
  record: JsonObject,
  { chosen, rejected }: SideColumns,
  sample: Sample,
): Map<unknown, string> {
  const texts = new Map<unknown, string>()
  const note = (key: string, ...lanes: readonly Sample['context'][]) => {
    const text = record[key]
    if (typeof text !== 'string') return
    const turns = transcriptTurns(text)
    lanes.flat().forEach((message, i) => {
      const turn = turns[i]
      if (turn && !texts.has(message)) texts.set(message, text.slice(turn.start, turn.end))
    })
  }
  const [first, second] = sample.branches
  note(chosen, sample.context, first.messages)
  if (second) note(rejected, sample.context, second.messages)
  if (sample.apart) note(rejected, sample.apart.context, sample.apart.completion)
  return texts
}

function scratch(): RecordReading {
  return new RecordReading({ toolSets: new RecentToolSets() })
}
