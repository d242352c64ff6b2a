import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { callsOf, NO_TOOLS, type Message, type ResultPart } from '../model/message.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { Spot } from './spot.ts'
import { judged, scoreAt, splitRun } from './trace.ts'
import { listSplices } from './write-conversation.ts'
import { lineOf, soleBranch, writeTree } from './writing.ts'

const COLUMNS = new Set(['id', 'task_id', 'trial', 'messages', 'reward_info', 'termination_reason'])
const LIST = '/messages'
const schema = z.looseObject({
  task_id: z.union([z.string(), z.number()]),
  trial: z.number().nullish(),
  messages: z.array(z.looseObject({ role: z.enum(['system', 'user', 'assistant', 'tool']) })),
  reward_info: z.looseObject({ reward: z.number() }).nullish(),
  termination_reason: z.string().nullish(),
})

/**
 * tau2-bench: one simulation (an element of `simulations`). The simulated user has tools of its own;
 * its calls and their results (`requestor: "user"`) are not the agent's and not seen by it, so they
 * are left out of the messages and counted in `meta.userCalls`. In the record they stay.
 */
export const tau2: RecordFormat = {
  id: 'tau2',
  refines: ['openai'],
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (!Array.isArray(record.messages) || !('task_id' in record)) return { score: 0, reason: '' }
    return 'termination_reason' in record || 'reward_info' in record
      ? { score: 0.99, reason: '`messages`, `task_id` and `reward_info` are there' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('tau2', reading)
    const { messages, userCalls } = readSimulation(record.messages, reading)
    const lanes = judged(splitRun(messages), { scores: rewardScores(record, reading) })
    const meta = simulationMeta(record, userCalls)
    return sampleOf('tau2', lanes, NO_TOOLS, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeTree(text, sample, tree, (writing) => {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      for (const { message, base } of line) {
        if (!base) writing.refuse('a message that the simulation did not have')
        else if (callsOf(message).length > callsOf(base).length)
          writing.refuse('a tool call that the simulation did not have')
      }
      return listSplices(LIST, line, writing)
    }),
}

function readSimulation(
  list: Json | undefined,
  reading: Reading,
): { readonly messages: readonly Message[]; readonly userCalls: number } {
  if (!Array.isArray(list)) {
    reading.note('schema', LIST, 'A list of messages should stand here.')
    return { messages: [], userCalls: 0 }
  }
  const messages: Message[] = []
  let userCalls = 0
  list.forEach((raw: Json, i) => {
    if (isJsonObject(raw) && raw.role === 'user') userCalls += callCount(raw)
    if (isJsonObject(raw) && isUsersOwn(raw)) return
    const path = `${LIST}/${i}`
    const message = readMessage(raw, path, reading)
    if (message) messages.push(message.role === 'tool' ? withIds(message, raw) : message)
  })
  return { messages, userCalls }
}

function callCount({ tool_calls: calls }: JsonObject): number {
  return Array.isArray(calls) ? calls.length : 0
}

/** A user's message that only calls tools, or the result of such a call. */
function isUsersOwn(raw: JsonObject): boolean {
  if (raw.role === 'tool') {
    const several = raw.tool_messages
    if (!Array.isArray(several) || several.length === 0) return raw.requestor === 'user'
    return (several as readonly Json[]).every(
      (one) => isJsonObject(one) && one.requestor === 'user',
    )
  }
  return raw.role === 'user' && callCount(raw) > 0 && !raw.content
}

/** A result's call id stands in `id`, its failure in `error`; several may share a message. */
function withIds(message: Message, raw: Json): Message {
  if (!isJsonObject(raw)) return message
  const several = raw.tool_messages
  const held: readonly Json[] = Array.isArray(several) ? (several as readonly Json[]) : [raw]
  const own = held.filter((one) => isJsonObject(one) && one.requestor !== 'user')
  return { ...message, parts: own.filter(isJsonObject).map(resultPart) }
}

function resultPart({ id, content, error }: JsonObject): ResultPart {
  return {
    t: 'result',
    ...(typeof id === 'string' && id !== '' ? { callId: id } : {}),
    text: typeof content === 'string' ? content : '',
    ...(error === true ? { isError: true } : {}),
  }
}

function rewardScores(record: JsonObject, reading: Reading): readonly Score[] {
  const info = Spot.of(record, '', reading).at('reward_info')
  const parts = info.at('reward_breakdown')
  const keys = isJsonObject(parts.value) ? Object.keys(parts.value) : []
  return [
    ...scoreAt(info.at('reward'), 'reward'),
    ...keys.flatMap((key) => scoreAt(parts.at(key), key)),
  ]
}

function simulationMeta(record: JsonObject, userCalls: number): SampleMeta {
  const { task_id, trial, reward_info: info, termination_reason: end } = record
  const id = idOf(record.id)
  const task = idOf(task_id)
  const reward = isJsonObject(info) ? info.reward : undefined
  const basis = isJsonObject(info) ? info.reward_basis : undefined
  return {
    ...(id === undefined ? {} : { id }),
    ...(task === undefined ? {} : { task, group: task }),
    ...(typeof trial === 'number' ? { trial } : {}),
    ...(typeof reward === 'number' ? { reward } : {}),
    ...(basis === undefined || basis === null ? {} : { rewardBasis: basis }),
    ...(typeof end === 'string' ? { end } : {}),
    ...(userCalls > 0 ? { userCalls } : {}),
  }
}
