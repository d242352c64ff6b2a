import { messageOf, readMessage, readTextMessage } from '../formats/messages.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { Message, Role } from '../model/message.ts'
import type { Place } from './field-path.ts'
import { childPlace, pointerOf, valuesAt } from './field-path.ts'
import type { MappedRole } from './mapping.ts'
import { innerPointer, outward, type MappedReading } from './mapped-reading.ts'
import type { MessageStyle } from './plan.ts'

/** Where a message keeps what a style names. */
export interface MessageFields {
  readonly raw: JsonObject
  /** Where its word for the speaker stands, if it has one. */
  readonly role: Place | undefined
  readonly body: Place | undefined
  /** The word for the speaker, if there is one. */
  readonly word: string | undefined
}

const NO_FIELDS: JsonObject = {}

/** A message's fields as a style finds them; undefined where the value is no object. */
export function fieldsOf(place: Place, style: MessageStyle): MessageFields | undefined {
  const raw = place.value
  if (!isJsonObject(raw)) return undefined
  const role = style.role
    ? valuesAt(place, style.role.steps)[0]
    : memberPlace(place, raw, ['role', 'from'])
  const body = style.content
    ? valuesAt(place, style.content.steps)[0]
    : memberPlace(place, raw, role && innerPointer(role).endsWith('/from') ? FROM_BODY : ROLE_BODY)
  const word = role?.value
  const isWord = typeof word === 'string' || typeof word === 'boolean' || typeof word === 'number'
  return { raw, role, body, word: isWord ? String(word) : undefined }
}

const ROLE_BODY = ['content', 'value', 'text'] as const
const FROM_BODY = ['value', 'content', 'text'] as const

function memberPlace(place: Place, raw: JsonObject, keys: readonly string[]): Place | undefined {
  const key = keys.find((name) => raw[name] !== undefined)
  return key === undefined ? undefined : childPlace(place, key, raw[key]!)
}

/** Who speaks when nobody says so. */
export function roleByTurn(index: number): Role {
  return index % 2 === 0 ? 'user' : 'assistant'
}

/**
 * One message in a style. `byTurn` is who speaks where nothing says so; without it that is a problem.
 * Undefined for what is no message, which is noted, and for words that are to be skipped.
 */
export function readMappedMessage(
  place: Place,
  style: MessageStyle,
  byTurn: Role | undefined,
  shared: MappedReading,
): Message | undefined {
  const { value } = place
  const reading = shared.readingAt(place)
  const path = innerPointer(place)
  if (typeof value === 'string' && byTurn)
    return outward(readTextMessage(byTurn, value, path, reading), place)
  const fields = fieldsOf(place, style)
  if (!fields) {
    shared.note(place, 'A message must be an object.')
    return undefined
  }
  const { raw, body, word = byTurn } = fields
  if (word === undefined) {
    // The usual reader knows how to say what is missing.
    if (!style.role) return readMessage(value, path, reading)
    shared.note(place, `A message must say who speaks, in “${style.role.path}”.`)
    return undefined
  }
  const mapped: MappedRole | undefined = fields.word === undefined ? byTurn : style.roleFor(word)
  if (mapped === 'skip') return undefined
  if (mapped === undefined) {
    shared.note(place, `“${word.slice(0, 40)}” is not a known role.`)
    return undefined
  }
  const role: Role = mapped === 'call' ? 'assistant' : mapped
  if (!body && !hasOtherContent(raw))
    shared.note(place, `A message without “${style.content?.path ?? 'content'}”.`)
  const asCall = mapped === 'call'
  const isNested = body !== undefined && body.steps.length > place.steps.length
  const message = isNested
    ? messageOf(
        NO_FIELDS,
        role,
        word,
        asCall,
        pointerOf(place),
        body.value,
        innerPointer(body),
        shared.readingAt(body),
      )
    : messageOf(
        raw,
        role,
        word,
        asCall,
        path,
        body?.value,
        body ? innerPointer(body) : path,
        reading,
      )
  return outward(message, isNested ? body : place)
}

function hasOtherContent(raw: JsonObject): boolean {
  return [raw.tool_calls, raw.function_call, raw.reasoning_content].some(
    (value) => value !== undefined && value !== null,
  )
}
