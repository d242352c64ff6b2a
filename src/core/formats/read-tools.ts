import { ExactText, rootSpan } from '../json/exact.ts'
import { jsonProblem } from '../json/reason.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { NO_TOOLS, type ToolDef, type ToolSet } from '../model/message.ts'
import type { Reading } from './reading.ts'
import { mendSchema } from './schema-words.ts'

/** The tools of a record, or of an object at `base` in it: its `tools`, or the old `functions`. */
export function readTools(record: JsonObject, reading: Reading, base: Pointer = ''): ToolSet {
  const { tools } = record
  if (tools !== undefined && tools !== null) return readToolColumn(tools, base + '/tools', reading)
  const { functions } = record
  if (functions !== undefined && functions !== null)
    return readToolColumn(functions, base + '/functions', reading)
  return NO_TOOLS
}

/** The tools whose definitions are given as JSON texts; `path` is the place of all of them. */
export function readToolTexts(texts: readonly string[], path: Pointer, reading: Reading): ToolSet {
  return texts.length === 0
    ? NO_TOOLS
    : noted(fromText(`[${texts.join(',')}]`, path, reading), path, reading)
}

/** The tools that a prompt's words list (see `tools-in-text.ts`), given likewise. */
export function readListedTools(
  texts: readonly string[],
  path: Pointer,
  reading: Reading,
): ToolSet {
  if (texts.length === 0) return NO_TOOLS
  const { toolSets } = reading
  const text = `[${texts.join(',')}]`
  const key = 'in text ' + text
  let tools = toolSets.get(key)
  if (!tools) {
    tools = { ...normaliseText(text, path), encoding: 'inText' }
    toolSets.set(key, tools)
  }
  return noted(tools, path, reading)
}

/** The tools of a column by another name than `tools`: a list, one definition, or the JSON text of it. */
export function readToolColumn(column: Json, path: Pointer, reading: Reading): ToolSet {
  const tools =
    typeof column === 'string' ? fromText(column, path, reading) : fromList(column, path, reading)
  return noted(tools, path, reading)
}

/** Says of every record what is wrong with its tools, though other records share them. */
function noted(tools: ToolSet, path: Pointer, reading: Reading): ToolSet {
  if (tools.error !== undefined) reading.note('tools', path, tools.error)
  return tools
}

function fromText(text: string, path: Pointer, reading: Reading): ToolSet {
  const known = reading.toolSets.get(text)
  if (known) return known
  const tools = normaliseText(text, path)
  reading.toolSets.set(text, tools)
  return tools
}

function normaliseText(text: string, path: Pointer): ToolSet {
  if (text.trim() === '') return { defs: [], encoding: 'string', text: '' }
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    const error = `The tools are not JSON. ${jsonProblem(text)?.reason ?? ''}`.trim()
    return { defs: [], encoding: 'string', text: '', error }
  }
  const { start, end } = rootSpan(text)
  const body = text.slice(start, end)
  return {
    ...normaliseTools(value, () => path),
    encoding: 'string',
    text: Array.isArray(value) ? body : `[${body}]`,
  }
}

function fromList(column: Json, path: Pointer, reading: Reading): ToolSet {
  const { exact, toolSets } = reading
  const at = (index: number) => (Array.isArray(column) ? path + '/' + index : path)
  if (!exact) {
    const known = toolSets.getList(column)
    if (known) return known
    const tools: ToolSet = { ...normaliseTools(column, at), encoding: 'list', text: '' }
    toolSets.setList(column, tools)
    return tools
  }
  const body = exact.slice(path) ?? ''
  const key = 'list ' + body
  const known = toolSets.get(key)
  if (known) return known
  const text = Array.isArray(column) ? body : `[${body}]`
  const tools: ToolSet = { ...normaliseTools(column, at), encoding: 'list', text }
  toolSets.set(key, tools)
  return tools
}

/**
 * Tool definitions of every shape that is about (spec: formats §4): OpenAI's wrapped and bare, flat
 * with `parameters`, Anthropic's `input_schema`, MCP's `inputSchema`, Gemini's declarations, xLAM's
 * flat map, Seal-Tools' `api_name` with such a map, ToolBench's lists of parameters.
 */
function normaliseTools(
  value: Json,
  pathOf: (index: number) => Pointer,
): { defs: readonly ToolDef[]; error?: string } {
  const entries: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value]
  const defs: ToolDef[] = []
  let error: string | undefined
  entries.forEach((entry, index) => {
    const path = pathOf(index)
    const declared = isJsonObject(entry)
      ? (entry.function_declarations ?? entry.functionDeclarations)
      : undefined
    const group = Array.isArray(declared) ? (declared as readonly Json[]) : [entry]
    for (const one of group) {
      const def = isJsonObject(one) ? toolDef(one, path) : undefined
      if (def) defs.push(def)
      else error ??= `Tool ${index + 1} is no definition: an object with a name is wanted.`
    }
  })
  return error === undefined ? { defs } : { defs, error }
}

function toolDef(entry: JsonObject, path: Pointer): ToolDef | undefined {
  const body = isJsonObject(entry.function) ? entry.function : entry
  const name = body.name ?? body.api_name
  const description = body.description ?? body.api_description
  if (typeof name !== 'string' || name === '') return undefined
  const given = body.parameters ?? body.input_schema ?? body.inputSchema
  const rewritten =
    isJsonObject(given) && isFlatMap(given) ? fromFlatMap(given, body.required) : fromLists(body)
  const { schema, repairs } = mendSchema(rewritten?.schema ?? given ?? NO_PARAMETERS)
  return {
    name,
    description: typeof description === 'string' ? description : '',
    schema,
    repairs: rewritten ? [rewritten.repair, ...repairs] : repairs,
    path,
  }
}

const NO_PARAMETERS: Json = { type: 'object', properties: {} }

/** Whether parameters are `{name: {type, description}}` instead of a schema. */
function isFlatMap(given: JsonObject): boolean {
  const keys = Object.keys(given)
  if (keys.length === 0 || '$ref' in given || 'anyOf' in given || 'oneOf' in given) return false
  if (typeof given.type === 'string' || isJsonObject(given.properties)) return false
  return keys.every((key) => isJsonObject(given[key]))
}

interface Rewritten {
  readonly schema: JsonObject
  readonly repair: string
}

/** `names` is the list of required ones, where the definition has one beside the map. */
function fromFlatMap(map: JsonObject, names: Json | undefined): Rewritten {
  const required = Array.isArray(names)
    ? (names as Json)
    : Object.keys(map).filter((name) => isRequired(map[name]))
  return {
    schema: { type: 'object', properties: map, required },
    repair: 'The parameters are a flat map; each was read as a property.',
  }
}

function isRequired(property: Json | undefined): boolean {
  if (!isJsonObject(property) || 'default' in property || property.required === false) return false
  return !(typeof property.type === 'string' && /,\s*optional\s*$/i.test(property.type))
}

/** ToolBench's `required_parameters` and `optional_parameters`, lists of `{name, type, description}`. */
function fromLists(body: JsonObject): Rewritten | undefined {
  const required = namedParameters(body.required_parameters)
  const optional = namedParameters(body.optional_parameters)
  if (!required && !optional) return undefined
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries([...(required ?? []), ...(optional ?? [])]),
      required: (required ?? []).map(([name]) => name),
    },
    repair: 'The parameters are lists; each entry was read as a property.',
  }
}

function namedParameters(list: Json | undefined): [string, JsonObject][] | undefined {
  if (!Array.isArray(list)) return undefined
  return (list as readonly Json[]).flatMap((entry): [string, JsonObject][] => {
    if (!isJsonObject(entry) || typeof entry.name !== 'string') return []
    const { name, ...property } = entry
    return [[name, property]]
  })
}

/** The exact text of each tool definition of a set, for those that show or copy one. */
export function toolTexts(tools: ToolSet): readonly string[] {
  const exact = new ExactText(tools.text)
  return exact.elements(exact.root).map(({ start, end }) => tools.text.slice(start, end))
}
