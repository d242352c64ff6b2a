import { ExactText, skipSpace, skipValue } from '../json/exact.ts'
import { jsonProblem } from '../json/reason.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Dialect, Part, ToolCall } from '../model/message.ts'
import { MAX_ARGS_DEPTH, nestsDeeper, SURELY_SHALLOW, type Reading } from './reading.ts'

type Arguments = Pick<ToolCall, 'args' | 'argsText' | 'argsWas' | 'error'>

const NO_ARGUMENTS: Json = {}
const TOO_DEEP = `The arguments are nested more than ${MAX_ARGS_DEPTH} levels deep.`
/** Raw texts are shown, not processed; the whole of it stays reachable by the call's path. */
const RAW_SHOWN = 2000

/** Reads the arguments of a call as the source holds them: an object, JSON text, or text of text. */
function readArguments(raw: Json | undefined, exactText: string | undefined): Arguments {
  if (typeof raw === 'string') return readArgumentsText(raw)
  if (raw === undefined || raw === null)
    return { args: NO_ARGUMENTS, argsText: '{}', argsWas: 'absent' }
  if (nestsDeeper(raw, MAX_ARGS_DEPTH))
    return {
      args: undefined,
      argsWas: 'object',
      error: { reason: TOO_DEEP, raw: exactText?.slice(0, RAW_SHOWN) ?? '' },
    }
  return exactText === undefined
    ? { args: raw, argsWas: 'object' }
    : { args: raw, argsText: exactText, argsWas: 'object' }
}

function readArgumentsText(text: string): Arguments {
  let args: Json
  try {
    args = JSON.parse(text) as Json
  } catch {
    const reason = text.trim() === '' ? 'The arguments are empty text.' : notJson(text)
    return { args: undefined, argsWas: 'string', error: { reason, raw: text.slice(0, RAW_SHOWN) } }
  }
  if (text.length > SURELY_SHALLOW && nestsDeeper(args, MAX_ARGS_DEPTH))
    return {
      args: undefined,
      argsWas: 'string',
      error: { reason: TOO_DEEP, raw: text.slice(0, RAW_SHOWN) },
    }
  if (typeof args === 'string') {
    const inner = readArgumentsText(args)
    if (isJsonObject(inner.args)) return { ...inner, argsWas: 'doubleString' }
  }
  return { args, argsText: text, argsWas: 'string' }
}

function notJson(text: string): string {
  return `The arguments are not JSON. ${jsonProblem(text)?.reason ?? ''}`.trim()
}

/**
 * A call from the object that holds `name` and `arguments`. `exactOf` gives the exact text of one of
 * the object's members, where it is at hand.
 */
export function callFrom(
  object: JsonObject,
  id: string | undefined,
  path: Pointer,
  dialect: Dialect,
  exactOf: ((key: string) => string | undefined) | undefined,
  key: string | undefined = argumentsKey(object),
): ToolCall {
  const raw = key === undefined ? undefined : object[key]
  const exactText =
    exactOf && key !== undefined && typeof raw === 'object' ? exactOf(key) : undefined
  const read = readArguments(raw, exactText)
  const { name } = object
  const call = { name: typeof name === 'string' ? name : '', ...read, dialect, path }
  const complete =
    typeof name === 'string' && name !== ''
      ? call
      : {
          ...call,
          error: { reason: 'The call names no tool.', raw: exactText?.slice(0, RAW_SHOWN) ?? '' },
        }
  return id === undefined ? complete : { id, ...complete }
}

function argumentsKey(object: JsonObject): string | undefined {
  if (object.arguments !== undefined) return 'arguments'
  if (object.parameters !== undefined) return 'parameters'
  return object.args === undefined ? undefined : 'args'
}

/** A call that cannot be read, and why. */
export function brokenCall(reason: string, raw: string, path: Pointer, dialect: Dialect): ToolCall {
  return {
    name: '',
    args: undefined,
    argsWas: 'absent',
    dialect,
    path,
    error: { reason, raw: raw.slice(0, RAW_SHOWN) },
  }
}

/** A call as OpenAI writes it (`{id, function: {name, arguments}}`), or the same without `function`. */
export function readCallObject(
  raw: Json,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
): ToolCall {
  if (!isJsonObject(raw)) return brokenCall('A tool call must be an object.', '', path, dialect)
  const nested = isJsonObject(raw.function) ? raw.function : undefined
  const { exact } = reading
  const base = nested ? path + '/function/' : path + '/'
  const id = typeof raw.id === 'string' ? raw.id : undefined
  return callFrom(nested ?? raw, id, path, dialect, exact && ((key) => exact.slice(base + key)))
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
  return callFrom(block, id, path, 'block', exactOf, keys.args)
}

/** Appends the calls that stand as JSON text: an object, a list, or objects one after the other. */
export function readCallText(
  text: string,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
  parts: Part[],
): void {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    readSeveral(text, path, dialect, reading, parts)
    return
  }
  addCalls(value, text, path, dialect, reading, parts)
}

function readSeveral(
  text: string,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
  parts: Part[],
): void {
  const values: { value: Json; text: string }[] = []
  for (let at = skipSpace(text, 0); at < text.length;) {
    const end = skipValue(text, at)
    const piece = text.slice(at, end)
    try {
      values.push({ value: JSON.parse(piece) as Json, text: piece })
    } catch {
      const reason = `The call is not JSON. ${jsonProblem(text)?.reason ?? ''}`.trim()
      parts.push({ t: 'call', call: brokenCall(reason, text, path, dialect) })
      return
    }
    at = skipSpace(text, end)
  }
  if (values.length === 0)
    parts.push({ t: 'call', call: brokenCall('The call is empty.', text, path, dialect) })
  for (const piece of values) addCalls(piece.value, piece.text, path, dialect, reading, parts)
}

function addCalls(
  value: Json,
  text: string,
  path: Pointer,
  dialect: Dialect,
  reading: Reading,
  parts: Part[],
): void {
  const exact = reading.exact ? new ExactText(text) : undefined
  const elements: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value]
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]!
    if (!isJsonObject(element)) {
      const reason = 'A tool call must be an object with a name and arguments.'
      parts.push({ t: 'call', call: brokenCall(reason, text, path, dialect) })
      continue
    }
    const nested = isJsonObject(element.function) ? element.function : undefined
    const base = (Array.isArray(value) ? `/${i}/` : '/') + (nested ? 'function/' : '')
    const id = typeof element.id === 'string' ? element.id : undefined
    const exactOf = exact && ((key: string) => exact.slice(base + key))
    parts.push({ t: 'call', call: callFrom(nested ?? element, id, path, dialect, exactOf) })
  }
}
