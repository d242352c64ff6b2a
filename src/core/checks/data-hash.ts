import type { Json } from '../model/json.ts'

/** Letters of a text that are looked at, evenly spread. */
const SAMPLES = 16

/**
 * A number that equal data share, whatever the order of keys; data that differ mostly have different
 * ones. Long texts are sampled: whoever finds two numbers equal still compares.
 */
export function dataHash(value: Json | undefined): number {
  switch (typeof value) {
    case 'string':
      return textHash(value)
    case 'number':
      // Both zeros are one number.
      return mixed(Math.trunc(value) | 0, Math.trunc((value % 1) * 1e6))
    case 'object':
      return value === null ? 3 : partsHash(value)
    default:
      return value ? 1 : 2
  }
}

function partsHash(value: Exclude<Json, string | number | boolean | null>): number {
  let hash = 0
  if (Array.isArray(value))
    for (const item of value as readonly Json[]) hash = mixed(hash, dataHash(item))
  else
    for (const [key, item] of Object.entries<Json>(value))
      hash = (hash + mixed(textHash(key), dataHash(item))) | 0
  return hash
}

function textHash(text: string): number {
  let hash = text.length
  const stride = Math.max(1, Math.floor(text.length / SAMPLES))
  for (let i = 0; i < text.length; i += stride) hash = mixed(hash, text.charCodeAt(i))
  return hash
}

function mixed(a: number, b: number): number {
  return Math.imul(a ^ b, 0x01000193) + (b << 5) + 0x9e37
}
