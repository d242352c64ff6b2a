import type { Splice } from '../json/splice.ts'
import type { Json, Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { findBranch, recordedBranchId, type Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import type { Slots } from './slots.ts'
import { isTranscript, TRANSCRIPT_MARKS, transcriptTurns } from './transcript.ts'
import { answerSplices, columnSplices, historySplices } from './write-alpaca.ts'
import { listSplices, writeSystem } from './write-conversation.ts'
import { editedMessage, freshMessage, mannerOf, type MessageManner } from './write-message.ts'
import { plainText } from './write-text.ts'
import { lineOf, sideLines, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/** Writes a record whose prompt and answers stand in slots. */
export function writeSlots(
  text: string,
  sample: Sample,
  tree: Tree,
  slotsOf: (record: Json) => Slots,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const slots = slotsOf(JSON.parse(text) as Json)
    const lines = answerLines(tree, slots.answers.length, writing)
    const [first = []] = lines
    const length = promptLength(lines, tree.context.length, slots.prompt)
    if (slots.answers.length === 0 && first.length > length)
      writing.refuse('an answer in a record that holds only a prompt')
    return [
      ...promptOf(first.slice(0, length), slots, writing),
      ...slots.answers.flatMap((path, i) => answerSlot(lines[i]!.slice(length), path, writing)),
    ]
  })
}

/** The line of each answer, in the order of the slots. */
export function answerLines(tree: Tree, count: number, writing: Writing): (readonly Placed[])[] {
  if (count < 2) return [lineOf(tree, soleBranch(tree, writing), writing)]
  const { branches, recordedPair: pair } = writing.sample
  if (pair) {
    const [chosen, rejected] = sideLines(tree, writing)
    return pair.chosen < pair.rejected ? [chosen, rejected] : [rejected, chosen]
  }
  checkRoles(tree, writing)
  return branches.map((_, lane) => {
    const id = recordedBranchId(lane)
    if (!findBranch(tree, id)) writing.refuse('answers to be compared of which one was taken away')
    return lineOf(tree, id, writing)
  })
}

/** Records of several answers hold ranks or scores but no marks: marks must say the same. */
function checkRoles({ roles }: Tree, writing: Writing): void {
  const { chosen, rejected } = roles
  if (chosen?.startsWith('n') || rejected?.startsWith('n'))
    writing.refuse('a new answer among those that the record compares')
  if (chosen === null || rejected === null) return
  const rankOf = (id: string) => writing.sample.branches[Number(id.slice(1))]?.rank
  const [better, worse] = [rankOf(chosen), rankOf(rejected)]
  if (better === undefined || worse === undefined || better >= worse)
    writing.refuse('a marked pair that the record’s own ranks or scores do not hold')
}

/** How much of the lines is the prompt slot's: the context, and what was cut from its end. */
function promptLength(
  lines: readonly (readonly Placed[])[],
  shared: number,
  prompt: Pointer | undefined,
): number {
  const isOfPrompt = (one: Placed | undefined) =>
    prompt !== undefined && (one?.base?.path.startsWith(prompt + '/') ?? false)
  let length = shared
  while (lines.every((line) => isOfPrompt(line[length]))) length++
  return length
}

function promptOf(
  line: readonly Placed[],
  { prompt, inColumns, hasSystem, hasHistory }: Slots,
  writing: Writing,
): readonly Splice[] {
  if (inColumns) return columnSplices(line, writing)
  const { splices, rest } = hasSystem ? writeSystem(line, writing) : { splices: [], rest: line }
  if (prompt !== undefined) {
    const own = rest.findIndex(({ base }) => base?.path === prompt)
    const at = !hasHistory ? 0 : own < 0 ? Math.max(rest.length - 1, 0) : own
    return [
      ...splices,
      ...(hasHistory ? historySplices(rest.slice(0, at), writing) : []),
      ...promptSlot(prompt, rest.slice(at), writing),
    ]
  }
  if (rest.length > 0) writing.refuse('a prompt in a record that has no place for one')
  return splices
}

/** A prompt that stands as a list of messages, as one text of the user, or as a transcript. */
export function promptSlot(path: Pointer, line: readonly Placed[], writing: Writing): Splice[] {
  if (isList(path, writing)) return listSplices(path, line, writing)
  const old = writing.stringAt(path) ?? ''
  if (isTranscript(old)) return transcriptPrompt(old, path, line, writing)
  const [only] = line
  if (!only && old === '') return []
  if (line.length !== 1 || only?.message.role !== 'user') {
    writing.refuse('a prompt of several messages in a column that holds one text')
    return []
  }
  if (!only.isEdited && only.base?.path === path) return []
  return writing.setAt(path, writing.quote(plainText(only.message.parts, writing)))
}

/** A prompt of several turns in one text; the mark that awaits the answer stays at its end. */
function transcriptPrompt(
  old: string,
  path: Pointer,
  line: readonly Placed[],
  writing: Writing,
): Splice[] {
  const { context, branches } = writing.sample
  const turns = transcriptTurns(old).map(({ start, end }) => old.slice(start, end))
  const read = [...context, ...branches[0].messages].filter((message) => message.path === path)
  const texts = new Map(read.map((message, i) => [message, turns[i]]))
  const fresh = line.map(({ base, message, isEdited }) =>
    base && !isEdited && base.path === path
      ? (texts.get(base) ?? '')
      : transcriptTurn(message, writing),
  )
  const text = [...fresh, ...turns.slice(read.length)].join('')
  return text === old ? [] : writing.setAt(path, writing.quote(text))
}

/** A message as a turn of a transcript. */
export function transcriptTurn({ role, parts }: Message, writing: Writing): string {
  if (role !== 'user' && role !== 'assistant') writing.refuse(`a ${role} message in a transcript`)
  const mark = TRANSCRIPT_MARKS[role === 'user' ? 'user' : 'assistant']
  return `${mark} ${plainText(parts, writing)}`
}

/** An answer that stands as a list of messages, as one message or as one text. */
export function answerSlot(line: readonly Placed[], path: Pointer, writing: Writing): Splice[] {
  if (isList(path, writing)) return listSplices(path, line, writing)
  const [only] = line
  const isObject = opens('{', path, writing)
  if (line.length > 1)
    writing.refuse(`several messages in a column that holds one ${isObject ? 'message' : 'text'}`)
  if (!isObject || !only) return answerSplices(only, path, writing)
  if (only.message.role !== 'assistant') writing.refuse('an answer that is not the assistant’s')
  return objectSplices(only, path, mannerOf(undefined, 'role', writing), writing)
}

/** A message that is one object of the record; a new one is laid out like the one that it replaces. */
export function objectSplices(
  { base, message, isEdited }: Placed,
  path: Pointer,
  manner: MessageManner,
  writing: Writing,
): Splice[] {
  if (base?.path === path && !isEdited) return []
  const { exact } = writing
  const own = { ...manner, model: exact.span(path) }
  const isObject = base !== undefined && opens('{', base.path, writing)
  const text = !isObject
    ? freshMessage(message, own, writing)
    : isEdited
      ? editedMessage(base, message, own, writing)
      : exact.slice(base.path)!
  return writing.setAt(path, text)
}

function isList(path: Pointer, writing: Writing): boolean {
  return opens('[', path, writing)
}

/** Whether the value at a place begins with this character. */
function opens(mark: string, path: Pointer, { exact }: Writing): boolean {
  const span = exact.span(path)
  return span !== undefined && exact.text[span.start] === mark
}
