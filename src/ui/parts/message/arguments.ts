import { elementSpans, memberSpans, rootSpan, type Span } from '../../../core/json/exact.ts'
import type { Json } from '../../../core/model/json.ts'
import { childPointer, isJsonObject } from '../../../core/model/json.ts'
import type { ToolCall } from '../../../core/model/message.ts'

/** One argument of a call, taken from the exact text of the arguments. */
export interface Argument {
  readonly key: string
  /** JSON Pointer into the arguments. */
  readonly path: string
  readonly value: ArgumentValue
  /** The key stands more than once; only the last one counts. */
  readonly overruled: boolean
}

/** How a value is shown. Every text in it is taken from the source to the letter. */
export type ArgumentValue =
  /** A string without its quotes, where nobody can take it for anything else. */
  | { readonly kind: 'string'; readonly text: string }
  /** Any other value as it stands in the JSON: numbers keep their spelling. */
  | { readonly kind: 'json'; readonly text: string }
  /** A list of flat objects; null where an object lacks the column. */
  | {
      readonly kind: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly (ArgumentValue | null)[])[]
    }

/** Tables beyond this are shown as JSON, which folds. */
const MOST_COLUMNS = 8
const MOST_ROWS = 200

/**
 * The arguments of a call in source order, duplicate keys included. Undefined where they are not an
 * object, or cannot be read.
 */
export function listArguments(call: ToolCall): Argument[] | undefined {
  const text = argumentsText(call)
  if (text === undefined || !isJsonObject(call.args)) return undefined
  const members = memberSpans(text, rootSpan(text).start)
  const last = new Map(members.map((member, index) => [member.key, index]))
  return members.map(({ key, value }, index) => ({
    key,
    path: childPointer('', key),
    value: readValue(text, value),
    overruled: last.get(key) !== index,
  }))
}

/** The arguments as JSON text: exact where the sample was read so. Undefined where unreadable. */
export function argumentsText(call: ToolCall): string | undefined {
  if (call.args === undefined) return call.argsText
  return call.argsText ?? JSON.stringify(call.args)
}

function readValue(text: string, span: Span): ArgumentValue {
  return text[span.start] === '[' ? readList(text, span) : readFlat(text, span)
}

function readFlat(text: string, { start, end }: Span): ArgumentValue {
  const json = text.slice(start, end)
  if (json[0] !== '"') return { kind: 'json', text: json }
  const string = JSON.parse(json) as string
  return looksLikeJson(string) ? { kind: 'json', text: json } : { kind: 'string', text: string }
}

/** Whether a string without quotes could be mistaken for a number, a list, nothing at all … */
function looksLikeJson(string: string): boolean {
  if (string.trim() !== string || string === '') return true
  return /^(?:[[{"]|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$|(?:true|false|null|NaN|-?Infinity)$)/.test(
    string,
  )
}

function readList(text: string, list: Span): ArgumentValue {
  const json: ArgumentValue = { kind: 'json', text: text.slice(list.start, list.end) }
  const elements = elementSpans(text, list.start)
  if (elements.length === 0 || elements.length > MOST_ROWS) return json
  const columns: string[] = []
  const rows: Map<string, ArgumentValue>[] = []
  for (const element of elements) {
    if (text[element.start] !== '{') return json
    const row = new Map<string, ArgumentValue>()
    for (const { key, value } of memberSpans(text, element.start)) {
      if ('[{'.includes(text[value.start]!) || row.has(key)) return json
      row.set(key, readFlat(text, value))
      if (!columns.includes(key)) columns.push(key)
    }
    rows.push(row)
  }
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return json
  return {
    kind: 'table',
    columns,
    rows: rows.map((row) => columns.map((column) => row.get(column) ?? null)),
  }
}

/** What a schema asks of an argument, in two or three words: "array of string, required". */
export function expectedType(schema: Json, key: string): string {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const property = isJsonObject(properties) ? properties[key] : undefined
  const required = isJsonObject(schema) && isListed(schema['required'], key)
  const type = typeWords(property)
  return [type, required ? 'required' : ''].filter((word) => word !== '').join(', ')
}

/** "integer", "array of string", "one of 3", "string or null"; '' where the schema does not say. */
export function typeWords(schema: Json | undefined): string {
  if (!isJsonObject(schema)) return ''
  if (Array.isArray(schema['enum'])) return `one of ${schema['enum'].length}`
  const type = schema['type']
  if (type === 'array') {
    const items = typeWords(schema['items'])
    return items === '' ? 'array' : `array of ${items}`
  }
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return type.filter((t) => typeof t === 'string').join(' or ')
  return ''
}

function isListed(list: Json | undefined, key: string): boolean {
  return Array.isArray(list) && list.includes(key)
}
