import type { Reading } from '../formats/reading.ts'
import { ExactText } from '../json/exact.ts'
import type { Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { pointerOf, rootPlace, valuesAt, type Place } from './field-path.ts'
import type { Plan, Route } from './plan.ts'
import type { Json } from '../model/json.ts'

/** What the readers of one mapped record share. */
export class MappedReading {
  readonly plan: Plan
  readonly record: Json
  readonly outer: Reading
  readonly #inner = new Map<string, Reading>()

  constructor(record: Json, plan: Plan, outer: Reading) {
    this.record = record
    this.plan = plan
    this.outer = outer
  }

  /** All values at a path, nulls left out. A text on the way that is no JSON is noted. */
  all(route: Route, from: Place = rootPlace(this.record)): readonly Place[] {
    return valuesAt(from, route.steps, ({ at, message }) =>
      this.outer.note('schema', pointerOf(at), message),
    ).filter((place) => place.value !== null)
  }

  /** The one value at a path; where there are several, the first, and a note says so. */
  one(route: Route | undefined, from?: Place): Place | undefined {
    if (!route) return undefined
    const [first, second] = this.all(route, from)
    if (second) this.note(second, `“${route.path}” gives several values; the first was taken.`)
    return first
  }

  /** Like `one`, for a field that every record must have. */
  required(route: Route): Place | undefined {
    const place = this.one(route)
    if (!place) this.missing(route)
    return place
  }

  missing({ path }: Route): void {
    this.outer.note('schema', '', `There is nothing at “${path}”.`)
  }

  note(place: Place, message: string): void {
    this.outer.note('schema', pointerOf(place), message)
  }

  /** The reading for what stands at a place: of the record, or of a text decoded on the way. */
  readingAt({ steps }: Place): Reading {
    if (steps.length === 1) return this.outer
    const holders = steps.slice(0, -1)
    const key = JSON.stringify(holders)
    let reading = this.#inner.get(key)
    if (!reading) this.#inner.set(key, (reading = this.#nested(holders)))
    return reading
  }

  #nested(holders: readonly Pointer[]): Reading {
    const { outer } = this
    let exact = outer.exact
    for (const pointer of holders) {
      const text = exact?.slice(pointer)
      exact = text?.startsWith('"') ? new ExactText(JSON.parse(text) as string) : undefined
    }
    const holder = holders[0]!
    return {
      exact,
      toolSets: outer.toolSets,
      get problems() {
        return outer.problems
      },
      note: (kind, _, message) => outer.note(kind, holder, message),
    }
  }
}

/** The pointer of a place within the innermost text that holds it. */
export function innerPointer({ steps }: Pick<Place, 'steps'>): Pointer {
  return steps.at(-1)!
}

/** A message with the pointers that hold in the record itself. */
export function outward(message: Message, place: Place): Message {
  if (place.steps.length === 1) return message
  const path = pointerOf(place)
  const parts = message.parts.map((part) =>
    part.t === 'call' ? { ...part, call: { ...part.call, path } } : part,
  )
  return { ...message, path, parts }
}
