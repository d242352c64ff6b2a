import { equalButNulls } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { messageText, type Message } from '../model/message.ts'
import type { Reading } from './reading.ts'
import { readSlot } from './slots.ts'
import { isTranscript, readTranscript } from './transcript.ts'

/** The columns of two sides that are compared. */
export interface SideColumns {
  readonly chosen: string
  readonly rejected: string
}

export const SIDES: SideColumns = { chosen: 'chosen', rejected: 'rejected' }

/** One side: a message; taken as well, though no trainer does: a text, or a list of messages. */
export function readSide(record: JsonObject, key: string, reading: Reading): readonly Message[] {
  const value = record[key]
  if (value !== undefined && value !== null) return readSlot(value, '/' + key, 'assistant', reading)
  reading.note('schema', '/' + key, `The ${key} side is missing.`)
  return []
}

/**
 * Whether the prompt stands in its own column. Not so in sets like ultrafeedback_binarized, where a
 * `prompt` stands beside sides that repeat it as their first messages.
 */
export function hasOwnPrompt(record: JsonObject): boolean {
  const { prompt } = record
  if (prompt === undefined || prompt === null) return false
  return !opensWithPrompt(record.chosen) || !opensWithPrompt(record.rejected)
}

function opensWithPrompt(side: Json | undefined): boolean {
  const first = Array.isArray(side) ? (side[0] as Json | undefined) : undefined
  return isJsonObject(first) && (first.role === 'user' || first.role === 'system')
}

/** A side that holds the whole conversation, as a list, a transcript or a single text. */
export function implicitSide(
  record: JsonObject,
  key: string,
  reading: Reading,
): readonly Message[] {
  const value = record[key]
  return typeof value === 'string' && isTranscript(value)
    ? readTranscript(value, '/' + key)
    : readSide(record, key, reading)
}

/** Whether a message of the chosen side and one of the rejected side say the same. */
export function sidesEqual(
  record: JsonObject,
  sides: SideColumns = SIDES,
): (a: Message, b: Message) => boolean {
  const chosen = record[sides.chosen]
  const rejected = record[sides.rejected]
  if (!Array.isArray(chosen) || !Array.isArray(rejected))
    return (a, b) => a.role === b.role && messageText(a) === messageText(b)
  return (a, b) =>
    equalButNulls(
      chosen[indexIn('/' + sides.chosen, a)] as Json,
      rejected[indexIn('/' + sides.rejected, b)] as Json,
    )
}

function indexIn(list: Pointer, { path }: Message): number {
  return Number(path.slice(list.length + 1))
}
