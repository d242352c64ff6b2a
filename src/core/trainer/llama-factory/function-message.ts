import type { Json } from '../../model/json.ts'
import { asObject, isTruthy, item, loadJson, pythonType, TrainerStop } from './python.ts'
import type { Markers, ToolFormat } from './templates.ts'

/** A function message as the trainer takes it apart (spec §5). */
export interface FunctionMessage {
  readonly calls: readonly { readonly name: Json; readonly arguments: Json }[]
  /** Text that will stand before the calls: prose, a thinking block, further marked blocks. */
  readonly before: string
  /** What the trainer silently makes of it, if that is not what was written. */
  readonly changes: readonly string[]
}

/**
 * The calls of a function message: the first marked block as JSON and all else as text before it;
 * without one, the thinking block set aside and the rest as JSON; without that, everything as JSON.
 */
export function parseFunctionMessage(
  content: Json,
  thinkMarkers: Markers | null,
  callMarkers: Markers | null,
): FunctionMessage {
  if (typeof content !== 'string')
    throw new TrainerStop('TypeError', `text expected, got ${pythonType(content)}`)
  const changes: string[] = []
  const { json, before, isMarked } = takeApart(content, thinkMarkers, callMarkers)
  const value = loadJson(json)
  if (isMarked && callMarkers && firstBlock(before, callMarkers))
    changes.push('only the first marked call is read')
  const list: readonly Json[] = Array.isArray(value) ? value : [value]
  const calls = list.map((call) => ({
    name: item(call, 'name'),
    arguments: item(call, 'arguments'),
  }))
  if (calls.length === 0) changes.push('an empty list of calls trains an empty answer')
  if (calls.some((call) => typeof call.arguments === 'string'))
    changes.push('arguments given as text are encoded twice')
  return { calls, before, changes }
}

/** The JSON of a function message, and the text that will stand before its calls. */
export function takeApart(
  content: string,
  thinkMarkers: Markers | null,
  callMarkers: Markers | null,
): { readonly json: string; readonly before: string; readonly isMarked: boolean } {
  const marked = callMarkers && firstBlock(content, callMarkers)
  const set = marked ?? (thinkMarkers && firstBlock(content, thinkMarkers))
  const rest = set ? content.split(set.whole).join('') : content
  if (marked) return { json: marked.inner, before: rest, isMarked: true }
  return { json: rest, before: set?.whole ?? '', isMarked: false }
}

function firstBlock(
  text: string,
  [open, close]: Markers,
): { whole: string; inner: string } | undefined {
  const from = text.indexOf(open)
  const to = from < 0 ? -1 : text.indexOf(close, from + open.length)
  if (to < 0) return undefined
  return { whole: text.slice(from, to + close.length), inner: text.slice(from + open.length, to) }
}

/** Formats that write each argument by itself, and so need an object. */
const BY_ARGUMENT: readonly ToolFormat[] = ['qwen3_5', 'glm4_moe', 'seed_oss', 'minimax2', 'lfm2']
/** Formats that put the name into a text by addition, and so need a text. */
const ADDED_NAME: readonly ToolFormat[] = ['glm4_moe', 'seed_oss']

/** Writes the calls in a template's format, as far as that can fail. */
export function checkCalls({ calls }: FunctionMessage, format: ToolFormat): void {
  if (format === 'glm4') {
    if (calls.length > 1) throw new TrainerStop('ValueError', 'glm4 takes one call at a time')
    if (calls.length === 0) throw new TrainerStop('IndexError', 'no call to write')
  }
  for (const call of calls) {
    if (ADDED_NAME.includes(format) && typeof call.name !== 'string')
      throw new TrainerStop('TypeError', `a name expected, got ${pythonType(call.name)}`)
    if (BY_ARGUMENT.includes(format)) asObject(call.arguments)
  }
}

/**
 * Renders tool definitions, as far as that can fail: the text must be a JSON list of objects; the
 * `default` format also looks into each parameter (spec §5).
 */
export function checkTools(tools: Json, format: ToolFormat): void {
  if (!isTruthy(tools)) return
  const list = loadJson(tools)
  if (typeof list === 'number' || typeof list === 'boolean' || list === null)
    throw new TrainerStop('TypeError', `a list of tools expected, got ${pythonType(list)}`)
  if (!isTruthy(list) || format === 'seed_oss') return
  // An object's keys and a text's characters are texts, which have no `get`.
  const defs: readonly Json[] = Array.isArray(list) ? list : ['']
  for (const def of defs) {
    const bare = unwrapTool(asObject(def))
    if (format === 'default') checkDefaultTool(bare)
    if (format === 'glm4') item(bare, 'name')
    if (format === 'gemma4') checkGemmaTool(bare)
  }
}

function unwrapTool(def: Json): Json {
  const object = asObject(def)
  if (object['type'] !== 'function') return object
  return object['function'] ?? ''
}

function checkDefaultTool(tool: Json): void {
  const params = asObject(item(item(tool, 'parameters'), 'properties'))
  for (const name of Object.keys(params)) {
    const param = asObject(params[name])
    const values = param['enum']
    if (isTruthy(values) && !(Array.isArray(values) && values.every((v) => typeof v === 'string')))
      throw new TrainerStop('TypeError', `the values of ${name} must be texts`)
    if (isTruthy(param['items'])) asObject(param['items'])
  }
  if (typeof item(tool, 'name') !== 'string')
    throw new TrainerStop('TypeError', 'a tool needs a name')
}

function checkGemmaTool(tool: Json): void {
  const parameters = asObject(tool)['parameters']
  const params = isTruthy(parameters) ? asObject(parameters)['properties'] : undefined
  if (!isTruthy(params)) return
  for (const param of Object.values(asObject(params))) asObject(param)
}
