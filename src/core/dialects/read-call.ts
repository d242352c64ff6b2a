/** Calls and arguments that stand as JSON. */
import { MAX_ARGS_DEPTH, nestsDeeper, SURELY_SHALLOW } from '../json/depth.ts'
import { ExactText, skipSpace, skipValue } from '../json/exact.ts'
import { jsonProblem } from '../json/reason.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Dialect as DialectId, ToolCall } from '../model/message.ts'
import type { CallReading } from './dialect.ts'
import { mendArguments, mendCall } from './mend.ts'

type Arguments = Pick<CallReading, 'args' | 'argsText' | 'argsWas' | 'error' | 'mend'>

const NO_ARGUMENTS: Json = {}
const TOO_DEEP = `The arguments are nested more than ${MAX_ARGS_DEPTH} levels deep.`
/** Raw texts are shown, not processed; the whole of it stays reachable by the call's path. */
const RAW_SHOWN = 2000

/** Reads the arguments of a call as the source holds them: an object, JSON text, or text of text. */
export function readArguments(
  raw: Json | undefined,
  exactText: string | undefined,
  name = '',
): Arguments {
  if (typeof raw === 'string') return readArgumentsText(raw, name)
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

function readArgumentsText(text: string, name: string): Arguments {
  let args: Json
  try {
    args = JSON.parse(text) as Json
  } catch {
    const reason = text.trim() === '' ? 'The arguments are empty text.' : notJson(text)
    return withMend(
      { args: undefined, argsWas: 'string', error: errorOf(reason, text) },
      name,
      text,
    )
  }
  if (text.length > SURELY_SHALLOW && nestsDeeper(args, MAX_ARGS_DEPTH))
    return { args: undefined, argsWas: 'string', error: errorOf(TOO_DEEP, text) }
  if (typeof args === 'string') {
    const inner = readArgumentsText(args, name)
    if (isJsonObject(inner.args)) return { ...inner, argsWas: 'doubleString' }
  }
  return { args, argsText: text, argsWas: 'string' }
}

/** Arguments that stand as bare JSON beside their call's name. */
export function readBareArguments(text: string, name: string): Arguments {
  const read = readArgumentsText(text, name)
  return read.argsWas === 'string' ? { ...read, argsWas: 'object' } : read
}

function withMend(read: Arguments, name: string, raw: string): Arguments {
  const mend = mendArguments(name, raw)
  return mend ? { ...read, mend } : read
}

function errorOf(reason: string, raw: string): { reason: string; raw: string } {
  return { reason, raw: raw.slice(0, RAW_SHOWN) }
}

function notJson(text: string): string {
  return `The arguments are not JSON. ${jsonProblem(text)?.reason ?? ''}`.trim()
}

/** Where a call stands, for its `dialect` and `path`. */
export interface CallOrigin {
  readonly dialect: DialectId
  readonly path: Pointer
}

/**
 * A call from the object that holds `name` and `arguments`. `exactOf` gives the exact text of one of
 * the object's members, where it is at hand; `key` is the member that holds the arguments.
 */
export function callFrom(
  object: JsonObject,
  id: string | undefined,
  { dialect, path }: CallOrigin,
  exactOf: ((key: string) => string | undefined) | undefined,
  key = argumentsKey(object),
): ToolCall {
  const raw = key === undefined ? undefined : object[key]
  const exactText = exactOf && key !== undefined ? exactTextOf(raw, exactOf(key)) : undefined
  const { name } = object
  const read = readArguments(raw, exactText, typeof name === 'string' ? name : '')
  // Spelled out in one go: copying a call once more costs an ingest dearly.
  const call = { name: typeof name === 'string' ? name : '', ...read, dialect, path }
  const complete =
    typeof name === 'string' && name !== ''
      ? call
      : { ...call, error: errorOf('The call names no tool.', exactText ?? '') }
  return id === undefined ? complete : { id, ...complete }
}

/** The text of arguments that are no text themselves; a value that was put together has its JSON. */
function exactTextOf(raw: Json | undefined, found: string | undefined): string | undefined {
  if (raw === undefined || typeof raw === 'string') return undefined
  return found ?? (nestsDeeper(raw, MAX_ARGS_DEPTH) ? undefined : JSON.stringify(raw))
}

/** Which member of a call object holds its arguments. */
export function argumentsKey(object: JsonObject): string | undefined {
  if (object.arguments !== undefined) return 'arguments'
  if (object.parameters !== undefined) return 'parameters'
  return object.args === undefined ? undefined : 'args'
}

/** A call that cannot be read. `mendable` is the text that might be mended, where it is a call's. */
export function brokenCall(reason: string, raw: string, mendable?: string): CallReading {
  const call: CallReading = {
    name: '',
    args: undefined,
    argsWas: 'absent',
    error: errorOf(reason, raw),
  }
  const mend = mendable === undefined ? undefined : mendCall(mendable)
  return mend ? { ...call, mend } : call
}

/** The calls that stand as JSON text: an object, a list, or objects one after the other. */
export function readJsonCalls(
  text: string,
  exact: boolean,
  origin: CallOrigin,
): readonly ToolCall[] {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return readSeveral(text, exact, origin)
  }
  return callsIn(value, text, exact, origin)
}

function readSeveral(text: string, exact: boolean, origin: CallOrigin): readonly ToolCall[] {
  const calls: ToolCall[] = []
  for (let at = skipSpace(text, 0); at < text.length;) {
    const end = skipValue(text, at)
    const piece = text.slice(at, end)
    try {
      calls.push(...callsIn(JSON.parse(piece) as Json, piece, exact, origin))
    } catch {
      const reason = `The call is not JSON. ${jsonProblem(text)?.reason ?? ''}`.trim()
      return [{ ...brokenCall(reason, text, text), ...origin }]
    }
    at = skipSpace(text, end)
  }
  return calls.length === 0 ? [{ ...brokenCall('The call is empty.', text), ...origin }] : calls
}

function callsIn(
  value: Json,
  text: string,
  exact: boolean,
  origin: CallOrigin,
): readonly ToolCall[] {
  const places = exact ? new ExactText(text) : undefined
  const elements: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value]
  const calls: ToolCall[] = []
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]!
    if (!isJsonObject(element)) {
      const reason = 'A tool call must be an object with a name and arguments.'
      calls.push({ ...brokenCall(reason, text), ...origin })
      continue
    }
    const nested = isJsonObject(element.function) ? element.function : undefined
    const base = (Array.isArray(value) ? `/${i}/` : '/') + (nested ? 'function/' : '')
    const id = typeof element.id === 'string' ? element.id : undefined
    const exactOf = places && ((key: string) => places.slice(base + key))
    calls.push(callFrom(nested ?? element, id, origin, exactOf))
  }
  return calls
}
