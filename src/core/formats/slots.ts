/**
 * Slots: the places of a record at which its prompt and its answers stand, whatever the columns are
 * called. A slot holds one text, one message, or a list of messages.
 */
import {
  isJsonObject,
  pointerKeys,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import type { Message, Role } from '../model/message.ts'
import { readHistory, readPrompt } from './alpaca-columns.ts'
import { readMessage, readMessages, readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import { withSystem } from './sample-of.ts'
import { isTranscript, readTranscript } from './transcript.ts'

export interface Slots {
  /** Undefined where there is no prompt, or where Alpaca's columns hold it. */
  readonly prompt?: Pointer
  /** Whether the prompt stands in Alpaca's columns, `instruction` and `input` among them. */
  readonly inColumns?: boolean
  /** One for each branch, in their order; empty where a record holds no answers. */
  readonly answers: readonly Pointer[]
  /** Whether a `system` column may stand before the prompt. */
  readonly hasSystem?: boolean
  /** Whether earlier turns may stand before the prompt, as pairs in a `history` column. */
  readonly hasHistory?: boolean
}

/** The value at a pointer; undefined where nothing is. */
export function valueAt(record: Json, pointer: Pointer): Json | undefined {
  let value: Json | undefined = record
  for (const key of pointerKeys(pointer)) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(key)]
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  return value
}

/** What stands in a slot, as messages; a text is said by `role`. */
export function readSlot(
  value: Json | undefined,
  path: Pointer,
  role: Role,
  reading: Reading,
): readonly Message[] {
  if (typeof value === 'string') return [readTextMessage(role, value, path, reading)]
  if (Array.isArray(value)) return readMessages(value as Json, path, reading)
  if (value === undefined || value === null) {
    reading.note('schema', path, `The \`${pointerKeys(path).at(-1) ?? ''}\` is missing.`)
    return []
  }
  if (!isJsonObject(value)) {
    reading.note('schema', path, 'Text or messages should stand here.')
    return [readTextMessage(role, JSON.stringify(value), path, reading)]
  }
  const message = readMessage(value, path, reading)
  return message ? [message] : []
}

/** A prompt slot: a text is a user's, unless it is a whole transcript that awaits its answer. */
export function readPromptSlot(
  value: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly Message[] {
  if (typeof value !== 'string' || !isTranscript(value))
    return readSlot(value, path, 'user', reading)
  const turns = readTranscript(value, path)
  const last = turns.at(-1)
  return last?.role === 'assistant' && last.parts.length === 0 ? turns.slice(0, -1) : turns
}

/** The whole prompt of a record. */
export function readPromptOf(
  record: JsonObject,
  { prompt, inColumns, hasSystem, hasHistory }: Slots,
  reading: Reading,
): readonly Message[] {
  if (inColumns) return readPrompt(record, reading)
  const asked = prompt === undefined ? [] : readPromptSlot(valueAt(record, prompt), prompt, reading)
  const messages = hasHistory ? [...readHistory(record, reading), ...asked] : asked
  return hasSystem ? withSystem(record, messages, reading) : messages
}
