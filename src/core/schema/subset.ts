import type { Json, JsonObject } from '../model/json.ts'
import { childPointer, isJsonObject } from '../model/json.ts'
import { equalData } from '../json/equal.ts'
import type { Breach } from './violations.ts'

/**
 * A compiled schema of the common kind: types, properties, lists, choices and limits. Nearly every
 * tool definition keeps to these keywords, and checking them by hand costs a fraction of a general
 * validator's time, above all at compiling: files may bring new tools with every record.
 */
export interface SubsetSchema {
  /** Allowed kinds as bits of `KIND`. */
  readonly kinds: number
  readonly type: Json | undefined
  readonly choices: readonly Json[] | undefined
  readonly constant: { readonly value: Json } | undefined
  readonly required: readonly string[]
  readonly properties: ReadonlyMap<string, SubsetSchema>
  /** For properties not named; null where they may be anything. */
  readonly others: SubsetSchema | null
  readonly items: SubsetSchema | null
  readonly limits: readonly Limit[]
  /** The schema `false`. */
  readonly never: boolean
}

interface Limit {
  readonly keyword: LimitKeyword
  readonly rule: number
}

const KIND = { null: 1, boolean: 2, integer: 4, fraction: 8, string: 16, array: 32, object: 64 }
const ANY_KIND = 127
const NUMBER = KIND.integer | KIND.fraction
const TYPE_KINDS: Readonly<Record<string, number>> = { ...KIND, fraction: 0, number: NUMBER }

/** Which values a limit speaks about, and whether one keeps it. */
const LIMITS = {
  minimum: { kinds: NUMBER, keeps: (v: Json, rule: number) => (v as number) >= rule },
  maximum: { kinds: NUMBER, keeps: (v: Json, rule: number) => (v as number) <= rule },
  exclusiveMinimum: { kinds: NUMBER, keeps: (v: Json, rule: number) => (v as number) > rule },
  exclusiveMaximum: { kinds: NUMBER, keeps: (v: Json, rule: number) => (v as number) < rule },
  minLength: { kinds: KIND.string, keeps: (v: Json, rule: number) => codePoints(v) >= rule },
  maxLength: { kinds: KIND.string, keeps: (v: Json, rule: number) => codePoints(v) <= rule },
  minItems: { kinds: KIND.array, keeps: (v: Json, rule: number) => entries(v) >= rule },
  maxItems: { kinds: KIND.array, keeps: (v: Json, rule: number) => entries(v) <= rule },
  minProperties: { kinds: KIND.object, keeps: (v: Json, rule: number) => entries(v) >= rule },
  maxProperties: { kinds: KIND.object, keeps: (v: Json, rule: number) => entries(v) <= rule },
}
type LimitKeyword = keyof typeof LIMITS

/**
 * The compiled form of a schema that keeps to the common keywords; undefined for every other one,
 * also for any that may be malformed: those are for the general validator to judge.
 */
export function compileSubset(schema: Json, depth = 0): SubsetSchema | undefined {
  if (schema === true) return ANYTHING
  if (schema === false) return NEVER
  if (!isJsonObject(schema) || depth > 100) return undefined
  const draft: { -readonly [K in keyof SubsetSchema]: SubsetSchema[K] } = { ...ANYTHING }
  let limits: Limit[] | undefined
  for (const keyword of Object.keys(schema)) {
    const rule = schema[keyword]!
    switch (keyword) {
      case 'type': {
        const kinds = kindsOf(rule)
        if (kinds === undefined) return undefined
        draft.kinds = kinds
        draft.type = rule
        break
      }
      case 'enum':
        if (!Array.isArray(rule)) return undefined
        draft.choices = rule as readonly Json[]
        break
      case 'const':
        draft.constant = { value: rule }
        break
      case 'required':
        if (!isDistinctStrings(rule)) return undefined
        draft.required = rule
        break
      case 'properties': {
        const properties = compileProperties(rule, depth)
        if (!properties) return undefined
        draft.properties = properties
        break
      }
      case 'additionalProperties':
      case 'items': {
        const inner = compileSubset(rule, depth + 1)
        if (!inner) return undefined
        draft[keyword === 'items' ? 'items' : 'others'] = inner === ANYTHING ? null : inner
        break
      }
      case 'title':
      case 'description':
      case 'format': // an annotation in draft 2020-12
      case '$comment':
        if (typeof rule !== 'string') return undefined
        break
      case 'deprecated':
      case 'readOnly':
      case 'writeOnly':
        if (typeof rule !== 'boolean') return undefined
        break
      case 'examples':
        if (!Array.isArray(rule)) return undefined
        break
      case 'default':
        break
      default:
        if (Object.hasOwn(LIMITS, keyword)) {
          const limit = { keyword: keyword as LimitKeyword, rule: rule as number }
          if (!isLimit(limit.keyword, rule)) return undefined
          ;(limits ??= []).push(limit)
        } else if (keyword.startsWith('$') || OTHER_KEYWORDS.has(keyword)) return undefined
    }
  }
  if (limits) draft.limits = limits
  return draft
}

/** Whether the value fits. Stops at the first breach and allocates nothing. */
export function fitsSubset(schema: SubsetSchema, value: Json): boolean {
  return walk(schema, value, '', undefined)
}

/** Every breach, in the order of the value. */
export function subsetBreaches(schema: SubsetSchema, value: Json): readonly Breach[] {
  const breaches: Breach[] = []
  walk(schema, value, '', breaches)
  return breaches
}

function walk(s: SubsetSchema, value: Json, path: string, out: Breach[] | undefined): boolean {
  const kind = kindOf(value)
  if ((s.kinds & kind) === 0 || s.never) {
    out?.push({ keyword: s.never ? 'false' : 'type', path, rule: s.type, got: value })
    return false
  }
  let fits = true
  if (s.choices && !includes(s.choices, value)) {
    if (!out) return false
    out.push({ keyword: 'enum', path, rule: s.choices, got: value })
    fits = false
  }
  if (s.constant && !equalData(s.constant.value, value)) {
    if (!out) return false
    out.push({ keyword: 'const', path, rule: s.constant.value, got: value })
    fits = false
  }
  for (const { keyword, rule } of s.limits) {
    const limit = LIMITS[keyword]
    if ((limit.kinds & kind) === 0 || limit.keeps(value, rule)) continue
    if (!out) return false
    out.push({ keyword, path, rule, got: value })
    fits = false
  }
  if (kind === KIND.array) return walkEntries(s, value as readonly Json[], path, out) && fits
  if (kind === KIND.object) return walkProperties(s, value as JsonObject, path, out) && fits
  return fits
}

function walkEntries(
  s: SubsetSchema,
  list: readonly Json[],
  path: string,
  out: Breach[] | undefined,
): boolean {
  if (!s.items) return true
  let fits = true
  for (let i = 0; i < list.length; i++) {
    if (walk(s.items, list[i]!, out ? childPointer(path, i) : '', out)) continue
    if (!out) return false
    fits = false
  }
  return fits
}

function walkProperties(
  s: SubsetSchema,
  object: JsonObject,
  path: string,
  out: Breach[] | undefined,
): boolean {
  let fits = true
  for (const name of s.required) {
    if (Object.hasOwn(object, name)) continue
    if (!out) return false
    out.push({ keyword: 'required', path, rule: s.required, got: name })
    fits = false
  }
  if (s.properties.size === 0 && !s.others) return fits
  for (const name of Object.keys(object)) {
    const inner = s.properties.get(name) ?? s.others
    if (!inner) continue
    if (inner.never && out) {
      const known = [...s.properties.keys()]
      out.push({ keyword: 'additionalProperties', path, rule: false, got: name, known })
      fits = false
    } else if (!walk(inner, object[name]!, out ? childPointer(path, name) : '', out)) {
      if (!out) return false
      fits = false
    }
  }
  return fits
}

function includes(choices: readonly Json[], value: Json): boolean {
  for (const choice of choices) if (choice === value) return true
  if (typeof value !== 'object' || value === null) return false
  return choices.some((choice) => equalData(choice, value))
}

const ANYTHING: SubsetSchema = {
  kinds: ANY_KIND,
  type: undefined,
  choices: undefined,
  constant: undefined,
  required: [],
  properties: new Map(),
  others: null,
  items: null,
  limits: [],
  never: false,
}
const NEVER: SubsetSchema = { ...ANYTHING, never: true }

/** Keywords of drafts 2020-12 and 7 that the subset leaves to the general validator. */
const OTHER_KEYWORDS: ReadonlySet<string> = new Set([
  'additionalItems',
  'allOf',
  'anyOf',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'definitions',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'maxContains',
  'minContains',
  'multipleOf',
  'not',
  'oneOf',
  'pattern',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
])

function compileProperties(rule: Json, depth: number): Map<string, SubsetSchema> | undefined {
  if (!isJsonObject(rule)) return undefined
  const properties = new Map<string, SubsetSchema>()
  for (const name of Object.keys(rule)) {
    const inner = compileSubset(rule[name]!, depth + 1)
    if (!inner) return undefined
    properties.set(name, inner)
  }
  return properties
}

function kindsOf(type: Json): number | undefined {
  if (typeof type === 'string')
    return type !== 'fraction' && Object.hasOwn(TYPE_KINDS, type) ? TYPE_KINDS[type] : undefined
  if (!isDistinctStrings(type) || type.length === 0) return undefined
  let kinds = 0
  for (const name of type) {
    const kind = kindsOf(name)
    if (kind === undefined) return undefined
    kinds |= kind
  }
  return kinds
}

function kindOf(value: Json): number {
  switch (typeof value) {
    case 'string':
      return KIND.string
    case 'number':
      return Number.isInteger(value) ? KIND.integer : KIND.fraction
    case 'boolean':
      return KIND.boolean
    default:
      return value === null ? KIND.null : Array.isArray(value) ? KIND.array : KIND.object
  }
}

function isLimit(keyword: LimitKeyword, rule: Json): boolean {
  if (typeof rule !== 'number') return false
  return LIMITS[keyword].kinds === NUMBER || (Number.isInteger(rule) && rule >= 0)
}

function isDistinctStrings(value: Json): value is readonly string[] {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) return false
  return value.length < 2 || new Set(value).size === value.length
}

function codePoints(value: Json): number {
  const text = value as string
  let count = text.length
  for (let i = 1; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800)
      count--
  return count
}

function entries(value: Json): number {
  return Array.isArray(value) ? value.length : Object.keys(value as JsonObject).length
}
