import type { SchemaViolation } from '../checks/check.ts'
import type { Json } from '../model/json.ts'
import { isJsonObject, pointerKeys } from '../model/json.ts'
import { nearestName } from './nearest-name.ts'

/** What a validator knows about one broken rule; `describeBreach` puts it into words. */
export interface Breach {
  readonly keyword: string
  /** JSON Pointer into the arguments. */
  readonly path: string
  /** The keyword's value in the schema, e.g. the list of an `enum`. */
  readonly rule: Json | undefined
  /** The value that breaks it, or for `required` and unexpected properties the property's name. */
  readonly got: Json | undefined
  /** Names that would be right, where a name is wrong. */
  readonly known?: readonly string[]
}

export function describeBreach(breach: Breach): SchemaViolation {
  return { keyword: breach.keyword, path: breach.path, message: sentence(breach) }
}

/** The value of an instance or a schema at a pointer, undefined where there is none. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root
  for (const key of pointerKeys(pointer)) {
    if (Array.isArray(value)) value = value[Number(key)] as Json | undefined
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  return value
}

function sentence({ keyword, rule, got, known }: Breach): string {
  switch (keyword) {
    case 'type':
      return `Asks for ${typeWords(rule)}; got ${kindWord(got, rule)}.`
    case 'enum':
      return `${shown(got)} is not allowed. Use ${choices(Array.isArray(rule) ? rule : [])}.`
    case 'const':
      return `Must be ${shown(rule)}; got ${shown(got)}.`
    case 'required':
      return `${shown(got)} is missing.`
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const near = typeof got === 'string' && known ? nearestName(got, known) : undefined
      return `${shown(got)} is not expected here.${near === undefined ? '' : ` Did you mean “${near}”?`}`
    }
    case 'minimum':
      return `Must be at least ${shown(rule)}; got ${shown(got)}.`
    case 'maximum':
      return `Must be at most ${shown(rule)}; got ${shown(got)}.`
    case 'exclusiveMinimum':
      return `Must be more than ${shown(rule)}; got ${shown(got)}.`
    case 'exclusiveMaximum':
      return `Must be less than ${shown(rule)}; got ${shown(got)}.`
    case 'minLength':
      return `Needs at least ${counted(rule, 'character')}; has ${sizeOf(got)}.`
    case 'maxLength':
      return `May have at most ${counted(rule, 'character')}; has ${sizeOf(got)}.`
    case 'minItems':
      return `Needs at least ${counted(rule, 'entry', 'entries')}; has ${sizeOf(got)}.`
    case 'maxItems':
      return `May have at most ${counted(rule, 'entry', 'entries')}; has ${sizeOf(got)}.`
    case 'minProperties':
      return `Needs at least ${counted(rule, 'property', 'properties')}; has ${sizeOf(got)}.`
    case 'maxProperties':
      return `May have at most ${counted(rule, 'property', 'properties')}; has ${sizeOf(got)}.`
    case 'multipleOf':
      return `Must be a multiple of ${shown(rule)}; got ${shown(got)}.`
    case 'pattern':
      return `${shown(got)} does not match the pattern ${shown(rule)}.`
    case 'uniqueItems':
      return 'Two entries are the same.'
    case 'anyOf':
      return 'Fits none of the allowed forms.'
    case 'oneOf':
      return 'Must fit exactly one of the allowed forms.'
    case 'not':
      return 'Has a form that is ruled out.'
    case 'depth':
      return 'Nested too deeply to be checked.'
    default:
      return `Breaks the rule “${keyword}” of the tool's schema.`
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
}

function typeWords(rule: Json | undefined): string {
  const names = Array.isArray(rule) ? (rule as readonly Json[]) : [rule]
  return joined(
    names.map((name) => (typeof name === 'string' ? ARTICLES[name] : undefined) ?? shown(name)),
  )
}

function kindWord(value: Json | undefined, rule: Json | undefined): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  // Where an integer was asked for, "got a number" would not say what is wrong.
  if (typeof value === 'number') return rule === 'integer' ? String(value) : 'a number'
  if (typeof value === 'string') return 'a string'
  return Array.isArray(value) ? 'an array' : 'an object'
}

/** A value as people read it: strings in quotes, long things cut. */
function shown(value: Json | undefined): string {
  if (typeof value === 'string') return `“${cut(value, 60)}”`
  if (Array.isArray(value)) return 'the array'
  return typeof value === 'object' && value !== null ? 'the object' : String(value)
}

/** At most 10 alternatives by name; names that read as words go without quotes. */
function choices(values: readonly Json[]): string {
  if (values.length === 0) return 'nothing: the list of choices is empty'
  const names = values
    .slice(0, 10)
    .map((v) => (typeof v === 'string' && /^[\w.:-]+$/.test(v) ? v : shown(v)))
  return values.length > 10
    ? `${names.join(', ')} or one of ${values.length - 10} others`
    : joined(names)
}

function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function counted(count: Json | undefined, one: string, many = `${one}s`): string {
  return `${shown(count)} ${count === 1 ? one : many}`
}

function sizeOf(value: Json | undefined): string {
  if (typeof value === 'string') return String([...value].length)
  if (Array.isArray(value)) return String(value.length)
  return isJsonObject(value) ? String(Object.keys(value).length) : 'none'
}

function cut(text: string, length: number): string {
  const characters = [...text.slice(0, length * 2 + 2)]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}
