import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
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
import { jsonTextOf, type Reading } from './reading.ts'
import { roleOf } from './roles.ts'
import { argumentsText } from './write-blocks.ts'
import type { Writing } from './writing.ts'

const KEYS = { id: 'id', args: 'args' }

/** The messages of a record, the system instruction first. Keys come in both spellings. */
export function buildGemini(record: JsonObject, reading: Reading): readonly Built[] {
  const { contents } = record
  const all: Built[] = buildInstruction(record, reading)
  if (!Array.isArray(contents)) {
    reading.note('schema', '/contents', 'A list of contents should stand here.')
    return all
  }
  ;(contents as readonly Json[]).forEach((content, i) =>
    all.push(...buildContent(content, `/contents/${i}`, reading)),
  )
  return all
}

function buildInstruction(record: JsonObject, reading: Reading): Built[] {
  const key = record.systemInstruction === undefined ? 'system_instruction' : 'systemInstruction'
  const path = '/' + key
  const value = record[key]
  if (value === undefined || value === null || value === '') return []
  if (typeof value === 'string') return [builtText('system', value, path)]
  const parts = isJsonObject(value) ? value.parts : undefined
  return [built('system', 'system', path, textBlocks(parts, path + '/parts', reading), [])]
}

function buildContent(raw: Json, path: Pointer, reading: Reading): readonly Built[] {
  const word = isJsonObject(raw) ? (raw.role ?? 'user') : undefined
  const role = typeof word === 'string' ? roleOf(word) : undefined
  if (!isJsonObject(raw) || typeof word !== 'string' || !role) {
    reading.note('schema', path, 'A content must be an object with a known role.')
    return []
  }
  if (!Array.isArray(raw.parts)) {
    reading.note('schema', path + '/parts', 'A list of parts should stand here.')
    return [built(role, word, path, [], [path])]
  }
  const parts = (raw.parts as readonly Json[]).flatMap((part, i) =>
    readPart(part, `${path}/parts/${i}`, reading),
  )
  return builtRuns(role, word, path, parts)
}

function readPart(raw: Json, path: Pointer, reading: Reading): readonly PlacedPart[] {
  if (!isJsonObject(raw)) {
    reading.note('schema', path, 'A part must be an object.')
    return []
  }
  if (typeof raw.text === 'string') {
    if (raw.thought !== true) return textPart(raw.text, path + '/text')
    return [{ part: { t: 'reasoning', text: raw.text, wrap: 'field' }, place: path + '/text' }]
  }
  const call = memberOf(raw, 'functionCall', 'function_call')
  if (call) {
    const place = `${path}/${call.key}`
    return [{ part: { t: 'call', call: readCallBlock(call.value, place, KEYS, reading) }, place }]
  }
  const response = memberOf(raw, 'functionResponse', 'function_response')
  if (response) return [resultPart(response.value, `${path}/${response.key}`, reading)]
  const [kind = 'part', data] = Object.entries(raw).find(([, value]) => isJsonObject(value)) ?? []
  const ref = isJsonObject(data) ? (data.fileUri ?? data.file_uri) : undefined
  return [{ part: { t: 'media', kind, ref: typeof ref === 'string' ? ref : '' }, place: undefined }]
}

function memberOf(
  raw: JsonObject,
  ...keys: readonly string[]
): { key: string; value: JsonObject } | undefined {
  for (const key of keys) {
    const value = raw[key]
    if (isJsonObject(value)) return { key, value }
  }
  return undefined
}

function resultPart(raw: JsonObject, path: Pointer, reading: Reading): PlacedPart {
  const { name, id, response } = raw
  const place = path + '/response'
  const part: Part = {
    t: 'result',
    ...(typeof id === 'string' ? { callId: id } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    text:
      response === undefined || response === null
        ? ''
        : typeof response === 'string'
          ? response
          : jsonTextOf(response, place, reading),
  }
  return { part, place }
}

/** A new content: the model's, the user's, or responses of functions. */
export function freshGemini(message: Message, writing: Writing): readonly string[] {
  const { role, parts } = message
  if (role === 'system' || role === 'developer')
    writing.refuse(`a ${role} message among Gemini’s contents`)
  const texts = parts.map((part) => freshPart(part, writing))
  return [
    writing.objectText([
      ['role', role === 'assistant' ? '"model"' : '"user"'],
      ['parts', `[${texts.join(writing.style.comma)}]`],
    ]),
  ]
}

function freshPart(part: Part, writing: Writing): string {
  const object = (...members: (readonly [string, string])[]) => writing.objectText(members)
  const quote = (text: string) => writing.quote(text)
  switch (part.t) {
    case 'text':
      return object(['text', quote(part.text)])
    case 'reasoning':
      return object(['text', quote(part.text)], ['thought', 'true'])
    case 'call':
      return object([
        'functionCall',
        object(['name', quote(part.call.name)], ['args', argumentsText(part.call, writing)]),
      ])
    case 'result':
      if (part.name === undefined) writing.refuse('a tool result that names no function')
      return object([
        'functionResponse',
        object(['name', quote(part.name ?? '')], ['response', responseText(part.text, writing)]),
      ])
    case 'media':
      writing.refuse('a picture or file that the record did not have')
      return 'null'
  }
}

/** A response must be an object; what is none goes under `result`, as Gemini's guide has it. */
function responseText(text: string, writing: Writing): string {
  try {
    if (isJsonObject(JSON.parse(text))) return text
  } catch {
    // Not JSON: it is put as text below.
  }
  return writing.objectText([['result', writing.quote(text)]])
}
