import { removeUriSchemePlugin } from '@hyperjump/browser'
import '@hyperjump/json-schema/draft-07'
import {
  registerSchema,
  unregisterSchema,
  validate,
  type Output,
  type Validator,
} from '@hyperjump/json-schema/draft-2020-12'
import { BASIC } from '@hyperjump/json-schema/experimental'
import type { Json } from '../model/json.ts'
import { isJsonObject } from '../model/json.ts'
import { valueAt, type Breach } from './violations.ts'

/**
 * The general validator: all of draft 2020-12 (and draft 7 where the schema names it), by
 * @hyperjump/json-schema, which needs no eval. Nothing is ever fetched: a reference to a document
 * that is not here makes the schema unusable and is reported as such.
 */
for (const scheme of ['http', 'https', 'file']) removeUriSchemePlugin(scheme)

const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema'
const DRAFT_7 = 'http://json-schema.org/draft-07/schema'
const BASE = 'https://tool.invalid/'

export type GeneralSchema =
  | { readonly kind: 'compiled'; breaches(value: Json): readonly Breach[] }
  | { readonly kind: 'malformed'; readonly reason: string }

let compiled = 0

/** Compiles a schema. Never rejects: what is wrong with the schema is the answer. */
export async function compileGeneral(schema: Json): Promise<GeneralSchema> {
  if (typeof schema !== 'boolean' && !isJsonObject(schema))
    return { kind: 'malformed', reason: 'It is neither an object nor true or false.' }
  // A name of its own for each, so that compilations that overlap cannot meet.
  const uri = `${BASE}${compiled++}`
  try {
    const { body, dialect } = withDialect(schema)
    registerSchema(body as Parameters<typeof registerSchema>[0], uri, dialect)
    try {
      const validator = await validate(uri)
      return { kind: 'compiled', breaches: (value) => breachesOf(validator, schema, value) }
    } finally {
      unregisterSchema(uri)
    }
  } catch (error) {
    return { kind: 'malformed', reason: reasonOf(error) }
  }
}

/**
 * Schemas name their dialect in many spellings, or one that we do not carry. Those of old drafts
 * are read as draft 7, all others as 2020-12: for tool arguments the differences do not matter.
 */
function withDialect(schema: Json): { body: Json; dialect: string } {
  if (!isJsonObject(schema) || !Object.hasOwn(schema, '$schema'))
    return { body: schema, dialect: DRAFT_2020 }
  const { $schema, ...body } = schema
  return {
    body,
    dialect: typeof $schema === 'string' && /draft-0[3-7]/.test($schema) ? DRAFT_7 : DRAFT_2020,
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'RangeError') return 'It is nested too deeply.'
  const remote = /Unable to load resource '([^']*)'/.exec(error.message)
  if (remote) return `It refers to ${remote[1]}, which is not in the record; nothing is fetched.`
  if (/^No schema found at|does not have property|has no property/.test(error.message))
    return 'It refers to a part of itself that it does not have.'
  if (error.name === 'InvalidSchemaError' || error.message === 'Invalid Schema')
    return 'It is not valid JSON Schema.'
  return error.message
}

function breachesOf(validator: Validator, schema: Json, value: Json): readonly Breach[] {
  let output: Output
  try {
    output = validator(value as Parameters<Validator>[0], BASIC)
  } catch (error) {
    if (error instanceof RangeError)
      return [{ keyword: 'depth', path: '', rule: undefined, got: undefined }]
    throw error
  }
  if (output.valid) return []
  const places = (output.errors ?? []).map((unit) => ({
    rulePath: fragment(unit.absoluteKeywordLocation),
    path: fragment(unit.instanceLocation),
  }))
  const choicesFailed = places.filter(({ rulePath }) => CHOICES.has(lastKey(rulePath)))
  const breaches: Breach[] = []
  for (const { rulePath, path } of places) {
    // Why each of several alternatives failed says less than that none fits.
    const inside = choicesFailed.some(
      (choice) =>
        rulePath.startsWith(`${choice.rulePath}/`) ||
        (/\/(\$defs|definitions)\//.test(rulePath) && `${path}/`.startsWith(`${choice.path}/`)),
    )
    if (!inside) breaches.push(...breachesAt(schema, value, rulePath, path))
  }
  // A value of the wrong type breaks other rules only because of its type.
  const mistyped = new Set(breaches.filter((b) => b.keyword === 'type').map((b) => b.path))
  const told = breaches.filter((b) => b.keyword === 'type' || !mistyped.has(b.path))
  // References in circles can leave nothing but inner failures; the verdict stands.
  return told.length > 0 ? told : [{ keyword: 'anyOf', path: '', rule: undefined, got: value }]
}

const CHOICES: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'not'])

function breachesAt(schema: Json, value: Json, rulePath: string, path: string): Breach[] {
  const keyword = lastKey(rulePath)
  const rule = valueAt(schema, rulePath)
  const got = valueAt(value, path)
  if (keyword === 'required' && Array.isArray(rule) && isJsonObject(got))
    return rule
      .filter((name) => !Object.hasOwn(got, String(name)))
      .map((name) => ({ keyword, path, rule, got: String(name) }))
  if (UNEXPECTED.has(keyword)) {
    const at = path.lastIndexOf('/')
    const properties = valueAt(schema, rulePath.slice(0, -keyword.length) + 'properties')
    const known = isJsonObject(properties) ? Object.keys(properties) : []
    return [{ keyword, path: path.slice(0, at), rule, got: lastKey(path), known }]
  }
  return [{ keyword, path, rule, got }]
}

const UNEXPECTED: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties'])

/** The JSON Pointer in a URI's fragment. */
function fragment(uri: string): string {
  return decodeURIComponent(uri.slice(uri.indexOf('#') + 1))
}

function lastKey(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replace(/~1/g, '/')
    .replace(/~0/g, '~')
}
