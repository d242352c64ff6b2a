import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { callsOf, NO_TOOLS, type Message } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { isMessages, messagesSchema } from './shapes.ts'
import { splitTrace } from './split.ts'
import { judged } from './trace.ts'
import { listSplices } from './write-conversation.ts'
import { lineOf, soleBranch, writeTree } from './writing.ts'

const COLUMNS = new Set(['history', 'info', 'environment'])
const LIST = '/history'
const schema = z.looseObject({ history: messagesSchema })

/**
 * SWE-agent: one run (`.traj`), its messages under `history`. A result names its call in
 * `tool_call_ids`. `thought`, `action` and the steps under `trajectory` repeat what the messages say
 * and stay as they are when a message is edited.
 */
export const sweAgent: RecordFormat = {
  id: 'swe-agent',
  schema,
  fits: (record) => isJsonObject(record) && isMessages(record.history),

  detect({ history, trajectory, info }) {
    const first = Array.isArray(history) ? (history as readonly Json[])[0] : undefined
    if (!isJsonObject(first) || typeof first.role !== 'string') return { score: 0, reason: '' }
    if ('agent' in first || 'message_type' in first || Array.isArray(trajectory))
      return { score: 0.98, reason: '`history` of an agent’s messages' }
    return isJsonObject(info)
      ? { score: 0.8, reason: '`history` and `info` are there' }
      : { score: 0.4, reason: '`history` is there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('swe-agent', reading)
    const messages = readHistory(record.history, reading)
    const lanes = judged(splitTrace(messages), { model: modelOf(record) })
    return sampleOf('swe-agent', lanes, NO_TOOLS, runMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeTree(text, sample, tree, (writing) => {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      for (const { message, base } of line)
        if (message.role === 'tool' && !base)
          writing.refuse('a tool result that the run did not have')
        else if (base && callsOf(base).length === 0 && callsOf(message).length > 0)
          writing.refuse('a tool call in a message that had none')
      return listSplices(LIST, line, writing)
    }),
}

function readHistory(list: Json | undefined, reading: Reading): readonly Message[] {
  return readMessages(list, LIST, reading).map((message) => {
    const raw = message.role === 'tool' && Array.isArray(list) ? rawAt(list, message) : undefined
    const ids = isJsonObject(raw) ? raw.tool_call_ids : undefined
    const callId: unknown = Array.isArray(ids) ? ids[0] : undefined
    const [result] = message.parts
    return result?.t === 'result' && typeof callId === 'string'
      ? { ...message, parts: [{ ...result, callId }, ...message.parts.slice(1)] }
      : message
  })
}

function rawAt(list: readonly Json[], { path }: Message): Json | undefined {
  return list[Number(path.slice(LIST.length + 1))]
}

function modelOf({ replay_config: config }: JsonObject): string | undefined {
  const agent = isJsonObject(config) ? config.agent : undefined
  const model = isJsonObject(agent) ? agent.model : undefined
  return isJsonObject(model) && typeof model.name === 'string' ? model.name : undefined
}

function runMeta({ info, environment, instance_id }: JsonObject): SampleMeta {
  const end = isJsonObject(info) ? info.exit_status : undefined
  return {
    ...(typeof instance_id === 'string' ? { task: instance_id, group: instance_id } : {}),
    ...(typeof environment === 'string' ? { environment } : {}),
    ...(typeof end === 'string' ? { end } : {}),
  }
}
