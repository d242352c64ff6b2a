import { readTextMessage } from '../formats/messages.ts'
import { isTranscript, readTranscript } from '../formats/transcript.ts'
import { isJsonObject, type Json, type Pointer } from '../model/json.ts'
import type { Message, Role } from '../model/message.ts'
import { childPlace, pointerOf, type Place } from './field-path.ts'
import { readMappedMessage, roleByTurn } from './mapped-message.ts'
import { innerPointer, outward, type MappedReading } from './mapped-reading.ts'
import type { MessageStyle, Route } from './plan.ts'

/**
 * A part of a record that holds messages of one line, as it was read. `inner` says for each message
 * where it stands within the innermost text, `raws` what stood there.
 */
export interface Unit {
  readonly shape:
    'list' | 'message' | 'text' | 'texts' | 'history' | 'transcript' | 'missing' | 'scattered'
  /** Where it stands; of `texts` every one. */
  readonly places: readonly Place[]
  readonly style: MessageStyle
  /** Who a text here is said by. */
  readonly role: Role
  /** Whether messages that do not say who speaks take turns. */
  readonly takesTurns: boolean
  readonly messages: readonly Message[]
  readonly inner: readonly Pointer[]
  readonly raws: readonly Json[]
  /** The path of the mapping, for what is missing and for those who explain. */
  readonly route: Route
}

interface Gathered {
  messages: Message[]
  inner: Pointer[]
  raws: Json[]
}

function gather(): Gathered {
  return { messages: [], inner: [], raws: [] }
}

function add(into: Gathered, message: Message | undefined, place: Place): void {
  if (!message) return
  into.messages.push(message)
  into.inner.push(innerPointer(place))
  into.raws.push(place.value)
}

/** Nothing stands there. */
export function missingUnit(route: Route, role: Role, style: MessageStyle): Unit {
  return { shape: 'missing', places: [], style, role, takesTurns: false, ...gather(), route }
}

/** One or several lists of messages at a path. */
export function conversationUnit(route: Route, style: MessageStyle, shared: MappedReading): Unit {
  const places = shared.all(route)
  const found = gather()
  if (places.length === 0) {
    shared.missing(route)
    return missingUnit(route, 'user', style)
  }
  const lists = places.filter((place) => Array.isArray(place.value))
  for (const place of places) {
    if (Array.isArray(place.value)) addList(place, style, true, shared, found)
    else if (isJsonObject(place.value))
      add(found, readMappedMessage(place, style, undefined, shared), place)
    else shared.note(place, 'A list of messages should stand here.')
  }
  const shape = places.length === 1 && lists.length === 1 ? 'list' : 'scattered'
  return { shape, places, style, role: 'user', takesTurns: true, ...found, route }
}

function addList(
  place: Place,
  style: MessageStyle,
  takesTurns: boolean,
  shared: MappedReading,
  into: Gathered,
): void {
  const list = place.value as readonly Json[]
  list.forEach((value, i) => {
    const at = childPlace(place, i, value)
    add(into, readMappedMessage(at, style, takesTurns ? roleByTurn(i) : undefined, shared), at)
  })
}

/** Text, one message or a list of messages at a place; `role` is who says a text. */
export function saidUnit(
  route: Route,
  place: Place,
  role: Role,
  style: MessageStyle,
  shared: MappedReading,
  mayBeTranscript = false,
): Unit {
  const { value } = place
  const found = gather()
  const unit = { places: [place], style, role, takesTurns: false, ...found, route }
  if (typeof value === 'string') {
    if (mayBeTranscript && isTranscript(value)) {
      for (const message of readTranscript(value, pointerOf(place))) add(found, message, place)
      return { shape: 'transcript', ...unit }
    }
    const message = readTextMessage(role, value, innerPointer(place), shared.readingAt(place))
    add(found, outward(message, place), place)
    return { shape: 'text', ...unit }
  }
  if (Array.isArray(value)) {
    addList(place, style, false, shared, found)
    return { shape: 'list', ...unit }
  }
  if (isJsonObject(value)) {
    add(found, readMappedMessage(place, style, role, shared), place)
    return { shape: 'message', ...unit }
  }
  shared.note(place, 'Text, a message or a list of messages should stand here.')
  return { shape: 'missing', ...unit }
}

/** The texts that make up one user message, or one list of messages. */
export function promptUnit(
  routes: readonly Route[],
  style: MessageStyle,
  shared: MappedReading,
): Unit {
  const [route] = routes
  if (!route) throw new Error('a mapping with a prompt of no path')
  const places = routes.flatMap((one) => shared.all(one))
  const [first] = places
  if (!first) {
    shared.missing(route)
    return missingUnit(route, 'user', style)
  }
  if (places.length === 1) return saidUnit(route, first, 'user', style, shared, true)
  const found = gather()
  const texts: Place[] = []
  for (const place of places) {
    if (typeof place.value === 'string') texts.push(place)
    else shared.note(place, 'Text should stand here.')
  }
  const [head = first] = texts.filter((place) => place.value !== '')
  const text = texts.flatMap(({ value }) =>
    typeof value === 'string' && value !== '' ? [value] : [],
  )
  add(found, readTextMessage('user', text.join('\n'), pointerOf(head), shared.outer), head)
  return { shape: 'texts', places: texts, style, role: 'user', takesTurns: false, ...found, route }
}

/** Earlier turns: a list of [user, assistant] pairs of text. */
export function historyUnit(route: Route, style: MessageStyle, shared: MappedReading): Unit {
  const place = shared.one(route)
  if (!place) return missingUnit(route, 'user', style)
  const found = gather()
  const unit = { places: [place], style, role: 'user' as const, takesTurns: true, ...found, route }
  if (!Array.isArray(place.value)) {
    shared.note(place, 'The history must be a list of pairs.')
    return { shape: 'missing', ...unit }
  }
  const reading = shared.readingAt(place)
  const list = place.value as readonly Json[]
  list.forEach((pair, i) => {
    const at = childPlace(place, i, pair)
    const [user, assistant] = Array.isArray(pair) ? (pair as readonly Json[]) : []
    if (
      !Array.isArray(pair) ||
      pair.length !== 2 ||
      typeof user !== 'string' ||
      typeof assistant !== 'string'
    ) {
      shared.note(at, 'An earlier turn must be a pair of texts.')
      return
    }
    for (const [turn, text] of [user, assistant].entries()) {
      const one = childPlace(at, turn, text)
      const said = readTextMessage(roleByTurn(turn), text, innerPointer(one), reading)
      add(found, outward(said, one), one)
    }
  })
  return { shape: 'history', ...unit }
}
