/**
 * Values as Python holds them: whole numbers apart from floats, objects in the order in which they
 * were written. `JSON.parse` would lose both, and what a trainer writes depends on both.
 */

/** bigint is `int`, number is `float`. */
export type PyValue =
  null | boolean | bigint | number | string | readonly PyValue[] | PyDict | PyTuple | PyOpaque

export class PyDict {
  readonly #entries = new Map<string, readonly [key: PyValue, value: PyValue]>()

  /** A key that is there already keeps its place and takes the new value. */
  set(key: PyValue, value: PyValue): void {
    const id = typeof key === 'string' ? 's' + key : keyId(key)
    this.#entries.set(id, [this.#entries.get(id)?.[0] ?? key, value])
  }

  get(key: string): PyValue | undefined {
    return this.#entries.get('s' + key)?.[1]
  }

  get size(): number {
    return this.#entries.size
  }

  entries(): Iterable<readonly [key: PyValue, value: PyValue]> {
    return this.#entries.values()
  }
}

export class PyTuple {
  readonly items: readonly PyValue[]
  constructor(items: readonly PyValue[]) {
    this.items = items
  }
}

/** What JSON has no word for: bytes, sets, complex numbers, the ellipsis. */
export class PyOpaque {
  readonly kind: 'bytes' | 'set' | 'complex' | 'ellipsis'
  readonly text: string
  constructor(kind: PyOpaque['kind'], text = '') {
    this.kind = kind
    this.text = text
  }
}

/** Equal numbers are one key whatever their type, and a boolean is a number. */
function keyId(key: PyValue): string {
  if (typeof key === 'boolean') return key ? 'n1' : 'n0'
  if (typeof key === 'bigint') return 'n' + key.toString()
  if (typeof key === 'number') return 'n' + (Number.isInteger(key) ? BigInt(key).toString() : key)
  if (key instanceof PyTuple) return `t(${key.items.map(keyId).join(',')})`
  if (key instanceof PyOpaque) return `${key.kind} ${key.text}`
  return typeof key === 'string' ? 's' + key : 'none'
}

export function isPyList(value: PyValue): value is readonly PyValue[] {
  return Array.isArray(value)
}

/** The name of a value's type in Python's words. */
export function pyTypeName(value: PyValue | undefined): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (value instanceof PyDict) return 'dict'
  if (value instanceof PyTuple) return 'tuple'
  if (value instanceof PyOpaque) return value.kind
  return 'list'
}
