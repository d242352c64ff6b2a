import type { SchemaViolation } from '../../../core/checks/check.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../../../core/model/json.ts'
import { nearestName } from '../../../core/schema/nearest-name.ts'
import type { ArgumentField } from './argument-fields.ts'
import { renameMember, setValue, valueText } from './argument-text.ts'

/** A one-click way out of a violation. */
export interface Mend {
  /** "Make it 0". */
  readonly label: string
  /** The arguments' text after it. */
  readonly text: string
}

/**
 * Ways to mend what is wrong with a field, best first, at most two. `before` is the call's argument
 * text as it was when editing began: what it held can be put back.
 */
export function mendsOf(
  argsText: string,
  field: ArgumentField,
  violations: readonly SchemaViolation[],
  before: string,
  others: readonly ArgumentField[],
): Mend[] {
  const [violation] = violations
  if (!violation) return []
  const mends: Mend[] = []
  const add = (verb: string, pointer: Pointer, value: string | undefined) => {
    if (value === undefined) return
    mends.push({ label: `${verb} ${words(value)}`, text: setValue(argsText, pointer, value) })
  }
  if (violation.keyword === 'required') {
    add('Put back', field.pointer, valueText(before, field.pointer))
    if (mends.length === 0) add('Use the default,', field.pointer, defaultOf(field.schema))
    return mends
  }
  if (field.extra && violation.path === '') {
    const missing = others.filter((o) => o.text === undefined).map((o) => o.key)
    const near = nearestName(field.key, missing)
    if (near !== undefined)
      mends.push({ label: `Rename it ${near}`, text: renameMember(argsText, field.key, near) })
    mends.push({ label: 'Remove it', text: setValue(argsText, field.pointer, undefined) })
    return mends
  }
  const pointer = violation.path
  const there = valueText(argsText, pointer)
  if (there === undefined) return []
  const schema = schemaBelow(field, pointer)
  if (violation.keyword === 'type') add('Make it', pointer, coerced(there, schema))
  if (violation.keyword === 'enum') add('Make it', pointer, nearestChoice(there, schema))
  const was = valueText(before, pointer)
  if (was !== undefined && was !== there && !mends.some((m) => m.label === `Make it ${words(was)}`))
    add('Put back', pointer, was)
  return mends.slice(0, 2)
}

/** The JSON text as people read it: short, a plain string without quotes. */
function words(text: string): string {
  const value = /^"[\w.:/ -]{1,40}"$/.test(text) && !/^"(?:-?\d|true|false|null)/.test(text)
  const shown = value ? text.slice(1, -1) : text
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown
}

function schemaBelow(field: ArgumentField, pointer: Pointer): JsonObject | undefined {
  let schema = field.schema
  for (const key of pointer.slice(field.pointer.length).split('/').slice(1)) {
    const properties = schema?.['properties']
    const next: Json | undefined = /^\d+$/.test(key)
      ? schema?.['items']
      : isJsonObject(properties) && Object.hasOwn(properties, key)
        ? properties[key]
        : undefined
    schema = isJsonObject(next) ? next : undefined
  }
  return schema
}

/** The value in the type that the schema asks for, where it can be read as that and nothing is lost. */
function coerced(text: string, schema: JsonObject | undefined): string | undefined {
  const type = schema?.['type']
  const wanted = Array.isArray(type) ? type : [type]
  const inner = text.startsWith('"') ? (JSON.parse(text) as string).trim() : undefined
  for (const kind of wanted) {
    if (kind === 'string' && inner === undefined && !/^[[{]/.test(text)) return JSON.stringify(text)
    if (inner === undefined) {
      if (kind === 'integer' && /^-?\d+\.0+$/.test(text)) return text.replace(/\.0+$/, '')
      if (kind === 'array' && !text.startsWith('[')) return `[${text}]`
      continue
    }
    if (kind === 'integer' && /^[+-]?\d+$/.test(inner)) return plainNumber(inner)
    if (kind === 'number' && /^[+-]?\d+(?:\.\d+)?$/.test(inner)) return plainNumber(inner)
    if (kind === 'boolean' && /^(?:true|false)$/i.test(inner)) return inner.toLowerCase()
    if (kind === 'null' && /^(?:null|none)?$/i.test(inner)) return 'null'
    const opens = kind === 'array' ? '[' : kind === 'object' ? '{' : undefined
    if (opens && inner.startsWith(opens) && parses(inner)) return inner
  }
  if (inner !== undefined && wanted.includes('array')) return `[${text}]`
  return undefined
}

/** Digits as JSON spells them: no plus sign, no leading zeros. */
function plainNumber(digits: string): string {
  return digits.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1')
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function nearestChoice(text: string, schema: JsonObject | undefined): string | undefined {
  const choices = schema?.['enum']
  if (!Array.isArray(choices)) return undefined
  const value = text.startsWith('"') ? (JSON.parse(text) as string) : text
  const names = choices.map((choice) =>
    typeof choice === 'string' ? choice : JSON.stringify(choice),
  )
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')
  const same = names.find((name) => plain(name) === plain(value)) ?? nearestName(value, names)
  return same === undefined ? undefined : JSON.stringify(choices[names.indexOf(same)])
}

function defaultOf(schema: JsonObject | undefined): string | undefined {
  const choices = schema?.['enum']
  if (schema?.['default'] !== undefined) return JSON.stringify(schema['default'])
  return Array.isArray(choices) && choices.length === 1 ? JSON.stringify(choices[0]) : undefined
}
