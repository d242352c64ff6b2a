import type { SchemaViolation } from '../../../core/checks/check.ts'
import { ExactText } from '../../../core/json/exact.ts'
import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../../../core/model/json.ts'
import type { ToolDef } from '../../../core/model/message.ts'
import { typeWords } from '../../parts/message/arguments.ts'

/** How a value is edited: from a list, as text, or as a table of small values. */
export type FieldKind =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly count: number }

export interface Column {
  readonly key: string
  readonly schema: JsonObject | undefined
}

/** One argument in the form. */
export interface ArgumentField {
  readonly key: string
  readonly pointer: Pointer
  /** The value's exact JSON text; undefined where the argument is missing. */
  readonly text: string | undefined
  readonly schema: JsonObject | undefined
  /** What the schema asks for, in a word or two: "integer", "one of 3". */
  readonly expects: string
  readonly required: boolean
  /** The tool's schema does not know this argument. */
  readonly extra: boolean
  readonly field: FieldKind
}

/** A table has at most so many columns and rows; what is bigger is edited as JSON. */
const MAX_COLUMNS = 4
const MAX_ROWS = 40

/**
 * The form of a call's arguments: what the call has, in its own order, each once; then what the
 * schema knows and the call lacks. Undefined where the arguments are not an object.
 */
export function argumentFields(
  argsText: string,
  tool: ToolDef | undefined,
): ArgumentField[] | undefined {
  const exact = new ExactText(argsText)
  if (argsText[exact.root.start] !== '{') return undefined
  const schema = tool && isJsonObject(tool.schema) ? tool.schema : undefined
  const properties = isJsonObject(schema?.['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema?.['required']) ? schema['required'] : []
  const texts = new Map(
    exact
      .members(exact.root)
      .map(({ key, value }) => [key, argsText.slice(value.start, value.end)]),
  )
  const keys = [...texts.keys()]
  for (const key of Object.keys(properties)) if (!texts.has(key)) keys.push(key)
  return keys.map((key) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    const own = isJsonObject(known) ? known : undefined
    const text = texts.get(key)
    return {
      key,
      pointer: childPointer('', key),
      text,
      schema: own,
      expects: typeWords(own),
      required: required.includes(key),
      extra: schema !== undefined && known === undefined,
      field: fieldOf(text, own),
    }
  })
}

/** Whether a schema lets a value be a string. A schema that names no type lets everything be. */
export function allowsString(schema: JsonObject | undefined): boolean {
  const type = schema?.['type']
  if (Array.isArray(type)) return type.includes('string')
  if (type !== undefined) return type === 'string'
  const choices = schema?.['enum']
  return !Array.isArray(choices) || choices.some((choice) => typeof choice === 'string')
}

function fieldOf(text: string | undefined, schema: JsonObject | undefined): FieldKind {
  const choices = schema?.['enum']
  if (Array.isArray(choices) && choices.length > 0 && choices.length <= 200)
    return { kind: 'choice', choices: choices.map((choice) => JSON.stringify(choice)) }
  if (schema?.['type'] === 'boolean') return { kind: 'choice', choices: ['true', 'false'] }
  return tableOf(text, schema) ?? { kind: 'text' }
}

/** A list of flat objects is a table; an empty list is one if its schema says what it would hold. */
function tableOf(text: string | undefined, schema: JsonObject | undefined): FieldKind | undefined {
  if (text === undefined || !text.startsWith('[')) return undefined
  const rows = JSON.parse(text) as Json
  if (!Array.isArray(rows) || rows.length > MAX_ROWS) return undefined
  const items = isJsonObject(schema?.['items']) ? schema['items'] : undefined
  const properties = isJsonObject(items?.['properties']) ? items['properties'] : {}
  const keys = new Set<string>()
  for (const row of rows) {
    if (!isJsonObject(row)) return undefined
    for (const [key, value] of Object.entries(row)) {
      if (typeof value === 'object' && value !== null) return undefined
      keys.add(key)
    }
  }
  for (const key of Object.keys(properties)) keys.add(key)
  if (keys.size === 0 || keys.size > MAX_COLUMNS) return undefined
  const columns = [...keys].map((key): Column => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    return { key, schema: isJsonObject(known) ? known : undefined }
  })
  return { kind: 'table', columns, count: rows.length }
}

/**
 * How a value stands in its field: a string without its quotes where a string is expected or nothing
 * is, everything else as its exact JSON text.
 */
export function shownValue(text: string, schema: JsonObject | undefined): string {
  return text.startsWith('"') && allowsString(schema) ? (JSON.parse(text) as string) : text
}

/**
 * The JSON text that typed characters stand for. Where only strings fit they are a string; elsewhere
 * a number, `true`, `null`, a list … is taken to the letter, and what is no JSON is a string.
 * `was` is the value's text before: an untyped argument that was a string stays one.
 */
export function typedValue(
  typed: string,
  schema: JsonObject | undefined,
  was: string | undefined,
): string {
  const string = JSON.stringify(typed)
  if (allowsString(schema) && (schema?.['type'] !== undefined || schema?.['enum'] !== undefined)) {
    const only = schema['type'] === 'string' || schema['type'] === undefined
    if (only || was?.startsWith('"')) return string
  } else if (allowsString(schema) && (was === undefined || was.startsWith('"'))) return string
  return isJson(typed) ? typed.trim() : string
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A new row of a table: its columns with empty values of the kind that the schema asks for. */
export function blankRow(columns: readonly Column[]): string {
  const members = columns.map(({ key, schema }) => {
    const choices = schema?.['enum']
    const type = schema?.['type']
    const value = Array.isArray(choices)
      ? JSON.stringify(choices[0] ?? null)
      : type === 'integer' || type === 'number'
        ? '0'
        : type === 'boolean'
          ? 'false'
          : '""'
    return `${JSON.stringify(key)}: ${value}`
  })
  return `{${members.join(', ')}}`
}

/**
 * The violations that belong to one field: at or below its value, or, where the rule stands at the
 * arguments as a whole, those that name it (“cabin” is missing.).
 */
export function violationsOf(
  field: ArgumentField,
  violations: readonly SchemaViolation[],
): SchemaViolation[] {
  return violations.filter(({ path, keyword, message }) =>
    path === ''
      ? (keyword === 'required' || keyword.endsWith('Properties')) &&
        message.startsWith(`“${field.key}”`)
      : path === field.pointer || path.startsWith(field.pointer + '/'),
  )
}
