/** Messages with keys, words or shapes of their own, which the usual writers do not know. */
import { isCallRole, roleOf } from '../formats/roles.ts'
import { callEntry, within } from '../formats/write-calls.ts'
import { editFields } from '../formats/write-message.ts'
import { assistantText, editedAssistantText, plainText } from '../formats/write-text.ts'
import type { Writing } from '../formats/writing.ts'
import { equalData } from '../json/equal.ts'
import type { Span } from '../json/exact.ts'
import { arrangeElements, setMember, type Arranged, type Splice } from '../json/splice.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { callsOf, type Message, type Part } from '../model/message.ts'
import { type Place } from './field-path.ts'
import { fieldsOf, roleByTurn } from './mapped-message.ts'
import { innerPointer } from './mapped-reading.ts'
import type { NestedText } from './nested-text.ts'
import type { Unit } from './units.ts'
import type { AssignedMessage } from './write-mapped.ts'
import { usesMarkedCalls } from './write-unit.ts'

/** Whether a part's messages are as OpenAI or ShareGPT write them, so that the usual writers do. */
export function isUsual({ style, messages, raws, shape }: Unit): boolean {
  if (shape === 'message' || shape === 'list') {
    const usualKeys = (key: string | undefined, keys: readonly string[]) =>
      key === undefined || keys.includes(key)
    if (!usualKeys(style.role?.path, ['role', 'from'])) return false
    if (!usualKeys(style.content?.path, ['content', 'value'])) return false
  }
  return messages.every((message, i) => {
    const raw = raws[i]
    if (!isJsonObject(raw)) return false
    const fields = fieldsOf({ value: raw, steps: [''] }, style)
    const form = typeof raw.role === 'string' ? 'role' : 'from'
    const key = form === 'role' || raw.value === undefined ? 'content' : 'value'
    if (fields?.role && innerPointer(fields.role) !== '/' + form) return false
    if (fields?.body && innerPointer(fields.body) !== '/' + key) return false
    if (fields?.word === undefined) return false
    // A word that the mapping gives another meaning, or that is a call only here.
    const isCall = style.roleFor(message.sourceRole) === 'call'
    return isCall === isCallRole(message.sourceRole) && isSpeaker(message)
  })
}

function isSpeaker({ role, sourceRole }: Message): boolean {
  const usual = roleOf(sourceRole)
  return usual === undefined || usual === role
}

/** Writes a list: what stays, what is edited in its place, what is new. */
export function customList(
  unit: Unit,
  place: Place,
  line: readonly AssignedMessage[],
  text: NestedText,
): void {
  const node = text.at(place.steps)
  const { exact, style } = node.writing
  const list = innerPointer(place)
  const array = exact.span(list)!
  const spans = exact.elements(array)
  const indexes = unit.inner.map((path) => Number(path.slice(list.length + 1)))
  const known = new Set(indexes)
  const isInPlace = line.length === unit.messages.length && line.every((one, i) => one.index === i)
  if (isInPlace) {
    for (const one of line) if (one.isEdited) editInPlace(unit, elementOf(unit, one), one, text)
    return
  }
  const arranged: Arranged[] = []
  const keepStrangers = (from: number) => {
    for (let at = from; at < spans.length && !known.has(at); at++) arranged.push({ at })
  }
  keepStrangers(0)
  for (const [i, one] of line.entries()) {
    const at = one.index >= 0 ? indexes[one.index]! : -1
    const span = spans[at]
    if (span && !one.isEdited) arranged.push({ at })
    else if (span)
      arranged.push({
        at,
        text: within(exact, span, editSplices(unit, elementOf(unit, one), one, span, node.writing)),
      })
    else arranged.push({ text: freshText(unit, one.message, i, node.writing) })
    if (span) keepStrangers(at + 1)
  }
  if (unit.takesTurns && unit.raws.some((raw) => typeof raw === 'string'))
    for (const [i, one] of line.entries())
      if (one.message.role !== roleByTurn(i))
        node.writing.refuse('messages that do not take turns in a list of texts')
  node.add([arrangeElements(exact, array, arranged, style)])
}

/** Writes a message that stands alone. */
export function customMessage(
  unit: Unit,
  place: Place,
  one: AssignedMessage,
  text: NestedText,
): void {
  if (one.index === 0) {
    editInPlace(unit, place, one, text)
    return
  }
  const node = text.at(place.steps)
  const span = node.writing.exact.span(innerPointer(place))!
  node.add([{ ...span, text: freshText(unit, one.message, 0, node.writing) }])
}

function elementOf(unit: Unit, { index }: AssignedMessage): Place {
  const { steps } = unit.places[0]!
  const [first, ...others] = steps
  const inner = unit.inner[index]!
  return {
    value: unit.raws[index]!,
    steps: others.length === 0 ? [inner] : [first, ...others.slice(0, -1), inner],
  }
}

function editInPlace(unit: Unit, at: Place, one: AssignedMessage, text: NestedText): void {
  const node = text.at(at.steps)
  const body = fieldsOf(at, unit.style)?.body
  if (body && body.steps.length > at.steps.length) {
    // The words stand in a text of their own inside the message: that text takes the change.
    const holder = text.at(body.steps)
    if (typeof body.value !== 'string' || one.base?.role !== one.message.role)
      holder.writing.refuse('a changed speaker, or a change in something that is no text')
    else holder.setText(innerPointer(body), bodyText(unit, one, body.value, holder.writing))
    return
  }
  const span = node.writing.exact.span(innerPointer(at))!
  node.add(editSplices(unit, at, one, span, node.writing))
}

function isCallIn(unit: Unit, message: Message): boolean {
  return unit.style.roleFor(message.sourceRole) === 'call'
}

/** The message with the words for speakers that the usual writers know. */
function asUsual(message: Message, asCall: boolean): Message {
  return { ...message, sourceRole: asCall ? 'function_call' : message.role }
}

function bodyText(unit: Unit, one: AssignedMessage, old: string, writing: Writing): string {
  const { base, message } = one
  if (message.role !== 'assistant' || !base) return plainText(message.parts, writing)
  const asCall = isCallIn(unit, base)
  if (asCall !== callsOf(message).length > 0 && (asCall || !usesMarkedCalls(writing.sample)))
    writing.refuse('a message that becomes a tool call, or stops being one')
  return editedAssistantText(old, asUsual(base, asCall), base.parts, message.parts, asCall, writing)
}

function editSplices(
  unit: Unit,
  at: Place,
  one: AssignedMessage,
  span: Span,
  writing: Writing,
): Splice[] {
  const { base, message } = one
  const { exact, style } = writing
  const fields = fieldsOf(at, unit.style)
  if (!base || base.role !== message.role) {
    writing.refuse('a changed speaker in a message with keys of its own')
    return []
  }
  if (typeof at.value === 'string')
    return [{ ...span, text: writing.quote(bodyText(unit, one, at.value, writing)) }]
  const asCall = isCallIn(unit, base)
  const isField = (part: Part) =>
    part.t === 'reasoning'
      ? part.wrap === 'field'
      : part.t === 'call' && !asCall && part.call.dialect !== 'hermes'
  const before = { ...base, parts: base.parts.filter((part) => !isField(part)) }
  const now = { ...message, parts: message.parts.filter((part) => !isField(part)) }
  const splices: Splice[] = []
  const set = (name: string, value: string | undefined) =>
    splices.push(...setMember(exact, span, name, value, style))
  if (!equalData(before.parts, now.parts)) {
    const body = fields?.body
    const bodySpan = body && exact.span(innerPointer(body))
    if (!body || !bodySpan || typeof body.value !== 'string' || body.steps.length > at.steps.length)
      writing.refuse('a change in a message whose content is no plain text')
    else {
      const words = bodyText(unit, { ...one, base: before, message: now }, body.value, writing)
      splices.push({ ...bodySpan, text: writing.quote(words) })
    }
  }
  const inner = { ...base, path: innerPointer(at) }
  editFields(inner, message, isField, set, span, writing)
  return splices
}

/** JSON text of a message that the list does not have yet. */
function freshText(unit: Unit, message: Message, index: number, writing: Writing): string {
  const { style, raws } = unit
  const calls = callsOf(message)
  if (unit.takesTurns && raws.length > 0 && raws.every((raw) => typeof raw === 'string')) {
    if (message.role !== roleByTurn(index) || calls.length > 0)
      writing.refuse('a message that a list of texts cannot tell from its neighbours')
    return writing.quote(plainText(message.parts, writing))
  }
  const callWord = calls.length > 0 ? wordFor(unit, message, true) : undefined
  const word = callWord ?? wordFor(unit, message, false)
  const roleKey = plainKey(style.role?.path) ?? usualKey(raws, ['role', 'from'])
  const bodyKey = plainKey(style.content?.path) ?? usualKey(raws, ['content', 'value', 'text'])
  if (word === undefined || roleKey === undefined || bodyKey === undefined) {
    writing.refuse('a new message in a list whose messages are not flat')
    return 'null'
  }
  const inField = callWord === undefined && !usesMarkedCalls(writing.sample) ? calls : []
  const said =
    inField.length > 0 ? message.parts.filter((part) => part.t !== 'call') : message.parts
  if (inField.length > 0 && !raws.some((raw) => isJsonObject(raw) && raw.tool_calls !== undefined))
    writing.refuse('a tool call in a list that has no place for calls')
  const words =
    message.role === 'assistant'
      ? assistantText(said, callWord !== undefined, writing)
      : plainText(said, writing)
  const members: [string, string][] = [
    [roleKey, writing.quote(word)],
    [bodyKey, writing.quote(words)],
  ]
  if (inField.length > 0)
    members.push([
      'tool_calls',
      `[${inField.map((call) => callEntry(call, writing, false)).join(', ')}]`,
    ])
  return writing.objectText(members)
}

/** The record's own word for a speaker, the mapping's, or the usual one if the mapping knows it. */
function wordFor(unit: Unit, { role }: Message, asCall: boolean): string | undefined {
  const wanted = asCall ? 'call' : role
  const { style, messages } = unit
  const own = messages.find((one) => one.role === role && isCallIn(unit, one) === asCall)
  if (own) return own.sourceRole
  const usual = asCall
    ? ['function_call', 'tool_call']
    : [
        role,
        {
          user: 'human',
          assistant: 'gpt',
          tool: 'observation',
          system: 'system',
          developer: 'developer',
        }[role],
      ]
  return [...style.words, ...usual].find((word) => style.roleFor(word) === wanted)
}

function plainKey(path: string | undefined): string | undefined {
  return path !== undefined && !/[.[\]~"]/.test(path) ? path : undefined
}

function usualKey(raws: readonly Json[], keys: readonly string[]): string | undefined {
  const [first] = raws
  return isJsonObject(first) ? keys.find((key) => first[key] !== undefined) : keys[0]
}
