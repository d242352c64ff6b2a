import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import { callsOf, type Message, type Part } from '../model/message.ts'
import {
  built,
  builtRuns,
  builtText,
  textBlocks,
  textPart,
  type Built,
  type PlacedPart,
} from './blocks.ts'
import { readCallBlock } from './calls.ts'
import { mediaRef, resultText } from './messages.ts'
import type { Reading } from './reading.ts'
import { roleOf } from './roles.ts'
import { argumentsText } from './write-blocks.ts'
import { plainText } from './write-text.ts'
import type { Writing } from './writing.ts'

const KEYS = { id: 'id', args: 'input' }

/** The messages of a record, the system prompt first. */
export function buildAnthropic(record: JsonObject, reading: Reading): readonly Built[] {
  const { system, messages } = record
  const all: Built[] = []
  if (typeof system === 'string' && system !== '') all.push(builtText('system', system, '/system'))
  else if (system !== undefined && system !== null && system !== '')
    all.push(built('system', 'system', '/system', textBlocks(system, '/system', reading), []))
  if (!Array.isArray(messages)) {
    reading.note('schema', '/messages', 'A list of messages should stand here.')
    return all
  }
  ;(messages as readonly Json[]).forEach((message, i) =>
    all.push(...buildMessage(message, `/messages/${i}`, reading)),
  )
  return all
}

function buildMessage(raw: Json, path: Pointer, reading: Reading): readonly Built[] {
  const word = isJsonObject(raw) ? raw.role : undefined
  const role = typeof word === 'string' ? roleOf(word) : undefined
  if (!isJsonObject(raw) || typeof word !== 'string' || !role) {
    reading.note('schema', path, 'A message must be an object with a known role.')
    return []
  }
  const { content } = raw
  const at = path + '/content'
  if (typeof content === 'string') return [built(role, word, path, textPart(content, at), [path])]
  if (!Array.isArray(content)) {
    if (content !== undefined && content !== null)
      reading.note('schema', at, 'Text or a list of blocks should stand here.')
    return [built(role, word, path, [], [path])]
  }
  const parts = (content as readonly Json[]).flatMap((block, i) =>
    readBlock(block, `${at}/${i}`, reading),
  )
  return builtRuns(role, word, path, parts)
}

function readBlock(block: Json, path: Pointer, reading: Reading): readonly PlacedPart[] {
  if (!isJsonObject(block)) {
    reading.note('schema', path, 'A block must be an object.')
    return []
  }
  const { type, text, thinking } = block
  if (type === 'tool_use' || type === 'server_tool_use')
    return [{ part: { t: 'call', call: readCallBlock(block, path, KEYS, reading) }, place: path }]
  if (type === 'tool_result') return [resultPart(block, path, reading)]
  if (type === 'thinking' && typeof thinking === 'string')
    return [{ part: { t: 'reasoning', text: thinking, wrap: 'field' }, place: path + '/thinking' }]
  if (typeof text === 'string') return textPart(text, path + '/text')
  const kind = typeof type === 'string' ? type : 'block'
  const source = isJsonObject(block.source) ? block.source : block
  return [{ part: { t: 'media', kind, ref: mediaRef(source, kind) }, place: undefined }]
}

function resultPart(block: JsonObject, path: Pointer, reading: Reading): PlacedPart {
  const { content, tool_use_id: callId, is_error: isError } = block
  const part: Part = {
    t: 'result',
    ...(typeof callId === 'string' ? { callId } : {}),
    text: resultText(content, path + '/content', reading),
    ...(isError === true ? { isError } : {}),
  }
  return { part, place: resultPlace(content, path + '/content') }
}

function resultPlace(content: Json | undefined, path: Pointer): Pointer | undefined {
  if (!Array.isArray(content)) return path
  const [only] = content as readonly Json[]
  const isOne = content.length === 1 && isJsonObject(only) && typeof only.text === 'string'
  return isOne ? path + '/0/text' : undefined
}

/** A new message: its blocks, or a text alone as text. */
export function freshAnthropic(message: Message, writing: Writing): readonly string[] {
  const { role, parts } = message
  if (role !== 'user' && role !== 'assistant' && role !== 'tool') {
    writing.refuse(`a ${role} message among Anthropic’s messages`)
    return []
  }
  const speaker = role === 'tool' ? 'user' : role
  const isPlain = role !== 'tool' && callsOf(message).length === 0
  const content = isPlain
    ? writing.quote(plainText(parts, writing))
    : `[${parts.map((part) => freshBlock(part, writing)).join(writing.style.comma)}]`
  return [
    writing.objectText([
      ['role', writing.quote(speaker)],
      ['content', content],
    ]),
  ]
}

function freshBlock(part: Part, writing: Writing): string {
  const quote = (text: string) => writing.quote(text)
  switch (part.t) {
    case 'text':
      return writing.objectText([
        ['type', '"text"'],
        ['text', quote(part.text)],
      ])
    case 'call':
      if (part.call.id === undefined) writing.refuse('a tool call without an id')
      return writing.objectText([
        ['type', '"tool_use"'],
        ['id', quote(part.call.id ?? '')],
        ['name', quote(part.call.name)],
        ['input', argumentsText(part.call, writing)],
      ])
    case 'result':
      if (part.callId === undefined) writing.refuse('a tool result that names no call')
      return writing.objectText([
        ['type', '"tool_result"'],
        ['tool_use_id', quote(part.callId ?? '')],
        ['content', quote(part.text)],
        ...(part.isError ? [['is_error', 'true'] as const] : []),
      ])
    case 'reasoning':
      writing.refuse('reasoning that Anthropic has not signed')
      return 'null'
    case 'media':
      writing.refuse('a picture or file that the record did not have')
      return 'null'
  }
}
