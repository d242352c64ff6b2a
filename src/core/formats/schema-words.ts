import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

/**
 * Mends the type words of parameter schemas, which come from Python, Gemini and loose hands, so that
 * a JSON Schema validator understands them. Every mend is noted. The source keeps its own words.
 */
export function mendSchema(schema: Json): { schema: Json; repairs: readonly string[] } {
  const repairs = new Set<string>()
  const mended = mend(schema, repairs, MAX_LEVELS)
  return { schema: mended, repairs: [...repairs] }
}

/** Deeper than any schema people write; what lies below stays as it is. */
const MAX_LEVELS = 64

const STANDARD = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])

/** What other words for types mean; `any` is no constraint. */
const WORDS = new Map<string, string>([
  ['dict', 'object'],
  ['map', 'object'],
  ['mapping', 'object'],
  ['hash', 'object'],
  ['hashmap', 'object'],
  ['hashtable', 'object'],
  ['list', 'array'],
  ['tuple', 'array'],
  ['arraylist', 'array'],
  ['queue', 'array'],
  ['stack', 'array'],
  ['set', 'array'],
  ['float', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['int', 'integer'],
  ['long', 'integer'],
  ['short', 'integer'],
  ['byte', 'integer'],
  ['bigint', 'integer'],
  ['str', 'string'],
  ['text', 'string'],
  ['char', 'string'],
  ['bool', 'boolean'],
  ['none', 'null'],
  ['nonetype', 'null'],
  ['any', 'any'],
])

/** The standard word for a type word, `any`, or undefined where nobody knows it. */
function standardWord(word: string): string | undefined {
  const plain = word.trim().toLowerCase()
  if (STANDARD.has(plain)) return plain
  return WORDS.get(plain) ?? WORDS.get(plain.replace(/[[(<].*$/s, ''))
}

function mend(schema: Json, repairs: Set<string>, levels: number): Json {
  if (!isJsonObject(schema) || levels === 0) return schema
  let changed = false
  const entries: [string, Json][] = []
  for (const key of Object.keys(schema)) {
    const value = schema[key]!
    const fresh = mendMember(key, value, repairs, levels)
    if (fresh !== value) changed = true
    if (fresh !== undefined) entries.push([key, fresh])
  }
  const required = isJsonObject(schema.properties)
    ? requiredByProperties(schema.properties, repairs)
    : undefined
  if (required) {
    const own = Array.isArray(schema.required) ? (schema.required as readonly Json[]) : []
    const names = own.filter((name) => !(typeof name === 'string' && required.optional.has(name)))
    for (const name of required.names) if (!names.includes(name)) names.push(name)
    const rest = entries.filter(([key]) => key !== 'required')
    return Object.fromEntries<Json>([...rest, ['required', names]])
  }
  return changed ? Object.fromEntries(entries) : schema
}

function mendMember(
  key: string,
  value: Json,
  repairs: Set<string>,
  levels: number,
): Json | undefined {
  switch (key) {
    case 'type':
      return mendType(value, repairs)
    case 'required':
      if (typeof value !== 'boolean') return value
      return undefined
    case 'properties':
    case 'patternProperties':
    case '$defs':
    case 'definitions':
      return isJsonObject(value) ? mendEach(value, repairs, levels - 1) : value
    case 'items':
    case 'additionalProperties':
    case 'not':
      return mend(value, repairs, levels - 1)
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
    case 'prefixItems': {
      const list = listOf(value)
      if (!list) return value
      const fresh = list.map((entry) => mend(entry, repairs, levels - 1))
      return fresh.some((entry, i) => entry !== list[i]) ? fresh : value
    }
    default:
      return value
  }
}

function mendEach(schemas: JsonObject, repairs: Set<string>, levels: number): JsonObject {
  let changed = false
  const entries = Object.keys(schemas).map((name): [string, Json] => {
    const fresh = mend(schemas[name]!, repairs, levels)
    if (fresh !== schemas[name]) changed = true
    return [name, fresh]
  })
  return changed ? Object.fromEntries(entries) : schemas
}

function mendType(type: Json, repairs: Set<string>): Json | undefined {
  const list = listOf(type)
  if (list) {
    const fresh = list.map((word) => mendType(word, repairs))
    if (fresh.includes(undefined)) return undefined
    return fresh.some((word, i) => word !== list[i]) ? (fresh as Json[]) : type
  }
  if (typeof type !== 'string' || STANDARD.has(type)) return type
  const [first = '', ...rest] = type.split(',')
  const word = rest.join(',').trim().toLowerCase() === 'optional' ? first : type
  const standard = standardWord(word)
  if (standard === undefined) {
    repairs.add(`The type “${type.slice(0, 40)}” is not known, so it is not checked.`)
    return undefined
  }
  if (standard === 'any') {
    repairs.add(`The type “${type.slice(0, 40)}” was read as no constraint.`)
    return undefined
  }
  repairs.add(`The type “${type.slice(0, 40)}” was read as ${standard}.`)
  return standard
}

function listOf(value: Json): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined
}

/** `required: true` on a property, and “str, optional”, belong into the parent's list. */
function requiredByProperties(
  properties: JsonObject,
  repairs: Set<string>,
): { names: string[]; optional: Set<string> } | undefined {
  const names: string[] = []
  const optional = new Set<string>()
  for (const name of Object.keys(properties)) {
    const property = properties[name]!
    if (!isJsonObject(property)) continue
    if (property.required === true) names.push(name)
    else if (property.required === false) optional.add(name)
    else if (typeof property.type === 'string' && /,\s*optional\s*$/i.test(property.type))
      optional.add(name)
  }
  if (names.length === 0 && optional.size === 0) return undefined
  if (names.length > 0) repairs.add('“required: true” on a property was read as the list.')
  return { names, optional }
}
