import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { messageText, type Message } from '../model/message.ts'
import { readMessage, readMessages, readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import type { Side } from './split.ts'
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

/** A side that holds the whole conversation. */
export function implicitSide(
  record: JsonObject,
  key: 'chosen' | 'rejected',
  reading: Reading,
): Side {
  const value = record[key]
  if (typeof value === 'string' && isTranscript(value))
    return {
      messages: readTranscript(value, '/' + key),
      valueOf: (message) => [message.role, messageText(message)],
    }
  const start = key.length + 2
  return {
    messages: readSide(record, key, reading),
    valueOf: Array.isArray(value)
      ? (message) => value[Number(message.path.slice(start))] as Json
      : (message) => [message.role, messageText(message)],
  }
}
