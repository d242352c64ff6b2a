import type { Segment } from '../dialects/dialect.ts'
import { mayBeWhole, segmentsOf } from '../dialects/segments.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { CallPart, Message, Part, ResultPart, Role, TextPart } from '../model/message.ts'
import { placeCall, readCallObject, readCallText } from './calls.ts'
import { RESULT_JOINER } from './marked-text.ts'
import { jsonTextOf, type Reading } from './reading.ts'
import { callBodySegments } from './call-body.ts'
import { blockResultsIn } from './result-text.ts'
import { isCallRole, roleOf } from './roles.ts'

const NO_PARTS: readonly Part[] = []
const NO_MESSAGES: readonly Message[] = []

/** The messages of a list, in either style; entries that are none are left out and noted. */
export function readMessages(
  list: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly Message[] {
  if (!Array.isArray(list)) {
    reading.note('schema', path, 'A list of messages should stand here.')
    return NO_MESSAGES
  }
  const messages: Message[] = []
  const base = path + '/'
  for (let i = 0; i < list.length; i++) {
    const message = readMessage(list[i] as Json, base + i, reading)
    if (message) messages.push(message)
  }
  return messages
}

/**
 * One message: `{role, content}` as OpenAI writes it (with tool_calls, tool_call_id, parts,
 * reasoning_content, the old function_call, and LLaMA-Factory's typed content) or `{from, value}` as
 * ShareGPT does. Both know the same words for speakers.
 */
export function readMessage(raw: Json, path: Pointer, reading: Reading): Message | undefined {
  if (!isJsonObject(raw)) {
    reading.note('schema', path, 'A message must be an object.')
    return undefined
  }
  const isRoleStyle = typeof raw.role === 'string'
  const word = isRoleStyle ? raw.role : raw.from
  if (typeof word !== 'string') {
    reading.note('schema', path, 'A message must say who speaks, in “role” or “from”.')
    return undefined
  }
  const role = roleOf(word)
  if (!role) {
    reading.note('schema', path, `“${word.slice(0, 40)}” is not a known role.`)
    return undefined
  }
  const key = isRoleStyle || raw.value === undefined ? 'content' : 'value'
  const body = raw[key]
  if (typeof body === 'string' && role !== 'assistant' && role !== 'tool') {
    const results = role === 'user' ? blockResultsIn(body) : null
    return results
      ? { role: 'tool', sourceRole: word, parts: results, path }
      : { role, sourceRole: word, parts: textParts(body), path }
  }
  return messageOf(raw, role, word, isCallRole(word), path, body, path + '/' + key, reading)
}

/**
 * A message whose speaker and body are known, wherever they stand: `body` at the pointer `bodyPath`.
 * `asCall` says that the body is tool calls as JSON. All else is taken from `raw` as OpenAI names it.
 */
export function messageOf(
  raw: JsonObject,
  role: Role,
  word: string,
  asCall: boolean,
  path: Pointer,
  body: Json | undefined,
  bodyPath: Pointer,
  reading: Reading,
): Message {
  const parts =
    role === 'assistant'
      ? assistantParts(raw, asCall, path, body, bodyPath, reading)
      : role === 'tool'
        ? resultParts(raw, body, bodyPath, reading)
        : typeof body === 'string'
          ? textParts(body)
          : contentParts(role, body, bodyPath, reading)
  return { role, sourceRole: word, parts, path }
}

/** A message that stands as one string of its own (a `system` column, a prompt, a completion). */
export function readTextMessage(
  role: Role,
  text: string,
  path: Pointer,
  reading: Reading,
): Message {
  if (role !== 'assistant') return { role, sourceRole: role, parts: textParts(text), path }
  const parts: Part[] = []
  addAssistantText(text, path, reading, parts)
  return { role, sourceRole: role, parts, path }
}

function textParts(text: string): readonly Part[] {
  return text === '' ? NO_PARTS : [{ t: 'text', text }]
}

/** Fields that hold a message's reasoning; the first that is text counts. */
export const REASONING_FIELDS = ['reasoning_content', 'reasoning', 'thinking'] as const

/** A message's reasoning, where it stands in a field of its own. */
function thoughtOf(raw: JsonObject): string {
  const { reasoning_content: first, reasoning: second, thinking: third } = raw
  if (typeof first === 'string') return first
  if (typeof second === 'string') return second
  return typeof third === 'string' ? third : ''
}

function contentParts(
  role: Role,
  body: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly Part[] {
  const parts: Part[] = []
  addContent(role, body, path, reading, parts)
  return parts
}

function assistantParts(
  raw: JsonObject,
  asCall: boolean,
  path: Pointer,
  body: Json | undefined,
  bodyPath: Pointer,
  reading: Reading,
): readonly Part[] {
  const parts: Part[] = []
  const thought = thoughtOf(raw)
  if (thought !== '') parts.push({ t: 'reasoning', text: thought, wrap: 'field' })
  if (asCall) addCallBody(body, bodyPath, reading, parts)
  else if (typeof body === 'string') {
    if (body !== '') addAssistantText(body, bodyPath, reading, parts)
  } else if (body !== null && body !== undefined)
    addContent('assistant', body, bodyPath, reading, parts)
  const calls = raw.tool_calls
  if (Array.isArray(calls)) {
    const base = path + '/tool_calls/'
    for (let i = 0; i < calls.length; i++)
      parts.push({
        t: 'call',
        call: readCallObject(calls[i] as Json, base + i, 'openai', reading),
      })
  } else if (calls !== null && calls !== undefined) {
    reading.note('schema', path + '/tool_calls', 'Tool calls must be a list.')
  }
  if (isJsonObject(raw.function_call))
    parts.push({
      t: 'call',
      call: readCallObject(raw.function_call, path + '/function_call', 'openai', reading),
    })
  return parts
}

/** What an assistant says in one string, with reasoning and calls that are marked in it. */
function addAssistantText(text: string, path: Pointer, reading: Reading, parts: Part[]): void {
  const segments = text === '' ? NO_SEGMENTS : segmentsOf(text, reading.exact !== undefined)
  if (!segments) {
    const part: TextPart = { t: 'text', text }
    parts.push(part)
    if (mayBeWhole(text)) reading.defer({ kind: 'text', parts, part, path })
    return
  }
  for (const segment of segments) addSegment(text, segment, path, reading, parts)
  if (segments.length < 2 || segments.some(({ kind }) => kind === 'call')) return
  const last = parts.at(-1)
  if (last?.t === 'text' && mayBeWhole(last.text))
    reading.defer({ kind: 'text', parts, part: last, path })
}
const NO_SEGMENTS: readonly [] = []

function addSegment(
  text: string,
  segment: Segment,
  path: Pointer,
  reading: Reading,
  parts: Part[],
): void {
  if (segment.kind === 'call') {
    for (const call of segment.calls) {
      const part: CallPart = { t: 'call', call: placeCall(call, segment.dialect, path) }
      parts.push(part)
      if (call.argsWas === 'xml') reading.defer({ kind: 'untyped', parts, part })
    }
    return
  }
  const inner = text.slice(segment.start, segment.end)
  if (segment.kind === 'text') parts.push({ t: 'text', text: inner })
  else if (segment.kind === 'reasoning')
    parts.push({ t: 'reasoning', text: inner, wrap: segment.wrap })
  else {
    const { name, callId } = segment
    parts.push({
      t: 'result',
      text: inner,
      ...(name !== undefined && { name }),
      ...(callId !== undefined && { callId }),
    })
  }
}

/** The body of a message whose role says that it is a call: JSON text, or prose with a marked call. */
function addCallBody(body: Json | undefined, path: Pointer, reading: Reading, parts: Part[]): void {
  if (typeof body !== 'string') {
    if (body === undefined || body === null) reading.note('schema', path, 'The call is missing.')
    else if (Array.isArray(body)) addContent('assistant', body as Json, path, reading, parts)
    else parts.push({ t: 'call', call: readCallObject(body, path, 'llama-factory', reading) })
    return
  }
  const segments = callBodySegments(body, reading.exact !== undefined)
  if (!segments) {
    readCallText(body, path, 'llama-factory', reading, parts)
    return
  }
  for (const segment of segments) addSegment(body, segment, path, reading, parts)
}

function resultParts(
  raw: JsonObject,
  body: Json | undefined,
  bodyPath: Pointer,
  reading: Reading,
): readonly Part[] {
  const text = resultText(body, bodyPath, reading)
  const blocks = blockResultsIn(text)
  if (blocks && blocks.length > 1) return blocks
  if (!blocks && text.includes(RESULT_JOINER))
    return text.split(RESULT_JOINER).map((piece): ResultPart => ({ t: 'result', text: piece }))
  const part: { t: 'result'; callId?: string; name?: string; text: string; isError?: boolean } = {
    t: 'result',
    text: blocks?.[0]?.text ?? text,
  }
  if (typeof raw.tool_call_id === 'string') part.callId = raw.tool_call_id
  if (typeof raw.name === 'string') part.name = raw.name
  if (raw.is_error === true) part.isError = true
  return [part]
}

export function resultText(body: Json | undefined, path: Pointer, reading: Reading): string {
  if (typeof body === 'string') return body
  if (body === undefined || body === null) return ''
  if (!Array.isArray(body)) return jsonTextOf(body, path, reading)
  const elements = body as readonly Json[]
  const texts: string[] = []
  for (const element of elements) {
    const text = isJsonObject(element) ? (element.text ?? element.value) : element
    if (typeof text !== 'string') return jsonTextOf(body as Json, path, reading)
    texts.push(text)
  }
  return texts.join('\n')
}

/** A body that is a string, or a list of typed parts. */
function addContent(
  role: Role,
  body: Json | undefined,
  path: Pointer,
  reading: Reading,
  parts: Part[],
): void {
  if (body === undefined || body === null || body === '') return
  if (!Array.isArray(body)) {
    reading.note('schema', path, 'Text, a list of parts or null should stand here.')
    parts.push({
      t: 'text',
      text: typeof body === 'string' ? body : jsonTextOf(body, path, reading),
    })
    return
  }
  for (let i = 0; i < body.length; i++)
    addTypedPart(role, body[i] as Json, path + '/' + i, reading, parts)
}

function addTypedPart(role: Role, raw: Json, path: Pointer, reading: Reading, parts: Part[]): void {
  if (typeof raw === 'string') {
    parts.push({ t: 'text', text: raw })
    return
  }
  if (!isJsonObject(raw)) {
    reading.note('schema', path, 'A part of a message must be an object.')
    return
  }
  const type = typeof raw.type === 'string' ? raw.type : 'text'
  const text = raw.text ?? raw.value ?? raw.thinking
  if (type === 'tool_call') {
    if (typeof text === 'string') readCallText(text, path, 'llama-factory', reading, parts)
    else
      parts.push({
        t: 'call',
        call: readCallObject(text ?? raw, path, 'llama-factory', reading),
      })
  } else if (type === 'reasoning' || type === 'thinking') {
    if (typeof text === 'string') parts.push({ t: 'reasoning', text, wrap: 'field' })
  } else if (typeof text === 'string' && !isMediaType(type)) {
    if (role === 'assistant') addAssistantText(text, path, reading, parts)
    else parts.push({ t: 'text', text })
  } else {
    parts.push({ t: 'media', kind: type, ref: mediaRef(raw, type) })
  }
}

function isMediaType(type: string): boolean {
  return /image|audio|video|file/.test(type)
}

export function mediaRef(raw: JsonObject, type: string): string {
  const holder = raw[type] ?? raw.value ?? raw.url ?? raw.image ?? raw.path
  if (typeof holder === 'string') return holder
  const url = isJsonObject(holder) ? (holder.url ?? holder.file_id) : undefined
  return typeof url === 'string' ? url : ''
}
