/** Arguments that stand one by one as untyped text between marks. */
import type { Span } from '../json/exact.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { ExactText } from '../json/exact.ts'
import type { Dialect as DialectId } from '../model/message.ts'
import type { CallReading, CallSegment } from './dialect.ts'

export interface TextValue {
  readonly key: string
  readonly value: Span
}

/** A call with such arguments. Until a schema says otherwise every value is a text. */
export function textValuesCall(
  text: string,
  dialect: DialectId,
  name: Span,
  args: Span,
  values: readonly TextValue[],
  id?: string,
): CallSegment {
  const pairs = values.map(({ key, value }) => [key, text.slice(value.start, value.end)] as const)
  const argsText = `{${pairs.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ')}}`
  const call: CallReading = {
    ...(id !== undefined && { id }),
    name: text.slice(name.start, name.end),
    args: Object.fromEntries(pairs),
    argsText,
    argsWas: 'xml',
  }
  const place = { name, args, values }
  const start = Math.min(name.start, args.start)
  return { kind: 'call', dialect, calls: [call], place, start, end: Math.max(name.end, args.end) }
}

/** Each argument's key and the text that stands for its value: a string itself, the rest as JSON. */
export function valueTexts(argsText: string): (readonly [key: string, text: string])[] {
  const exact = new ExactText(argsText)
  return exact
    .members(exact.root)
    .map(({ key, value }) => [key, bareValue(argsText.slice(value.start, value.end))] as const)
}

/** A JSON value as untyped text. */
export function bareValue(valueText: string): string {
  if (!valueText.startsWith('"')) return valueText
  const value = JSON.parse(valueText) as Json
  return typeof value === 'string' ? value : valueText
}

/**
 * Untyped arguments made what the tool's schema says: numbers, booleans, null, lists and objects where
 * the text is one, and text where text is allowed. Null where nothing changes.
 */
export function coerceArguments(
  args: Json | undefined,
  schema: Json,
): { readonly args: Json; readonly argsText: string } | null {
  if (!isJsonObject(args) || !isJsonObject(schema) || !isJsonObject(schema.properties)) return null
  const { properties } = schema
  let changed = false
  const values: Record<string, Json> = {}
  const texts: string[] = []
  for (const [key, value] of Object.entries(args)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    const typed = typeof value === 'string' ? coerceText(value, typesOf(property)) : undefined
    if (typed) changed = true
    const [one, text] = typed ?? [value, JSON.stringify(value)]
    Object.defineProperty(values, key, { value: one, enumerable: true })
    texts.push(`${JSON.stringify(key)}: ${text}`)
  }
  return changed ? { args: values, argsText: `{${texts.join(', ')}}` } : null
}

function typesOf(schema: Json | undefined): ReadonlySet<string> {
  const types = new Set<string>()
  if (!isJsonObject(schema)) return types
  const add = (type: Json | undefined) => {
    if (typeof type === 'string') types.add(type)
  }
  if (Array.isArray(schema.type)) for (const type of schema.type as readonly Json[]) add(type)
  else add(schema.type)
  for (const key of ['anyOf', 'oneOf']) {
    const choices = schema[key]
    if (Array.isArray(choices))
      for (const choice of choices as readonly Json[]) if (isJsonObject(choice)) add(choice.type)
  }
  return types
}

const PYTHON_WORDS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
}

/** The value and its JSON text; undefined where the text stays text. */
function coerceText(
  raw: string,
  types: ReadonlySet<string>,
): readonly [value: Json, text: string] | undefined {
  if (types.size === 0 || types.has('string')) return undefined
  const trimmed = raw.trim()
  const text = PYTHON_WORDS[trimmed] ?? trimmed
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return undefined
  }
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const fits =
    types.has(kind) || (kind === 'number' && types.has('integer') && Number.isInteger(value))
  return fits ? [value, text] : undefined
}
