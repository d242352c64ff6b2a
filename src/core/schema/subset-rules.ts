import type { Json, JsonObject } from '../model/json.ts'

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

export interface Limit {
  readonly keyword: LimitKeyword
  readonly rule: number
}

export const KIND = {
  null: 1,
  boolean: 2,
  integer: 4,
  fraction: 8,
  string: 16,
  array: 32,
  object: 64,
}
export const ANY_KIND = 127
export const NUMBER = KIND.integer | KIND.fraction
export const TYPE_KINDS: Readonly<Record<string, number>> = { ...KIND, fraction: 0, number: NUMBER }

/** Which values a limit speaks about, and whether one keeps it. */
export const LIMITS = {
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
export type LimitKeyword = keyof typeof LIMITS

/** The kind of a value, as a bit of `KIND`. */
export function kindOf(value: Json): number {
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
