import { listSplices } from '../formats/write-conversation.ts'
import { editedMessage, freshMessage, mannerOf } from '../formats/write-message.ts'
import { assistantText, editedAssistantText, plainText } from '../formats/write-text.ts'
import type { Writing } from '../formats/writing.ts'
import { arrangeElements, type Arranged } from '../json/splice.ts'
import { callsOf, type Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { formatPath, type Place } from './field-path.ts'
import { innerPointer } from './mapped-reading.ts'
import type { NestedText } from './nested-text.ts'
import type { Unit } from './units.ts'
import { customList, customMessage, isUsual } from './write-custom.ts'
import type { AssignedMessage } from './write-mapped.ts'

/** Where a recorded message stands: the part, and its place among the messages read there. */
export interface Standing {
  readonly unit: Unit
  readonly index: number
}

/** Writes the messages that a part of the record shall hold. */
export function writeUnit(unit: Unit, line: readonly AssignedMessage[], text: NestedText): void {
  const [place] = unit.places
  const isKept =
    line.length === unit.messages.length && line.every((one, i) => one.index === i && !one.isEdited)
  if (isKept) return
  const { shape } = unit
  if (!place || shape === 'missing') writeMissing(unit, line, text)
  else if (shape === 'list') writeList(unit, place, line, text)
  else if (shape === 'message') writeObject(unit, place, line, text)
  else if (shape === 'text') writeText(unit, place, line, text)
  else if (shape === 'texts') writeTexts(unit, line, text)
  else if (shape === 'history') writeHistory(unit, place, line, text)
  else if (shape === 'transcript') text.writing.refuse('a change in a transcript')
  else text.writing.refuse(`a change in messages that stand in several places (${unit.route.path})`)
}

function writeList(
  unit: Unit,
  place: Place,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const node = text.at(place.steps)
  if (!isUsual(unit)) {
    customList(unit, place, line, text)
    return
  }
  const inner = line.map((one) => within(one, unit))
  node.add(
    listSplices(
      innerPointer(place),
      inner,
      node.writing,
      ({ base }) => base?.path,
      new Set(unit.inner),
    ),
  )
}

/** A message as the innermost text sees it: known there, or new. */
function within(one: AssignedMessage, unit: Unit): AssignedMessage {
  const path = unit.inner[one.index]
  return one.base && path !== undefined
    ? { ...one, base: { ...one.base, path } }
    : { ...one, base: undefined, isEdited: true }
}

function writeObject(
  unit: Unit,
  place: Place,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const node = text.at(place.steps)
  const { writing } = node
  const [one] = line
  if (!one || line.length > 1) {
    writing.refuse(`${countWords(line)} where one message stands (${unit.route.path})`)
    return
  }
  if (!isUsual(unit)) {
    customMessage(unit, place, one, text)
    return
  }
  const span = writing.exact.span(innerPointer(place))!
  const manner = { ...mannerOf(undefined, 'role', writing), model: span }
  const form = 'from' in (place.value as object) ? 'from' : 'role'
  const { base, message } = within(one, unit)
  const fresh = base
    ? editedMessage(base, message, { ...manner, form }, writing)
    : freshMessage(message, { ...manner, form }, writing)
  node.add([{ ...span, text: fresh }])
}

function countWords(line: readonly unknown[]): string {
  return line.length === 0 ? 'no message' : 'several messages'
}

function writeText(
  { route, role, messages }: Unit,
  place: Place,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const node = text.at(place.steps)
  const [one] = line
  if (!one) {
    if (role === 'system') node.setText(innerPointer(place), '')
    else if (messages.length > 0) node.writing.refuse(`nothing at “${route.path}”`)
    return
  }
  if (line.length > 1) node.writing.refuse(`several messages in one text (${route.path})`)
  if (one.message.role !== role)
    node.writing.refuse(`${article(one.message)} message where ${role} text stands (${route.path})`)
  const raw = one.index >= 0 ? (place.value as string) : undefined
  node.setText(innerPointer(place), textOf(one.message, one.base, raw, node.writing))
}

function article({ role }: Message): string {
  return role === 'assistant' ? 'an assistant' : `a ${role}`
}

/** What a message says in one text; `raw` is the text that stood there, if its recorded version did. */
export function textOf(
  message: Message,
  base: Message | undefined,
  raw: string | undefined,
  writing: Writing,
): string {
  if (message.role !== 'assistant') return plainText(message.parts, writing)
  if (callsOf(message).length > 0 && !usesMarkedCalls(writing.sample))
    writing.refuse('a tool call where only text stands')
  if (base?.role === 'assistant' && raw !== undefined)
    return editedAssistantText(raw, base, base.parts, message.parts, false, writing)
  return assistantText(message.parts, false, writing)
}

export function usesMarkedCalls({ context, branches }: Sample): boolean {
  return [context, ...branches.map((branch) => branch.messages)].some((lane) =>
    lane.some((message) => callsOf(message).some((call) => call.dialect === 'hermes')),
  )
}

/** One user message that several texts make up: the one text that changed takes the change. */
function writeTexts(
  { places, route }: Unit,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const { writing } = text
  const [one] = line
  if (one?.message.role !== 'user' || line.length > 1) {
    writing.refuse(`${countWords(line)} where one user message stands (${route.path})`)
    return
  }
  const said = plainText(one.message.parts, writing)
  const filled = places.filter((place) => place.value !== '')
  const texts = filled.map((place) => place.value as string)
  for (const [i, place] of filled.entries()) {
    const before = texts
      .slice(0, i)
      .map((part) => part + '\n')
      .join('')
    const after = texts
      .slice(i + 1)
      .map((part) => '\n' + part)
      .join('')
    const fits = said.length >= before.length + after.length
    if (fits && said.startsWith(before) && said.endsWith(after)) {
      const changed = said.slice(before.length, said.length - after.length)
      // An empty text would not be joined.
      if (changed === '' && filled.length > 1) continue
      text.at(place.steps).setText(innerPointer(place), changed)
      return
    }
  }
  const [first = places[0], ...others] = filled
  if (!first) return
  text.at(first.steps).setText(innerPointer(first), said)
  for (const other of others) text.at(other.steps).setText(innerPointer(other), '')
}

function writeHistory(
  { inner, raws, messages }: Unit,
  place: Place,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const node = text.at(place.steps)
  if (line.length === messages.length && line.every((one, i) => one.index === i)) {
    for (const [i, one] of line.entries())
      if (one.isEdited && one.message.role === one.base?.role)
        node.setText(inner[i]!, textOf(one.message, one.base, raws[i] as string, node.writing))
    if (line.every((one) => one.message.role === one.base?.role)) return
  }
  const { exact, style } = node.writing
  const array = exact.span(innerPointer(place))!
  const pairs: Arranged[] = []
  for (let i = 0; i < line.length; i += 2) {
    const [user, assistant] = [line[i]!, line[i + 1]]
    if (user.message.role !== 'user' || assistant?.message.role !== 'assistant') {
      node.writing.refuse('earlier turns that are not a user message and an answer each')
      return
    }
    const isKept =
      !user.isEdited &&
      !assistant.isEdited &&
      user.index >= 0 &&
      user.index % 2 === 0 &&
      assistant.index === user.index + 1
    const texts = [user, assistant].map((one) => {
      const raw =
        one.index >= 0 ? (place.value as string[][])[one.index >> 1]?.[one.index % 2] : undefined
      return node.writing.quote(
        raw !== undefined && !one.isEdited ? raw : textOf(one.message, one.base, raw, node.writing),
      )
    })
    pairs.push(isKept ? { at: user.index / 2 } : { text: `[${texts.join(style.comma)}]` })
  }
  node.add([arrangeElements(exact, array, pairs, style)])
}

/** A part that the record does not have can only come to be as one text under a plain key. */
function writeMissing(unit: Unit, line: readonly AssignedMessage[], text: NestedText): void {
  const { route, role } = unit
  const [one] = line
  if (!one) return
  const isPlain = route.steps.length > 0 && route.steps.every((step) => step.kind === 'key')
  if (!isPlain || line.length > 1 || one.message.role !== role) {
    text.writing.refuse(`messages at “${route.path}”, where the record has none`)
    return
  }
  const pointer = route.steps
    .map((step) =>
      step.kind === 'key' ? '/' + step.key.replace(/~/g, '~0').replace(/\//g, '~1') : '',
    )
    .join('')
  if (text.writing.exact.span(pointer) && text.writing.exact.slice(pointer) !== 'null')
    text.writing.refuse(`a text at “${formatPath(route.steps)}”, where something else stands`)
  else text.setText(pointer, textOf(one.message, one.base, undefined, text.writing))
}
