import { setMember, type Splice } from '../json/splice.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { RecordReading } from './reading.ts'
import { RecentToolSets } from './tool-sets.ts'
import { isTranscript, TRANSCRIPT_MARKS, transcriptTurns } from './transcript.ts'
import { hasOwnPrompt, implicitSide } from './preference-sides.ts'
import { answerSplices } from './write-alpaca.ts'
import { listPath, listSplices, writeSystem } from './write-conversation.ts'
import { editedMessage, freshMessage, mannerOf } from './write-message.ts'
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
  const { exact, style } = writing
  const place = exact.span(path)
  if (!side || !place) {
    writing.refuse(`a record without ${path.slice(1)}`)
    return []
  }
  const { base, message, isEdited } = side
  const shape = exact.text[place.start]
  if (shape === '"') return answerSplices(side, path.slice(1), writing)
  if (shape === '[') return listSplices(path, [side], writing)
  if (base?.path === path && !isEdited) return []
  const manner = mannerOf(exact.span(list), 'from', writing)
  const own = { ...manner, model: place }
  const isObject = base !== undefined && (exact.slice(base.path)?.startsWith('{') ?? false)
  const text = !isObject
    ? freshMessage(message, own, writing)
    : isEdited
      ? editedMessage(base, message, own, writing)
      : exact.slice(base.path)!
  return setMember(exact, exact.root, path.slice(1), text, style)
}

/** TRL's preference rows, with the prompt in a column or at the head of both sides. */
export function writePreference(
  text: string,
  sample: Sample,
  tree: Tree,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const record = JSON.parse(text) as Json
    if (!isJsonObject(record)) {
      writing.refuse('a pair in a record that is no object')
      return []
    }
    if (!hasOwnPrompt(record)) return implicitSplices(record, tree, writing)
    const [chosen, rejected] = sideLines(tree, writing)
    const shared = tree.context.length
    return [
      ...promptSplices(record, chosen.slice(0, shared), writing),
      ...explicitSide(chosen.slice(shared), '/chosen', writing),
      ...explicitSide(rejected.slice(shared), '/rejected', writing),
    ]
  })
}

function promptSplices(record: JsonObject, line: readonly Placed[], writing: Writing): Splice[] {
  const { exact, style } = writing
  if (Array.isArray(record.prompt)) return listSplices('/prompt', line, writing)
  const old = writing.stringAt('/prompt') ?? ''
  if (transcriptTurns(old).length > 1) {
    const isSame = line.every(({ base, isEdited }) => base?.path === '/prompt' && !isEdited)
    if (!isSame) writing.refuse('a change in a prompt that is a transcript')
    return []
  }
  const [only] = line
  if (line.length !== 1 || only?.message.role !== 'user') {
    writing.refuse('a prompt of several messages in a column that holds one text')
    return []
  }
  if (!only.isEdited && only.base?.path === '/prompt') return []
  const text = plainText(only.message.parts, writing)
  return setMember(exact, exact.root, 'prompt', writing.quote(text), style)
}

function explicitSide(line: readonly Placed[], path: Pointer, writing: Writing): Splice[] {
  const span = writing.exact.span(path)
  if (span && writing.exact.text[span.start] === '[') return listSplices(path, line, writing)
  if (line.length > 1) writing.refuse('several messages in a column that holds one text')
  return answerSplices(line[0], path.slice(1), writing)
}

function implicitSplices(record: JsonObject, tree: Tree, writing: Writing): Splice[] {
  // While two prompts stand apart, side A alone is the sample; side B stays as it is.
  if (writing.sample.apart && tree.roles.chosen === null && tree.roles.rejected === null)
    return wholeSide(record, 'chosen', lineOf(tree, soleBranch(tree, writing), writing), writing)
  const [chosen, rejected] = sideLines(tree, writing)
  return [
    ...wholeSide(record, 'chosen', chosen, writing),
    ...wholeSide(record, 'rejected', rejected, writing),
  ]
}

function wholeSide(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const side = record[key]
  if (Array.isArray(side)) return wholeList(record, key, line, writing)
  if (typeof side === 'string' && isTranscript(side))
    return wholeTranscript(record, key, line, writing)
  return explicitSide(line, '/' + key, writing)
}

/**
 * A side that is a whole conversation. The shared prompt stands in both sides: a message of the
 * context, read from the chosen side, has its twin at the same place in the rejected one.
 */
function wholeList(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const twins = twinsIn(record, key, writing)
  const own = implicitSide(record, key, scratch()).map((message) => message.path)
  return listSplices(
    '/' + key,
    line,
    writing,
    ({ base }) => base && (twins.get(base.path) ?? base.path),
    new Set(own),
  )
}

/** Places in one side by the place of the same message in the other. */
function twinsIn(record: JsonObject, key: 'chosen' | 'rejected', { sample }: Writing) {
  const other = key === 'chosen' ? 'rejected' : 'chosen'
  const ours = implicitSide(record, key, scratch())
  const theirs = implicitSide(record, other, scratch())
  const count = sample.apart ? sample.apart.differsAt : sample.context.length
  const twins = new Map<Pointer, Pointer>()
  for (let i = 0; i < count && i < ours.length && i < theirs.length; i++)
    twins.set(theirs[i]!.path, ours[i]!.path)
  return twins
}

function wholeTranscript(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const { exact, style, sample } = writing
  const old = record[key] as string
  const turns = turnTexts(record, sample)
  const text = line
    .map(({ base, message, isEdited }) => {
      const kept = base && !isEdited ? turns.get(base) : undefined
      if (kept !== undefined) return kept
      if (message.role !== 'user' && message.role !== 'assistant')
        writing.refuse(`a ${message.role} message in a transcript`)
      const mark = TRANSCRIPT_MARKS[message.role === 'user' ? 'user' : 'assistant']
      return `${mark} ${plainText(message.parts, writing)}`
    })
    .join('')
  return text === old ? [] : setMember(exact, exact.root, key, writing.quote(text), style)
}

/** The exact text of every recorded turn of both transcripts. */
function turnTexts(record: JsonObject, sample: Sample): Map<unknown, string> {
  const texts = new Map<unknown, string>()
  const note = (key: 'chosen' | 'rejected', ...lanes: readonly Sample['context'][]) => {
    const text = record[key]
    if (typeof text !== 'string') return
    const turns = transcriptTurns(text)
    lanes.flat().forEach((message, i) => {
      const turn = turns[i]
      if (turn && !texts.has(message)) texts.set(message, text.slice(turn.start, turn.end))
    })
  }
  const [first, second] = sample.branches
  note('chosen', sample.context, first.messages)
  if (second) note('rejected', sample.context, second.messages)
  if (sample.apart) note('rejected', sample.apart.context, sample.apart.completion)
  return texts
}

function scratch(): RecordReading {
  return new RecordReading({ toolSets: new RecentToolSets() })
}
