import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'

/** The Python exceptions that end a training run before its first step. */
export type PythonException =
  | 'AttributeError'
  | 'IndexError'
  | 'KeyError'
  | 'NotImplementedError'
  | 'RuntimeError'
  | 'TypeError'
  | 'ValueError'

/**
 * The trainer stops here. Thrown only inside this folder, because it mirrors code that throws, and
 * caught at its one edge, `runTrainer`, which hands it out as a value.
 */
export class TrainerStop extends Error {
  readonly exception: PythonException
  /** The missing key of a `KeyError`; null for `KeyError: None`. */
  readonly key: string | number | null | undefined

  constructor(exception: PythonException, message: string, key?: string | number | null) {
    super(message)
    this.name = 'TrainerStop'
    this.exception = exception
    this.key = key
  }
}

/** `container[key]` for a string key: what is no object cannot be asked. */
export function item(container: Json | undefined, key: string | null): Json {
  if (!isJsonObject(container))
    throw new TrainerStop('TypeError', `${pythonType(container)} has no keys to look up`)
  const value = key !== null && Object.hasOwn(container, key) ? container[key] : undefined
  if (value === undefined) throw new TrainerStop('KeyError', `the key ${key} is missing`, key)
  return value
}

/** `object.get(key)`, which only an object has. */
export function getItem(container: Json | undefined, key: string): Json | undefined {
  return Object.hasOwn(asObject(container), key) ? asObject(container)[key] : undefined
}

/** The object whose methods (`items`, `get`) are about to be called. */
export function asObject(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw new TrainerStop('AttributeError', `${pythonType(value)} is no object`)
}

/** Whether Python takes a value for true. */
export function isTruthy(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === false || value === '' || value === 0)
    return false
  if (Array.isArray(value)) return value.length > 0
  return !isJsonObject(value) || Object.keys(value).length > 0
}

/** `json.loads`: JSON with `NaN` and `Infinity`. What is no text is a `TypeError`. */
export function loadJson(text: Json): Json {
  if (typeof text !== 'string')
    throw new TrainerStop('TypeError', `JSON text expected, got ${pythonType(text)}`)
  try {
    return JSON.parse(text) as Json
  } catch {
    return loadWithConstants(text)
  }
}

/** The constants become 0: no rule here looks at a number's value. */
function loadWithConstants(text: string): Json {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/gs, (token) =>
    token.startsWith('"') ? token : ' 0 ',
  )
  try {
    return JSON.parse(plain) as Json
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'invalid JSON'
    throw new TrainerStop('RuntimeError', `Invalid JSON: ${reason}`)
  }
}

export function pythonType(value: Json | undefined): string {
  if (value === null || value === undefined) return 'None'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
