import { equalButNulls } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { messageText, type Message } from '../model/message.ts'
import { readMessage, readMessages, readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import { isTranscript, readTranscript } from './transcript.ts'

/** One side: a message; taken as well, though no trainer does: a text, or a list of messages. */
export function readSide(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  reading: Reading,
): readonly Message[] {
  const value = record[key]
  const path = '/' + key
  if (typeof value === 'string') return [readTextMessage('assistant', value, path, reading)]
  if (Array.isArray(value)) return readMessages(value as Json, path, reading)
  if (value === undefined || value === null) {
    reading.note('schema', path, `The ${key} side is missing.`)
    return []
  }
  const message = readMessage(value, path, reading)
  return message ? [message] : []
}

/**
 * Whether the prompt stands in its own column. Not so in sets like ultrafeedback_binarized, where a
 * `prompt` text stands beside sides that repeat it as their first message.
 */
export function hasOwnPrompt(record: JsonObject): boolean {
  const { prompt } = record
  if (prompt === undefined || prompt === null) return false
  if (typeof prompt !== 'string') return true
  return !opensWithPrompt(record.chosen) || !opensWithPrompt(record.rejected)
}

function opensWithPrompt(side: Json | undefined): boolean {
  const first = Array.isArray(side) ? (side[0] as Json | undefined) : undefined
  return isJsonObject(first) && (first.role === 'user' || first.role === 'system')
}

/** A side that holds the whole conversation, as a list, a transcript or a single text. */
export function implicitSide(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  reading: Reading,
): readonly Message[] {
  const value = record[key]
  return typeof value === 'string' && isTranscript(value)
    ? readTranscript(value, '/' + key)
    : readSide(record, key, reading)
}

/** Whether a message of the chosen side and one of the rejected side say the same. */
export function sidesEqual(record: JsonObject): (a: Message, b: Message) => boolean {
  const { chosen, rejected } = record
  if (!Array.isArray(chosen) || !Array.isArray(rejected))
    return (a, b) => a.role === b.role && messageText(a) === messageText(b)
  return (a, b) =>
    equalButNulls(chosen[indexIn('/chosen', a)] as Json, rejected[indexIn('/rejected', b)] as Json)
}

function indexIn(list: Pointer, { path }: Message): number {
  return Number(path.slice(list.length + 1))
}
