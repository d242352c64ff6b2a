import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type Part, type ToolSet } from '../model/message.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { looksPythonic, parsePythonicCalls } from './pythonic.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import { sharegpt } from './sharegpt.ts'
import { splitTrace } from './split.ts'
import { readToolsInText, toolTextsIn } from './tools-in-text.ts'
import { writePythonic } from './write-pythonic.ts'

const COLUMNS = new Set(['conversations', 'system', 'tools', 'id'])

/**
 * ToolACE: ShareGPT turns whose calls are Python's notation, `[Name(key="value")]`, and whose tools
 * stand as JSON in the system prompt.
 */
export const toolace: RecordFormat = {
  id: 'toolace',
  refines: ['sharegpt'],
  schema: sharegpt.schema,
  fits: (record) => sharegpt.fits(record),

  detect(record) {
    const { system, conversations } = record
    if (!Array.isArray(conversations) || typeof system !== 'string') return { score: 0, reason: '' }
    if (/\[func\w*\(/i.test(system) && toolTextsIn(system).length > 0)
      return { score: 0.98, reason: '`system` lists functions and asks for `[name(…)]`' }
    const turns = (conversations as readonly Json[]).filter(isJsonObject)
    return turns.some(isPythonicTurn)
      ? { score: 0.97, reason: 'calls as `[Name(key=value)]` in the turns' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('toolace', reading)
    const list = readMessages(record.conversations, '/conversations', reading)
    const lanes = splitTrace(withSystem(record, list.map(withPythonicCalls), reading))
    const tools = toolaceTools(record, reading)
    return sampleOf('toolace', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: writePythonic,
}

function isPythonicTurn({ from, value }: JsonObject): boolean {
  return from !== 'user' && typeof value === 'string' && looksPythonic(value)
}

/** An assistant's message that is a list of calls, with these as its parts. */
function withPythonicCalls(message: Message): Message {
  const [only] = message.parts
  if (message.role !== 'assistant' || message.parts.length !== 1 || only?.t !== 'text')
    return message
  if (!looksPythonic(only.text)) return message
  return { ...message, parts: pythonicParts(only.text, message.path + '/value') }
}

function pythonicParts(text: string, path: string): readonly Part[] {
  const read = parsePythonicCalls(text)
  if ('reason' in read) {
    const reason = `The calls are not in Python’s notation. ${read.reason}`
    return [{ t: 'call', call: placeCall(brokenCall(reason, text), 'pythonic', path) }]
  }
  return read.calls.map(({ name, argsText }) => ({
    t: 'call',
    call: {
      ...callFrom(
        { name, arguments: argsText },
        undefined,
        { dialect: 'pythonic', path },
        undefined,
      ),
      argsWas: 'object',
    },
  }))
}

function toolaceTools(record: JsonObject, reading: Reading): ToolSet {
  if (record.tools !== undefined) return readTools(record, reading)
  if (typeof record.system !== 'string') return NO_TOOLS
  return readToolsInText(record.system, '/system', reading)
}
