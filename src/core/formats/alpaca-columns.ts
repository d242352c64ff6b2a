import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import { withSystem } from './sample-of.ts'
import { historySchema, isHistory, isOptionalText, optionalText } from './shapes.ts'
import { z } from '../zod.ts'

/** The columns of a prompt in Alpaca's way, which LLaMA-Factory's ranking and KTO sets share. */
export const PROMPT_COLUMNS = {
  instruction: z.string(),
  input: optionalText,
  system: optionalText,
  history: historySchema,
}

export function fitsPrompt(record: JsonObject): boolean {
  return (
    typeof record.instruction === 'string' &&
    isOptionalText(record.input) &&
    isOptionalText(record.system) &&
    isHistory(record.history)
  )
}

/** Whether a record brings its prompt in Alpaca's columns and in no list of messages. */
export function isAlpacaShaped(record: Json): boolean {
  return (
    isJsonObject(record) &&
    record.instruction !== undefined &&
    record.conversations === undefined &&
    record.messages === undefined
  )
}

/**
 * The prompt: system text, earlier turns, then instruction and input as one user message, joined by
 * a line break as LLaMA-Factory joins them (spec: llama-factory §2).
 */
export function readPrompt(record: JsonObject, reading: Reading): readonly Message[] {
  const messages = readHistory(record, reading)
  const { instruction, input } = record
  if (instruction === undefined && input === undefined)
    reading.note('schema', '', 'The `instruction` is missing.')
  else {
    const text = joinPrompt(
      textColumn(instruction, '/instruction', reading),
      textColumn(input, '/input', reading),
    )
    const path = instruction === undefined ? '/input' : '/instruction'
    messages.push(readTextMessage('user', text, path, reading))
  }
  return withSystem(record, messages, reading)
}

export function joinPrompt(instruction: string, input: string): string {
  return instruction !== '' && input !== '' ? instruction + '\n' + input : instruction + input
}

/** Earlier turns: a `history` column of pairs. */
export function readHistory({ history }: JsonObject, reading: Reading): Message[] {
  const messages: Message[] = []
  if (Array.isArray(history))
    history.forEach((pair: Json, i) => readHistoryPair(pair, i, reading, messages))
  else if (history !== undefined && history !== null)
    reading.note('schema', '/history', 'The history must be a list of pairs.')
  return messages
}

function readHistoryPair(pair: Json, index: number, reading: Reading, messages: Message[]): void {
  const path = '/history/' + index
  const [user, assistant] = Array.isArray(pair) ? (pair as readonly Json[]) : []
  if (typeof user !== 'string' || typeof assistant !== 'string') {
    reading.note('schema', path, 'An earlier turn must be a pair of texts.')
    return
  }
  messages.push(readTextMessage('user', user, path + '/0', reading))
  messages.push(readTextMessage('assistant', assistant, path + '/1', reading))
}

function textColumn(value: Json | undefined, path: Pointer, reading: Reading): string {
  if (typeof value === 'string') return value
  if (value !== undefined && value !== null) reading.note('schema', path, 'Text should stand here.')
  return ''
}

/** Whether a message stands in the columns of the question. */
export function isQuestion(message: Message | undefined): boolean {
  return message?.path === '/instruction' || message?.path === '/input'
}

/** A completion that is one text: no message where the column is empty or no text. */
export function readCompletion(
  record: JsonObject,
  key: string,
  reading: Reading,
): readonly Message[] {
  const value = record[key]
  if (typeof value === 'string') return [readTextMessage('assistant', value, '/' + key, reading)]
  reading.note('schema', '/' + key, 'The answer must be text.')
  return []
}
