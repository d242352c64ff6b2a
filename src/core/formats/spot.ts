import { ExactText } from '../json/exact.ts'
import { childPointer, isJsonObject, type Json, type Pointer } from '../model/json.ts'
import { MAX_ARGS_DEPTH, nestsDeeper, type Reading } from './reading.ts'

/**
 * A value somewhere in a record, also within JSON that stands as text in one of its strings (traces
 * keep whole conversations so). What lies in such a text has no pointer of its own: its `path` is the
 * string's, while exact texts are still found, in the string.
 */
export class Spot {
  readonly value: Json | undefined
  readonly path: Pointer
  /** Whether the value lies in JSON text that a string of the record holds. */
  readonly isInText: boolean
  readonly #exact: ExactText | undefined
  readonly #inner: Pointer

  constructor(
    value: Json | undefined,
    path: Pointer,
    exact: ExactText | undefined,
    inner: Pointer = path,
    isInText = false,
  ) {
    this.value = value
    this.path = path
    this.isInText = isInText
    this.#exact = exact
    this.#inner = inner
  }

  static of(value: Json | undefined, path: Pointer, reading: Reading): Spot {
    return new Spot(value, path, reading.exact)
  }

  /** The member or element of that name; its value is undefined where there is none. */
  at(key: string | number): Spot {
    const { value } = this
    const child = Array.isArray(value)
      ? (value[Number(key)] as Json | undefined)
      : isJsonObject(value) && Object.hasOwn(value, key)
        ? value[key]
        : undefined
    const path = this.isInText ? this.path : childPointer(this.path, key)
    return new Spot(child, path, this.#exact, childPointer(this.#inner, key), this.isInText)
  }

  /** The elements of a list; none where the value is none. */
  elements(): readonly Spot[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : []
  }

  /** The value that a string of JSON text (an object or a list) holds; itself for anything else. */
  decoded(): Spot {
    const { value } = this
    if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return this
    let inner: Json
    try {
      inner = JSON.parse(value) as Json
    } catch {
      return this
    }
    return new Spot(inner, this.path, this.#exact && new ExactText(value), '', true)
  }

  /** The value's exact JSON text, where the record's text is at hand. */
  exactText(): string | undefined {
    return this.#exact?.slice(this.#inner)
  }

  /** The value's JSON text: exact where it can be. */
  jsonText(): string {
    const exact = this.exactText()
    if (exact !== undefined) return exact
    return nestsDeeper(this.value, MAX_ARGS_DEPTH)
      ? `(nested more than ${MAX_ARGS_DEPTH} levels deep)`
      : JSON.stringify(this.value ?? null)
  }

  get string(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  get isObject(): boolean {
    return isJsonObject(this.value)
  }

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null
  }
}
