/** Field paths (see `FieldPath` in `mapping.ts`): parsed, written, and followed through a record. */
import { childPointer, isJsonObject, type Json, type Pointer } from '../model/json.ts'
import { fail, ok, type Result } from '../result.ts'

export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  /** −1 is the last element. */
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' }
  /** What stands here is JSON text: go on inside it. */
  | { readonly kind: 'decode' }

export interface PathError {
  readonly kind: 'path'
  /** Characters before the place. */
  readonly at: number
  readonly message: string
}

const BARE_KEY = /[^.[\]~"]+/y
const QUOTED_KEY = /"(?:[^"\\]|\\.)*"/y
const BRACKET = /\[(\*|-1|0|[1-9]\d{0,8})\]/y

/** The steps of a path. */
export function parsePath(path: string): Result<readonly PathStep[], PathError> {
  const steps: PathStep[] = []
  const stop = (at: number, message: string) => fail({ kind: 'path' as const, at, message })
  const take = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at
    return pattern.exec(path)
  }
  if (path === '') return stop(0, 'The path is empty.')
  for (let at = 0; at < path.length;) {
    const char = path[at]!
    if (char === '~') {
      steps.push({ kind: 'decode' })
      at++
    } else if (char === '[') {
      const bracket = take(BRACKET, at)
      if (!bracket) return stop(at, 'Brackets hold a number from 0, −1 for the last, or “*”.')
      const [whole, inside] = bracket
      steps.push(inside === '*' ? { kind: 'each' } : { kind: 'index', index: Number(inside) })
      at += whole.length
    } else {
      if (char === '.' && steps.length === 0) return stop(at, 'A path does not begin with a dot.')
      if (char !== '.' && steps.length > 0) return stop(at, 'A dot is missing before a key.')
      const from = char === '.' ? at + 1 : at
      const key = path[from] === '"' ? take(QUOTED_KEY, from) : take(BARE_KEY, from)
      const name = key && keyOf(key[0])
      if (!key || name === undefined || name === null)
        return stop(from, 'A key is missing, or its quotes are not closed.')
      steps.push({ kind: 'key', key: name })
      at = from + key[0].length
    }
  }
  return ok(steps)
}

function keyOf(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** The path of these steps; `parsePath` gives them back. */
export function formatPath(steps: readonly PathStep[]): string {
  let path = ''
  for (const step of steps) {
    if (step.kind === 'decode') path += '~'
    else if (step.kind === 'each') path += '[*]'
    else if (step.kind === 'index') path += `[${step.index}]`
    else path += (path === '' ? '' : '.') + keyText(step.key)
  }
  return path
}

function keyText(key: string): string {
  return key === '' || /[.[\]~"]/.test(key) ? JSON.stringify(key) : key
}

/** The path that is one key, whatever it holds. */
export function keyPath(key: string): string {
  return keyText(key)
}

/**
 * A value in a record, and where it stands: `steps` holds a pointer into the record and, for each
 * decoded text on the way, one more into the JSON value of the text that the one before points at.
 */
export interface Place {
  readonly value: Json
  readonly steps: readonly [Pointer, ...Pointer[]]
}

export const WHOLE: Pointer = ''

export function rootPlace(record: Json): Place {
  return { value: record, steps: [WHOLE] }
}

/** Where a place is in the record: for what stands inside a decoded text, the text. */
export function pointerOf(place: Pick<Place, 'steps'>): Pointer {
  return place.steps[0]
}

/** A step that cannot be taken although something stands there. */
export interface Dead {
  readonly at: Place
  readonly message: string
}

/**
 * All values at a path, in order. What is not there gives none; `dead` hears of a text that should
 * be decoded and is no JSON.
 */
export function valuesAt(
  from: Place,
  path: readonly PathStep[],
  dead?: (dead: Dead) => void,
): readonly Place[] {
  let places: readonly Place[] = [from]
  for (const step of path) {
    const next: Place[] = []
    for (const place of places) follow(place, step, next, dead)
    if (next.length === 0) return next
    places = next
  }
  return places
}

function follow(
  place: Place,
  step: PathStep,
  into: Place[],
  dead: ((dead: Dead) => void) | undefined,
): void {
  const { value } = place
  if (step.kind === 'key') {
    if (isJsonObject(value) && Object.hasOwn(value, step.key))
      into.push(childPlace(place, step.key, value[step.key]!))
  } else if (step.kind === 'decode') {
    if (value === null) return
    if (typeof value !== 'string') {
      dead?.({ at: place, message: 'Text that holds JSON should stand here.' })
      return
    }
    const decoded = decode(value)
    if (decoded === undefined) dead?.({ at: place, message: 'The text here is not JSON.' })
    else into.push({ value: decoded, steps: [...place.steps, WHOLE] })
  } else if (Array.isArray(value)) {
    const list = value as readonly Json[]
    if (step.kind === 'each') list.forEach((one, i) => into.push(childPlace(place, i, one)))
    else {
      const index = step.index < 0 ? list.length + step.index : step.index
      if (index >= 0 && index < list.length) into.push(childPlace(place, index, list[index]!))
    }
  }
}

/** The place of a member or an element. */
export function childPlace({ steps }: Place, key: string | number, value: Json): Place {
  const [first, ...others] = steps
  const last = others.pop()
  return last === undefined
    ? { value, steps: [childPointer(first, key)] }
    : { value, steps: [first, ...others, childPointer(last, key)] }
}

function decode(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
