import type { Json, JsonObject } from '../model/json.ts'

/**
 * Deep equality of plain data (what JSON and structured clone carry). A key whose value is
 * undefined equals a missing key. Own, iterative: data from files may be nested 100,000 deep.
 */
export function equalData(a: unknown, b: unknown): boolean {
  const stack: [unknown, unknown][] = [[a, b]]
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [x, y] = top
    if (Object.is(x, y) || x === y) continue
    if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false
    if (Array.isArray(x)) {
      if (!Array.isArray(y) || x.length !== y.length) return false
      for (let i = 0; i < x.length; i++) stack.push([x[i], y[i]])
      continue
    }
    if (Array.isArray(y)) return false
    const left = x as Record<string, unknown>
    const right = y as Record<string, unknown>
    for (const key of Object.keys(left))
      stack.push([left[key], Object.hasOwn(right, key) ? right[key] : undefined])
    for (const key of Object.keys(right))
      if (!Object.hasOwn(left, key) && right[key] !== undefined) return false
  }
  return true
}

/** Levels that `equalJson` walks by recursion, which is several times faster than its own stack. */
const RECURSION_LIMIT = 200

/** Deep equality of two JSON values, fast. Key order does not count; null and missing differ. */
export function equalJson(a: Json, b: Json, levels = RECURSION_LIMIT): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (levels === 0) return equalData(a, b)
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++)
      if (!equalJson(a[i] as Json, b[i] as Json, levels - 1)) return false
    return true
  }
  if (Array.isArray(b)) return false
  const left = a as JsonObject
  const right = b as JsonObject
  let keys = 0
  for (const key in left) {
    if (!Object.hasOwn(right, key) || !equalJson(left[key]!, right[key]!, levels - 1)) return false
    keys++
  }
  for (const _ in right) keys--
  return keys === 0
}

/**
 * Whether two JSON values say the same when a key with null and a missing key count as one, as the
 * boundary rule for shared prompts asks (spec: formats §6c).
 */
export function equalButNulls(a: Json | undefined, b: Json | undefined): boolean {
  const stack: (Json | undefined)[] = [a, b]
  while (stack.length > 0) {
    const y = stack.pop() ?? null
    const x = stack.pop() ?? null
    if (x === y) continue
    if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false
    if (Array.isArray(x)) {
      if (!Array.isArray(y) || x.length !== y.length) return false
      for (let i = 0; i < x.length; i++) stack.push(x[i] as Json, y[i] as Json)
      continue
    }
    if (Array.isArray(y)) return false
    const left = x as JsonObject
    const right = y as JsonObject
    for (const key in left) stack.push(left[key], ownValue(right, key))
    for (const key in right) if (!Object.hasOwn(left, key)) stack.push(null, right[key])
  }
  return true
}

function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
