import { ExactText, rootSpan } from '../json/exact.ts'
import { jsonProblem } from '../json/reason.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { NO_TOOLS, type ToolDef, type ToolSet } from '../model/message.ts'
import type { Reading } from './reading.ts'
import { mendSchema } from './schema-words.ts'

/** The tools of a record: its `tools`, or the old `functions`. */
export function readTools(record: JsonObject, reading: Reading): ToolSet {
  const { tools } = record
  if (tools !== undefined && tools !== null) return readToolColumn(tools, '/tools', reading)
  const { functions } = record
  if (functions !== undefined && functions !== null)
    return readToolColumn(functions, '/functions', reading)
  return NO_TOOLS
}

/** The tools that stand at a place of their own. */
export function readToolColumn(column: Json, path: Pointer, reading: Reading): ToolSet {
  const tools =
    typeof column === 'string' ? fromText(column, path, reading) : fromList(column, path, reading)
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
 * flat map.
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
  const { name, description } = body
  if (typeof name !== 'string' || name === '') return undefined
  const given = body.parameters ?? body.input_schema ?? body.inputSchema
  const flat = isJsonObject(given) && isFlatMap(given) ? fromFlatMap(given) : undefined
  const { schema, repairs } = mendSchema(flat ?? given ?? NO_PARAMETERS)
  return {
    name,
    description: typeof description === 'string' ? description : '',
    schema,
    repairs: flat
      ? ['The parameters are a flat map; each was read as a property.', ...repairs]
      : repairs,
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

function fromFlatMap(map: JsonObject): JsonObject {
  const required = Object.keys(map).filter((name) => {
    const property = map[name]
    if (!isJsonObject(property) || 'default' in property || property.required === false)
      return false
    return !(typeof property.type === 'string' && /,\s*optional\s*$/i.test(property.type))
  })
  return { type: 'object', properties: map, required }
}

/** The exact text of each tool definition of a set, for those that show or copy one. */
export function toolTexts(tools: ToolSet): readonly string[] {
  const exact = new ExactText(tools.text)
  return exact.elements(exact.root).map(({ start, end }) => tools.text.slice(start, end))
}
