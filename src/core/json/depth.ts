import type { Json } from '../model/json.ts'

/** Below this many characters no JSON text nests deeper than `MAX_ARGS_DEPTH`. */
export const SURELY_SHALLOW = 1024
export const MAX_ARGS_DEPTH = 512

/** Whether a value has more than `levels` objects and arrays within each other. */
export function nestsDeeper(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[])
      if (typeof element === 'object' && nestsDeeper(element, levels - 1)) return true
    return false
  }
  const object = value as { readonly [key: string]: Json }
  for (const key in object)
    if (typeof object[key] === 'object' && nestsDeeper(object[key], levels - 1)) return true
  return false
}
