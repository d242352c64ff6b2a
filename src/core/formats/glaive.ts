import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { NO_TOOLS, type Message, type Part, type Role } from '../model/message.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall, readCallText } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { readToolsInText } from './tools-in-text.ts'
import { writeUnchanged } from './trace.ts'

const COLUMNS = new Set(['system', 'chat', 'id'])
const schema = z.looseObject({ system: z.string().nullish(), chat: z.string() })
const MARK = /(?:^|\n)[ \t]*(USER|ASSISTANT|FUNCTION RESPONSE):/g
const CALL = '<functioncall>'
const END = '<|endoftext|>'

/**
 * Glaive function calling v2 as published: two texts, `system` with the tools and `chat` with the
 * turns behind `USER:`, `ASSISTANT:` and `FUNCTION RESPONSE:`. Edits are refused: a turn's text may
 * hold the very marks that part the turns.
 */
export const glaive: RecordFormat = {
  id: 'glaive',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ system, chat }) {
    if (typeof chat !== 'string' || !/^\s*(USER|ASSISTANT):/.test(chat))
      return { score: 0, reason: '' }
    return chat.includes(CALL) || (typeof system === 'string' && /^\s*SYSTEM:/.test(system))
      ? { score: 0.98, reason: '`chat` with USER: and ASSISTANT: marks' }
      : { score: 0.7, reason: '`chat` with USER: marks' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('glaive', reading)
    const { system } = record
    const isText = typeof system === 'string' && system !== ''
    const tools = isText ? readToolsInText(system, '/system', reading) : NO_TOOLS
    const said = isText ? system.replace(/^\s*SYSTEM:\s*/, '').trim() : ''
    const before = said === '' ? [] : [readTextMessage('system', said, '/system', reading)]
    const lanes = splitTrace([...before, ...readChat(record.chat, reading)])
    return sampleOf('glaive', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: its turns stand in one text'),
}

const ROLES: Readonly<Record<string, Role>> = {
  USER: 'user',
  ASSISTANT: 'assistant',
  'FUNCTION RESPONSE': 'tool',
}

function readChat(chat: Json | undefined, reading: Reading): readonly Message[] {
  if (typeof chat !== 'string') {
    reading.note('schema', '/chat', 'The chat must be text.')
    return []
  }
  const marks = [...chat.matchAll(MARK)]
  if (chat.slice(0, marks[0]?.index ?? chat.length).trim() !== '')
    reading.note('schema', '/chat', 'The chat begins with text that nobody says.')
  return marks.map((mark, i) => {
    const from = mark.index + mark[0].length
    const text = chat.slice(from, marks[i + 1]?.index ?? chat.length).trim()
    const word = mark[1]!
    return chatMessage(ROLES[word]!, word, text, reading)
  })
}

function chatMessage(role: Role, word: string, text: string, reading: Reading): Message {
  const path = '/chat'
  const said = role === 'assistant' ? text.replaceAll(END, '').trim() : text
  if (role === 'tool') return { role, sourceRole: word, parts: [{ t: 'result', text: said }], path }
  const at = role === 'assistant' ? said.indexOf(CALL) : -1
  if (at < 0) return { ...readTextMessage(role, said, path, reading), sourceRole: word }
  const parts: Part[] = []
  const prose = said.slice(0, at).trim()
  if (prose !== '') parts.push({ t: 'text', text: prose })
  for (const body of said.slice(at + CALL.length).split(CALL))
    readFunctionCall(body.trim(), path, reading, parts)
  return { role, sourceRole: word, parts, path }
}

/** `{"name": "f", "arguments": '{"a": 1}'}`: JSON, but for the single quotes around the arguments. */
function readFunctionCall(body: string, path: string, reading: Reading, parts: Part[]): void {
  const head = /^\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"arguments"\s*:\s*'/.exec(body)
  const tail = /'\s*\}\s*$/.exec(body)
  if (!head || !tail || tail.index < head[0].length) {
    readCallText(body, path, 'glaive', reading, parts)
    return
  }
  const name = nameIn(head[1]!)
  if (name === undefined) {
    const call = placeCall(brokenCall('The name of the call is not JSON.', body), 'glaive', path)
    parts.push({ t: 'call', call })
    return
  }
  const args = body.slice(head[0].length, tail.index).replaceAll("\\'", "'")
  const call = callFrom(
    { name, arguments: args },
    undefined,
    { dialect: 'glaive', path },
    undefined,
  )
  parts.push({ t: 'call', call })
}

function nameIn(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined
  }
}
