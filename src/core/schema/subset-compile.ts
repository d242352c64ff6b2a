import { isJsonObject, type Json } from '../model/json.ts'
import {
  ANY_KIND,
  LIMITS,
  NUMBER,
  TYPE_KINDS,
  type Limit,
  type LimitKeyword,
  type SubsetSchema,
} from './subset-rules.ts'

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

function isLimit(keyword: LimitKeyword, rule: Json): boolean {
  if (typeof rule !== 'number') return false
  return LIMITS[keyword].kinds === NUMBER || (Number.isInteger(rule) && rule >= 0)
}

function isDistinctStrings(value: Json): value is readonly string[] {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) return false
  return value.length < 2 || new Set(value).size === value.length
}
