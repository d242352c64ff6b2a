import { childPointer, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import { nearestName } from '../schema/nearest-name.ts'
import { toolNamed } from './call-unknown.ts'
import type { Check } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'call.extra'
/** Names listed for one call. */
const MOST_LISTED = 5

export const callExtra: Check = {
  code: CODE,
  title: 'Argument that the tool does not name',
  severity: 'warning',
  needs: { calls: 1 },
  help: {
    what: 'A call carries an argument that the tool’s schema lists nowhere. JSON Schema allows it unless the schema says otherwise, so it is a warning; where the schema forbids it, “arguments do not fit the tool” says so.',
    why: 'Such arguments are mostly invented, and the model learns to invent them.',
    remedy: 'Remove the argument, correct its name, or add it to the tool’s definition.',
    bad: 'get_weather({"city": "Hue", "mood": "sunny"}) where only city is defined',
    good: 'get_weather({"city": "Hue"})',
    source: 'Our own rule; OpenAI’s strict mode forbids such arguments altogether.',
  },
  run(sample, { validators }) {
    const found = new Findings(CODE)
    const { tools } = sample
    if (tools.defs.length === 0) return found.list
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts) {
          if (part.t !== 'call') continue
          const { call } = part
          if (call.error || !isJsonObject(call.args)) continue
          const tool = toolNamed(tools, call.name)
          const extras = tool ? extrasOf(tool.schema, call.args, '') : NO_EXTRAS
          // A schema that is not in order says nothing about arguments.
          if (!tool || extras.length === 0 || validators.schemaError(tool) !== undefined) continue
          found.add('warning', describe(call.name, extras), call.path, { lane, index })
        }
    }
    return found.list
  },
}

interface Extra {
  /** Place within the arguments, as a JSON Pointer. */
  readonly path: string
  readonly name: string
  readonly known: readonly string[]
}
const NO_EXTRAS: readonly Extra[] = []

/** Keywords by which a schema speaks of properties that `properties` does not name. */
const SPEAKS_OF_OTHERS = [
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'propertyNames',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'dependentSchemas',
  '$ref',
  '$dynamicRef',
]

function extrasOf(schema: Json | undefined, value: Json, path: string): readonly Extra[] {
  if (!isJsonObject(schema) || typeof value !== 'object' || value === null) return NO_EXTRAS
  if (Array.isArray(value)) return extrasOfList(schema, value as readonly Json[], path)
  const { properties } = schema
  if (!isJsonObject(properties)) return NO_EXTRAS
  const object = value as JsonObject
  let extras = NO_EXTRAS
  for (const name of Object.keys(object)) {
    if (Object.hasOwn(properties, name)) {
      if (typeof object[name] !== 'object') continue
      extras = joined(extras, extrasOf(properties[name], object[name], childPointer(path, name)))
    } else if (namesAll(schema, properties))
      extras = joined(extras, [{ path, name, known: Object.keys(properties) }])
  }
  return extras
}

function extrasOfList(
  { items }: JsonObject,
  list: readonly Json[],
  path: string,
): readonly Extra[] {
  if (!isJsonObject(items)) return NO_EXTRAS
  let extras = NO_EXTRAS
  for (let i = 0; i < list.length; i++)
    extras = joined(extras, extrasOf(items, list[i]!, childPointer(path, i)))
  return extras
}

function joined(a: readonly Extra[], b: readonly Extra[]): readonly Extra[] {
  return b.length === 0 ? a : a.concat(b)
}

/** Whether `properties` is all that a schema says about properties. */
function namesAll(schema: JsonObject, properties: JsonObject): boolean {
  for (const _ in properties)
    return !SPEAKS_OF_OTHERS.some((keyword) => Object.hasOwn(schema, keyword))
  return false
}

function describe(tool: string, extras: readonly Extra[]): string {
  const listed = extras.slice(0, MOST_LISTED).map(({ path, name, known }) => {
    const near = nearestName(name, known)
    const place = path === '' ? '' : ` in ${path.slice(1).replaceAll('/', '.')}`
    return `“${name}”${place}${near === undefined ? '' : ` (did you mean “${near}”?)`}`
  })
  const more = extras.length > MOST_LISTED ? ` and ${extras.length - MOST_LISTED} more` : ''
  return `“${tool}” does not name ${listed.join(', ')}${more} among its arguments.`
}
