/** Any JSON value as `JSON.parse` gives it (numbers may have lost their spelling). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * A JSON Pointer (RFC 6901) into one record: `''` is the whole record, `/messages/3/content` a
 * string in it.
 */
export type Pointer = string

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Appends one key or index to a pointer, escaping `~` and `/`. */
export function childPointer(parent: Pointer, key: string | number): Pointer {
  if (typeof key === 'number') return parent + '/' + key
  return parent + '/' + (/[~/]/.test(key) ? key.replace(/~/g, '~0').replace(/\//g, '~1') : key)
}

/** The keys of a pointer, unescaped. `''` has none. Throws on text that is no pointer. */
export function pointerKeys(pointer: Pointer): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) throw new Error(`not a JSON Pointer: ${JSON.stringify(pointer)}`)
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'))
}
