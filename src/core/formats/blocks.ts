/**
 * Conversations whose messages consist of blocks, each of its own kind: Anthropic's content blocks,
 * Gemini's parts, the items of OpenAI's Responses. One entry of the record's list can be several
 * messages (tool results beside the user's words), and several entries one message (the items of one
 * turn), so each message knows the entries and the places that it was made from.
 */
import { isJsonObject, type Json, type Pointer } from '../model/json.ts'
import type { Message, Part, Role } from '../model/message.ts'
import type { Reading } from './reading.ts'

/** A message with the places in the record that it was made from. */
export interface Built {
  readonly message: Message
  /** For each part: its string, its call object or its result's body; undefined if it has no one place. */
  readonly places: readonly (Pointer | undefined)[]
  /** The list entries that hold it; empty where it stands outside the lists. */
  readonly entries: readonly Pointer[]
}

/** A part that was read, and where it stands. */
export interface PlacedPart {
  readonly part: Part
  readonly place: Pointer | undefined
}

export function built(
  role: Role,
  sourceRole: string,
  path: Pointer,
  parts: readonly PlacedPart[],
  entries: readonly Pointer[],
): Built {
  return {
    message: { role, sourceRole, parts: parts.map((one) => one.part), path },
    places: parts.map((one) => one.place),
    entries,
  }
}

/** A message that is one text outside the lists (`system`, `instructions`, an `input` text). */
export function builtText(role: Role, text: string, path: Pointer): Built {
  const parts: PlacedPart[] = text === '' ? [] : [{ part: { t: 'text', text }, place: path }]
  return built(role, role, path, parts, [])
}

/** An entry's parts by what they are: runs of tool results, and runs of everything else. */
export function builtRuns(
  role: Role,
  sourceRole: string,
  path: Pointer,
  parts: readonly PlacedPart[],
): Built[] {
  const runs: { isResult: boolean; parts: PlacedPart[] }[] = []
  for (const one of parts) {
    const isResult = one.part.t === 'result'
    const last = runs.at(-1)
    if (last?.isResult === isResult) last.parts.push(one)
    else runs.push({ isResult, parts: [one] })
  }
  if (runs.length === 0) return [built(role, sourceRole, path, [], [path])]
  return runs.map((run) => built(run.isResult ? 'tool' : role, sourceRole, path, run.parts, [path]))
}

/** The parts of a list of texts (`{text}` blocks); entries of other kinds are noted. */
export function textBlocks(
  list: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly PlacedPart[] {
  if (!Array.isArray(list)) {
    reading.note('schema', path, 'Text or a list of text blocks should stand here.')
    return []
  }
  return (list as readonly Json[]).flatMap((block, i): PlacedPart[] => {
    const at = `${path}/${i}`
    const text = isJsonObject(block) ? block.text : undefined
    if (typeof text === 'string') return textPart(text, at + '/text')
    reading.note('schema', at, 'A text block should stand here.')
    return []
  })
}

export function textPart(text: string, place: Pointer): PlacedPart[] {
  return text === '' ? [] : [{ part: { t: 'text', text }, place }]
}
