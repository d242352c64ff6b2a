import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
import { built, builtText, textPart, type Built, type PlacedPart } from './blocks.ts'
import { readCallBlock } from './calls.ts'
import { mediaRef, resultText } from './messages.ts'
import type { Reading } from './reading.ts'
import { roleOf } from './roles.ts'
import { argumentsText } from './write-blocks.ts'
import { plainText } from './write-text.ts'
import type { Writing } from './writing.ts'

const KEYS = { id: 'call_id', args: 'arguments' }

/** One assistant turn while its items come in. */
interface OpenTurn {
  readonly parts: PlacedPart[]
  readonly entries: Pointer[]
  saysText: boolean
}

/**
 * The messages of a record. Reasoning, words and calls of the assistant that follow each other are
 * one message; words after words begin another.
 */
export function buildItems(record: JsonObject, reading: Reading): readonly Built[] {
  const { instructions, items, input, output } = record
  const all: Built[] = []
  if (typeof instructions === 'string' && instructions !== '')
    all.push(builtText('system', instructions, '/instructions'))
  if (typeof input === 'string') all.push(builtText('user', input, '/input'))
  let turn: OpenTurn | undefined
  const close = () => {
    const [first] = turn?.entries ?? []
    if (turn && first !== undefined)
      all.push(built('assistant', 'assistant', first, turn.parts, turn.entries))
    turn = undefined
  }
  for (const [key, list] of Object.entries({ items, input, output })) {
    if (!Array.isArray(list)) continue
    ;(list as readonly Json[]).forEach((item, i) => {
      const path = `/${key}/${i}`
      const found = readItem(item, path, reading)
      if (!found) return
      if ('message' in found) {
        close()
        all.push(found)
        return
      }
      if (found.saysText && turn?.saysText) close()
      turn ??= { parts: [], entries: [], saysText: false }
      turn.parts.push(...found.parts)
      turn.entries.push(path)
      turn.saysText ||= found.saysText
    })
  }
  close()
  if (![items, input, output].some((list) => Array.isArray(list)))
    reading.note('schema', '', 'A list of items is missing.')
  return all
}

/** An item: a message of its own, or a part of the assistant's turn. */
function readItem(
  item: Json,
  path: Pointer,
  reading: Reading,
): Built | { parts: readonly PlacedPart[]; saysText: boolean } | undefined {
  if (!isJsonObject(item)) {
    reading.note('schema', path, 'An item must be an object.')
    return undefined
  }
  const type = item.type ?? (item.role === undefined ? undefined : 'message')
  if (type === 'function_call') {
    const call = readCallBlock(item, path, KEYS, reading)
    return { parts: [{ part: { t: 'call', call }, place: path }], saysText: false }
  }
  if (type === 'function_call_output') return outputMessage(item, path, reading)
  if (type === 'reasoning') return { parts: thoughts(item, path), saysText: false }
  if (type !== 'message') {
    const name = typeof type === 'string' ? `“${type.slice(0, 40)}”` : 'without a type'
    reading.note('schema', path, `An item ${name} is not read.`)
    return undefined
  }
  const word = item.role
  const role = typeof word === 'string' ? roleOf(word) : undefined
  if (typeof word !== 'string' || !role) {
    reading.note('schema', path, 'A message must say who speaks, in “role”.')
    return undefined
  }
  const parts = contentParts(item.content, path + '/content', reading)
  if (role === 'assistant') return { parts, saysText: true }
  return built(role, word, path, parts, [path])
}

function outputMessage(item: JsonObject, path: Pointer, reading: Reading): Built {
  const { call_id: callId, output } = item
  const place = path + '/output'
  const part: Part = {
    t: 'result',
    ...(typeof callId === 'string' ? { callId } : {}),
    text: resultText(output, place, reading),
  }
  const isText = typeof output === 'string' || output === undefined || output === null
  return built(
    'tool',
    'function_call_output',
    path,
    [{ part, place: isText ? place : undefined }],
    [path],
  )
}

/** What reasoning shows: its content where it is given, its summary otherwise. */
function thoughts(item: JsonObject, path: Pointer): readonly PlacedPart[] {
  const key = Array.isArray(item.content) && item.content.length > 0 ? 'content' : 'summary'
  const list = item[key]
  if (!Array.isArray(list)) return []
  return (list as readonly Json[]).flatMap((one, i): PlacedPart[] => {
    const text = isJsonObject(one) ? one.text : undefined
    if (typeof text !== 'string' || text === '') return []
    return [{ part: { t: 'reasoning', text, wrap: 'field' }, place: `${path}/${key}/${i}/text` }]
  })
}

function contentParts(
  content: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly PlacedPart[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return textPart(content, path)
  if (!Array.isArray(content)) {
    reading.note('schema', path, 'Text or a list of parts should stand here.')
    return []
  }
  return (content as readonly Json[]).flatMap((one, i): PlacedPart[] => {
    const at = `${path}/${i}`
    if (!isJsonObject(one)) {
      reading.note('schema', at, 'A part must be an object.')
      return []
    }
    for (const key of ['text', 'refusal'] as const) {
      const text = one[key]
      if (typeof text === 'string') return textPart(text, `${at}/${key}`)
    }
    const kind = typeof one.type === 'string' ? one.type : 'part'
    const ref = typeof one.image_url === 'string' ? one.image_url : mediaRef(one, kind)
    return [{ part: { t: 'media', kind, ref }, place: undefined }]
  })
}

/** A new message as items: words first, then one item for each call or result. */
export function freshItems(message: Message, writing: Writing): readonly string[] {
  const { role, parts } = message
  const quote = (text: string) => writing.quote(text)
  const item = (...members: (readonly [string, string])[]) => writing.objectText(members)
  const words = parts.filter((part) => part.t !== 'call' && part.t !== 'result')
  const others = parts.flatMap((part): string[] => {
    if (part.t === 'call') {
      if (part.call.id === undefined) writing.refuse('a tool call without an id')
      return [
        item(
          ['type', '"function_call"'],
          ['call_id', quote(part.call.id ?? '')],
          ['name', quote(part.call.name)],
          ['arguments', quote(argumentsText(part.call, writing))],
        ),
      ]
    }
    if (part.t !== 'result') return []
    if (part.callId === undefined) writing.refuse('a tool result that names no call')
    return [
      item(
        ['type', '"function_call_output"'],
        ['call_id', quote(part.callId ?? '')],
        ['output', quote(part.text)],
      ),
    ]
  })
  if (role === 'tool' || (words.length === 0 && others.length > 0)) return others
  const text = quote(plainText(words, writing))
  const kind = role === 'assistant' ? '"output_text"' : '"input_text"'
  const content = `[${item(['type', kind], ['text', text])}]`
  return [item(['type', '"message"'], ['role', quote(role)], ['content', content]), ...others]
}
