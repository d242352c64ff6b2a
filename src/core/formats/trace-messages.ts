import { isJsonObject, type Json } from '../model/json.ts'
import type { Message, Part, ResultPart, Role, ToolCall } from '../model/message.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import { readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import { roleOf } from './roles.ts'
import type { Spot } from './spot.ts'

/**
 * The messages of a trace, in whichever shape the recorder left them: OpenAI's, LangChain's
 * (`{lc, id, kwargs}`, `{type, content}`, `{type, data}`, `[role, text]`), Anthropic's blocks, OTel's
 * parts. A list within the list is a batch of one and is opened. Plain text is said by `speaker`.
 */
export function readTraceMessages(
  list: Spot,
  speaker: 'user' | 'assistant',
  reading: Reading,
): readonly Message[] {
  const spot = list.decoded()
  const { value } = spot
  if (value === undefined || value === null || value === '') return []
  if (typeof value === 'string') return [readTextMessage(speaker, value, spot.path, reading)]
  if (isJsonObject(value)) return readTraceMessage(spot, speaker, reading)
  if (!Array.isArray(value)) {
    reading.note('schema', spot.path, 'Messages should stand here.')
    return []
  }
  return spot.elements().flatMap((one) => {
    if (!Array.isArray(one.value) || isTuple(one.value as readonly Json[]))
      return readTraceMessage(one, speaker, reading)
    return one.elements().flatMap((inner) => readTraceMessage(inner, speaker, reading))
  })
}

/** How many messages a trace's value holds: what the longest call is measured by. */
export function countTraceMessages(list: Spot): number {
  const { value } = list.decoded()
  if (!Array.isArray(value)) return value === undefined || value === null ? 0 : 1
  const elements = value as readonly Json[]
  return elements.reduce<number>(
    (sum, one) => sum + (Array.isArray(one) && !isTuple(one as readonly Json[]) ? one.length : 1),
    0,
  )
}

function isTuple(list: readonly Json[]): boolean {
  return list.length === 2 && typeof list[0] === 'string' && typeof list[1] === 'string'
}

/** Words for speakers that only traces use. LangChain's classes are asked without “Message…”. */
const TRACE_ROLES = new Map<string, Role>([
  ['ai', 'assistant'],
  ['chat', 'assistant'],
  ['tool-result', 'tool'],
])

function traceRole(word: string | undefined): Role | undefined {
  if (word === undefined) return undefined
  const plain = word.replace(/Message(Chunk)?$/, '').toLowerCase()
  return roleOf(plain) ?? TRACE_ROLES.get(plain)
}

/** An object without a speaker and without these is data that was handed over as it is. */
const SPEECH = ['content', 'parts', 'tool_calls', 'function_call', 'additional_kwargs']

function readTraceMessage(spot: Spot, speaker: Role, reading: Reading): readonly Message[] {
  const { value } = spot
  if (typeof value === 'string') return [readTextMessage('user', value, spot.path, reading)]
  if (Array.isArray(value)) {
    const role = traceRole(spot.at(0).string)
    const text = spot.at(1).string
    if (role && text !== undefined) return [{ ...readTextMessage(role, text, spot.path, reading) }]
  }
  if (!isJsonObject(value)) {
    reading.note('schema', spot.path, 'A message must be an object.')
    return []
  }
  const { body, word } = openMessage(spot)
  const role = word === undefined ? speaker : traceRole(word)
  if (!role) {
    reading.note('schema', spot.path, `“${(word ?? '').slice(0, 40)}” is not a known role.`)
    return []
  }
  const sourceRole = word ?? role
  if (word === undefined && SPEECH.every((key) => !body.at(key).isThere))
    return [readTextMessage(role, spot.jsonText(), spot.path, reading)]
  if (role === 'tool') return [toolMessage(body, sourceRole, spot, reading)]
  const parts = saidParts(body, role, spot, reading)
  const results = parts.filter((part) => part.t === 'result')
  if (results.length === 0) return [{ role, sourceRole, parts, path: spot.path }]
  const rest = parts.filter((part) => part.t !== 'result')
  const answered: Message = { role: 'tool', sourceRole, parts: results, path: spot.path }
  return rest.length === 0
    ? [answered]
    : [answered, { role, sourceRole, parts: rest, path: spot.path }]
}

/** Where a message's content stands, and the word for its speaker. */
function openMessage(spot: Spot): { body: Spot; word: string | undefined } {
  const kwargs = spot.at('kwargs')
  if (kwargs.isObject) {
    const id = spot.at('id').value
    const name = Array.isArray(id) ? (id.at(-1) as Json | undefined) : undefined
    const isChat = typeof name === 'string' && name.startsWith('Chat')
    const own = kwargs.at('role').string
    return { body: kwargs, word: isChat && own ? own : typeof name === 'string' ? name : own }
  }
  const inner = spot.at('message')
  if (inner.isObject && spot.at('role').string === undefined) return openMessage(inner)
  const role = spot.at('role').string
  if (role !== undefined) return { body: spot, word: role }
  const data = spot.at('data')
  return { body: data.isObject ? data : spot, word: spot.at('type').string }
}

function saidParts(body: Spot, role: Role, spot: Spot, reading: Reading): readonly Part[] {
  const parts: Part[] = []
  const more = body.at('additional_kwargs')
  const thought = body.at('reasoning_content').string ?? more.at('reasoning_content').string
  if (thought) parts.push({ t: 'reasoning', text: thought, wrap: 'field' })
  const calls = callSpots(body, more)
  const content = body.at('content').isThere ? body.at('content') : body.at('parts')
  addContent(content, role, calls.length > 0, spot, parts, reading)
  for (const call of calls) parts.push({ t: 'call', call: traceCall(call) })
  return parts
}

function callSpots(body: Spot, more: Spot): readonly Spot[] {
  const own = body.at('tool_calls').elements()
  const calls = own.length > 0 ? own : more.at('tool_calls').elements()
  const invalid = body.at('invalid_tool_calls').elements()
  const old = [body.at('function_call'), more.at('function_call')].filter((one) => one.isObject)
  return calls.length + invalid.length > 0 ? [...calls, ...invalid] : old.slice(0, 1)
}

/** A call as any recorder writes it: OpenAI's, LangChain's `args`, Anthropic's `input`. */
export function traceCall(spot: Spot): ToolCall {
  if (!spot.isObject)
    return placeCall(brokenCall('A tool call must be an object.', ''), 'trace', spot.path)
  const nested = spot.at('function')
  const body = nested.isObject ? nested : spot
  const args = ['arguments', 'args', 'input', 'parameters']
    .map((key) => body.at(key))
    .find((one) => one.value !== undefined)
  const name = body.at('name').value ?? body.at('tool_name').value ?? ''
  const id = [spot.at('id'), spot.at('tool_call_id')].find((one) => one.string)?.string
  const object = args?.value === undefined ? { name } : { name, arguments: args.value }
  return callFrom(object, id, { dialect: 'trace', path: spot.path }, () => args?.exactText())
}

function addContent(
  content: Spot,
  role: Role,
  hasCalls: boolean,
  spot: Spot,
  parts: Part[],
  reading: Reading,
): void {
  const { value } = content
  if (value === undefined || value === null || value === '') return
  if (typeof value === 'string') addText(value, role, spot, parts, reading)
  else if (Array.isArray(value))
    for (const block of content.elements()) addBlock(block, role, hasCalls, spot, parts, reading)
  else addBlock(content, role, hasCalls, spot, parts, reading)
}

function addText(text: string, role: Role, spot: Spot, parts: Part[], reading: Reading): void {
  parts.push(...readTextMessage(role, text, spot.path, reading).parts)
}

function addBlock(
  block: Spot,
  role: Role,
  hasCalls: boolean,
  spot: Spot,
  parts: Part[],
  reading: Reading,
): void {
  const text = block.string ?? textOf(block)
  const type = block.at('type').string ?? 'text'
  if (type === 'tool_use' || type === 'tool_call' || type === 'tool-call') {
    // LangChain keeps the provider's blocks beside its own list of the same calls.
    if (!hasCalls) parts.push({ t: 'call', call: traceCall(block) })
  } else if (type === 'tool_result' || type === 'tool_call_response' || type === 'tool-result') {
    parts.push(resultOf(block))
  } else if (/reasoning|thinking/.test(type)) {
    if (text) parts.push({ t: 'reasoning', text, wrap: 'field' })
  } else if (text !== undefined && !/image|audio|video|file|blob|uri/.test(type)) {
    if (text !== '') addText(text, role, spot, parts, reading)
  } else {
    const url = block.at('image_url')
    const ref = url.string ?? url.at('url').string ?? block.at('uri').string
    parts.push({ t: 'media', kind: type, ref: ref ?? '' })
  }
}

function textOf(block: Spot): string | undefined {
  for (const key of ['text', 'content', 'thinking', 'reasoning']) {
    const text = block.at(key).string
    if (text !== undefined) return text
  }
  return undefined
}

function toolMessage(body: Spot, sourceRole: string, spot: Spot, reading: Reading): Message {
  const inner = body.at('parts').isThere ? body.at('parts') : body.at('content')
  const blocks = inner.elements()
  const results = blocks.filter((block) => /result|response/.test(block.at('type').string ?? ''))
  const parts = results.length > 0 ? results.map(resultOf) : [resultOf(body)]
  if (results.length > 0 && results.length < blocks.length)
    reading.note('schema', spot.path, 'A tool message holds something besides results.')
  return { role: 'tool', sourceRole, parts, path: spot.path }
}

/** A result: a tool message, Anthropic's `tool_result`, OTel's `tool_call_response`. */
function resultOf(block: Spot): ResultPart {
  const answer = ['response', 'result', 'output', 'content', 'parts']
    .map((key) => block.at(key))
    .find((one) => one.isThere)
  const part: { t: 'result'; callId?: string; name?: string; text: string; isError?: boolean } = {
    t: 'result',
    text: answer ? resultText(answer) : '',
  }
  const id = ['tool_call_id', 'tool_use_id', 'toolCallId', 'id'].map((key) => block.at(key).string)
  const callId = id.find((one) => one)
  const name = block.at('name').string
  if (callId) part.callId = callId
  if (name) part.name = name
  if (block.at('is_error').value === true || block.at('status').value === 'error')
    part.isError = true
  return part
}

function resultText(answer: Spot): string {
  if (answer.string !== undefined) return answer.string
  const texts = answer.elements().map((one) => one.string ?? textOf(one))
  if (texts.length === 0 || texts.includes(undefined)) return answer.jsonText()
  return texts.join('\n')
}
