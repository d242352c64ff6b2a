import { jsonProblem } from '../json/reason.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { FormatId, MappingId } from '../model/sample.ts'
import { fail, ok, type Result } from '../result.ts'
import { mappingSchema, type Mapping } from './mapping.ts'

const PREFIX = 'mapping:'

/** The format id of a mapping: equal for mappings that say the same, whatever their key order. */
export function mappingId(mapping: Mapping): MappingId {
  return `${PREFIX}${JSON.stringify(sorted(mapping as unknown as Json))}`
}

export function isMappingId(id: FormatId): id is MappingId {
  return id.startsWith(PREFIX)
}

/** The mapping that an id stands for. Throws on text that is no mapping: a broken stored row. */
export function mappingOf(id: MappingId): Mapping {
  const parsed = parseMapping(id.slice(PREFIX.length))
  if (!parsed.ok) throw new Error(`not a mapping: ${parsed.error.message}`)
  return parsed.value
}

export interface MappingError {
  readonly kind: 'mapping'
  /** What is wrong and where, in one sentence. */
  readonly message: string
}

/** Reads a mapping from JSON text, as a file or a stored row holds it. */
export function parseMapping(text: string): Result<Mapping, MappingError> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const reason = jsonProblem(text)?.reason ?? 'It is too large to be read here.'
    return fail({ kind: 'mapping', message: `The mapping is not JSON. ${reason}` })
  }
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  const place = issue && issue.path.length > 0 ? ` (at ${issue.path.map(String).join('.')})` : ''
  return fail({ kind: 'mapping', message: `${issue?.message ?? 'It is no mapping.'}${place}` })
}

/** A mapping as the file that people keep and hand on; `parseMapping` reads it. */
export function mappingText(mapping: Mapping): string {
  return JSON.stringify(sorted(mapping as unknown as Json), null, 2) + '\n'
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((one: Json) => sorted(one))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value)
    .filter(([, member]) => (member as Json | undefined) !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}
