/** The attributes of OpenTelemetry spans, however an exporter wrote them down. */
import { isJsonObject, type Json } from '../model/json.ts'
import { Spot } from './spot.ts'

/** An object by key, and where each member stands. */
export type Attributes = ReadonlyMap<string, Spot>

/**
 * A span's attributes: under `attributes` as an object or as OTLP's list of `{key, value}`, or as
 * columns of the record, plain or named `attributes.…` (data frames).
 */
export function attributesOf(span: Spot): Attributes {
  const found = new Map<string, Spot>()
  const held = span.at('attributes').decoded()
  if (isJsonObject(span.value))
    for (const key of Object.keys(span.value))
      if (key !== 'attributes') found.set(key.replace(/^attributes\./, ''), span.at(key))
  if (isJsonObject(held.value))
    for (const key of Object.keys(held.value)) found.set(key, held.at(key))
  for (const entry of held.elements()) {
    const key = entry.at('key').string
    if (key !== undefined) found.set(key, otlpValue(entry.at('value')))
  }
  return found
}

/** OTLP's `{stringValue}`, `{intValue}` and so on, opened; lists and maps become plain values. */
function otlpValue(spot: Spot): Spot {
  const text = spot.at('stringValue')
  if (text.isThere) return text
  const value = plainValue(spot.value, MAX_LEVELS)
  return new Spot(value, spot.path, undefined, '', true)
}
const MAX_LEVELS = 32

function plainValue(value: Json | undefined, levels: number): Json {
  if (!isJsonObject(value) || levels === 0) return value ?? null
  const { arrayValue, kvlistValue } = value
  if (isJsonObject(arrayValue) && Array.isArray(arrayValue.values))
    return (arrayValue.values as readonly Json[]).map((one) => plainValue(one, levels - 1))
  if (isJsonObject(kvlistValue) && Array.isArray(kvlistValue.values))
    return Object.fromEntries(
      (kvlistValue.values as readonly Json[])
        .filter(isJsonObject)
        .map(({ key, value: held }): [string, Json] => [
          typeof key === 'string' ? key : '',
          plainValue(held, levels - 1),
        ]),
    )
  const { intValue } = value
  if (typeof intValue === 'string') return Number(intValue)
  return value.stringValue ?? intValue ?? value.doubleValue ?? value.boolValue ?? null
}

/** The spans of a record: itself, or those of a trace or an OTLP export (or one resource's) that it is. */
export function spansOf(root: Spot): readonly Spot[] {
  const resources = root.at('resourceSpans').elements()
  const scopes = (resources.length > 0 ? resources : [root]).flatMap((resource) =>
    resource.at('scopeSpans').elements(),
  )
  if (scopes.length > 0) return scopes.flatMap((scope) => scope.at('spans').elements())
  const spans = root.at('spans').elements()
  return spans.length > 0 ? spans : [root]
}

/** When a span began, to put spans in order. */
export function startOf(span: Spot): string {
  for (const key of ['startTimeUnixNano', 'start_time', 'startTime']) {
    const { value } = span.at(key)
    if (typeof value === 'string' || typeof value === 'number')
      return /^\d+$/.test(String(value)) ? String(value).padStart(20, '0') : String(value)
  }
  return ''
}

/**
 * A branch of flattened attributes put together again: `llm.input_messages.0.message.role` under the
 * prefix `llm.input_messages` is `{0: {message: {role}}}`. Leaves are spots.
 */
export class AttributeTree {
  readonly children = new Map<string, AttributeTree>()
  spot: Spot | undefined

  static under(prefix: string, attributes: Attributes): AttributeTree {
    const tree = new AttributeTree()
    for (const [key, spot] of attributes) {
      if (key === prefix) tree.put(spot, MAX_LEVELS)
      else if (key.startsWith(prefix + '.'))
        tree.reach(key.slice(prefix.length + 1)).put(spot, MAX_LEVELS)
      else if (prefix.startsWith(key + '.') && isJsonObject(spot.value))
        tree.put(descend(spot, prefix.slice(key.length + 1)), MAX_LEVELS)
    }
    return tree
  }

  at(...path: readonly string[]): AttributeTree | undefined {
    const [key, ...rest] = path
    if (key === undefined) return this
    return this.children.get(key)?.at(...rest)
  }

  text(...path: readonly string[]): string | undefined {
    return this.at(...path)?.spot?.string
  }

  /** The children by number, in order. */
  entries(): readonly AttributeTree[] {
    return [...this.children]
      .filter(([key]) => /^\d+$/.test(key))
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, child]) => child)
  }

  /** Some place of the branch: its own, or that of its first leaf. */
  anySpot(): Spot | undefined {
    if (this.spot) return this.spot
    for (const child of this.children.values()) {
      const spot = child.anySpot()
      if (spot) return spot
    }
    return undefined
  }

  /** The node below by a dotted key; deeper than conventions go, keys share one node. */
  private reach(dotted: string): AttributeTree {
    const keys = dotted.split('.', MAX_LEVELS)
    return keys.reduce<AttributeTree>((node, key) => node.child(key), this)
  }

  private child(key: string): AttributeTree {
    let child = this.children.get(key)
    if (!child) this.children.set(key, (child = new AttributeTree()))
    return child
  }

  private put(spot: Spot, levels: number): void {
    this.spot ??= spot
    if (levels === 0) return
    const { value } = spot
    if (isJsonObject(value))
      for (const key of Object.keys(value)) this.reach(key).put(spot.at(key), levels - 1)
    else if (Array.isArray(value))
      spot.elements().forEach((one, i) => this.reach(String(i)).put(one, levels - 1))
  }
}

function descend(spot: Spot, dotted: string): Spot {
  return dotted.split('.').reduce((at, key) => at.at(key), spot)
}
