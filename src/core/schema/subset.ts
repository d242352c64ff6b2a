import { equalData } from '../json/equal.ts'
import { childPointer, type Json, type JsonObject } from '../model/json.ts'
import { KIND, kindOf, LIMITS, type SubsetSchema } from './subset-rules.ts'
import type { Breach } from './violations.ts'

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
