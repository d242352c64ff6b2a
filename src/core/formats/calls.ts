import type { CallReading } from '../dialects/dialect.ts'
import { brokenCall, callFrom, readJsonCalls } from '../dialects/read-call.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Dialect, Part, ToolCall } from '../model/message.ts'
import type { Reading } from './reading.ts'

/** A call with its place in the record. */
export function placeCall(call: CallReading, dialect: Dialect, path: Pointer): ToolCall {
  return { ...call, dialect, path }
}

/** A call as OpenAI writes it (`{id, function: {name, arguments}}`), or the same without `function`. */
export function readCallObject(
  raw: Json,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
): ToolCall {
  if (!isJsonObject(raw))
    return placeCall(brokenCall('A tool call must be an object.', ''), dialect, path)
  const nested = isJsonObject(raw.function) ? raw.function : undefined
  const { exact } = reading
  const base = nested ? path + '/function/' : path + '/'
  const id = typeof raw.id === 'string' ? raw.id : undefined
  const exactOf = exact && ((key: string) => exact.slice(base + key))
  return callFrom(nested ?? raw, id, { dialect, path }, exactOf)
}

/** The names under which a block keeps a call's id and arguments. */
export interface CallKeys {
  readonly id: string
  readonly args: string
}

/** A call that is an object of its own among others: a block, a part, an item. */
export function readCallBlock(
  block: JsonObject,
  path: Pointer,
  keys: CallKeys,
  reading: Reading,
): ToolCall {
  const { exact } = reading
  const given = block[keys.id]
  const id = typeof given === 'string' ? given : undefined
  const exactOf = exact && ((key: string) => exact.slice(path + '/' + key))
  return callFrom(block, id, { dialect: 'block', path }, exactOf, keys.args)
}

/** Appends the calls that stand as JSON text: an object, a list, or objects one after the other. */
export function readCallText(
  text: string,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
  parts: Part[],
): void {
  for (const call of readJsonCalls(text, reading.exact !== undefined, { dialect, path }))
    parts.push({ t: 'call', call })
}
