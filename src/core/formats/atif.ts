import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { Message, Part, Role } from '../model/message.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { Spot } from './spot.ts'
import { judged, readToolSpot, scoreAt, splitRun, writeUnchanged } from './trace.ts'

const COLUMNS = new Set(['schema_version', 'session_id', 'agent', 'steps'])
const schema = z.looseObject({
  schema_version: z.string(),
  agent: z.looseObject({ name: z.string() }),
  steps: z.array(z.looseObject({ source: z.enum(['system', 'user', 'agent']) })).min(1),
})

/**
 * ATIF, the Agent Trajectory Interchange Format (Harbor): a run as steps of the system, the user and
 * the agent. An agent's step is a message and, behind it, one tool message for each result.
 */
export const atif: RecordFormat = {
  id: 'atif',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ steps, schema_version: version }) {
    const first = Array.isArray(steps) ? (steps as readonly unknown[])[0] : undefined
    if (!isJsonObject(first) || typeof first.source !== 'string') return { score: 0, reason: '' }
    return typeof version === 'string'
      ? { score: 0.99, reason: '`schema_version` and `steps` with a `source`' }
      : { score: 0.8, reason: '`steps` with a `source`' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('atif', reading)
    const root = Spot.of(record, '', reading)
    const steps = root.at('steps')
    if (!Array.isArray(steps.value))
      reading.note('schema', '/steps', 'A list of steps should stand here.')
    const messages = steps.elements().flatMap((step) => stepMessages(step, reading))
    const agent = root.at('agent')
    const lanes = judged(splitRun(messages), {
      model: agent.at('model_name').string,
      scores: rewardScores(root),
    })
    const tools = readToolSpot(agent.at('tool_definitions'), reading)
    return sampleOf('atif', lanes, tools, runMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: a step holds a call and its result in one'),
}

const ROLES: Readonly<Record<string, Role>> = { system: 'system', user: 'user', agent: 'assistant' }

function stepMessages(step: Spot, reading: Reading): readonly Message[] {
  const word = step.at('source').string
  const role = word !== undefined && Object.hasOwn(ROLES, word) ? ROLES[word] : undefined
  if (!role || word === undefined) {
    reading.note('schema', step.path, 'A step must come from the system, the user or the agent.')
    return []
  }
  const parts: Part[] = []
  const thought = step.at('reasoning_content').string
  if (thought) parts.push({ t: 'reasoning', text: thought, wrap: 'field' })
  parts.push(...saidParts(step.at('message'), role, reading))
  for (const call of step.at('tool_calls').elements())
    parts.push({ t: 'call', call: stepCall(call) })
  const said: Message = { role, sourceRole: word, parts, path: step.path }
  return [said, ...step.at('observation').at('results').elements().map(resultMessage)]
}

/** A message's text, or (since 1.6) its list of text and pictures. */
function saidParts(message: Spot, role: Role, reading: Reading): readonly Part[] {
  const { string, path } = message
  if (string !== undefined) return readTextMessage(role, string, path, reading).parts
  return message.elements().flatMap((one): readonly Part[] => {
    const text = one.at('text').string
    if (text !== undefined) return readTextMessage(role, text, one.path, reading).parts
    const ref = one.at('source').at('path').string
    return [{ t: 'media', kind: one.at('type').string ?? 'image', ref: ref ?? '' }]
  })
}

function stepCall(call: Spot) {
  if (!call.isObject)
    return placeCall(brokenCall('A tool call must be an object.', ''), 'trace', call.path)
  const args = call.at('arguments')
  const object = {
    name: call.at('function_name').value ?? '',
    ...(args.value === undefined ? {} : { arguments: args.value }),
  }
  const id = call.at('tool_call_id').string
  return callFrom(object, id, { dialect: 'trace', path: call.path }, () => args.exactText())
}

function resultMessage(result: Spot): Message {
  const content = result.at('content')
  const callId = result.at('source_call_id').string
  const texts = content.elements().map((one) => one.at('text').string ?? '')
  const text =
    content.string ??
    (content.isThere && texts.length === 0 ? content.jsonText() : texts.join('\n'))
  return {
    role: 'tool',
    sourceRole: 'observation',
    parts: [{ t: 'result', ...(callId === undefined ? {} : { callId }), text }],
    path: result.path,
  }
}

function rewardScores(root: Spot): readonly Score[] {
  const places = [root.at('final_metrics').at('extra'), root.at('extra')]
  return places.flatMap((place) => scoreAt(place.at('reward'), 'reward'))
}

function runMeta({ session_id, agent, schema_version: version }: JsonObject): SampleMeta {
  const id = idOf(session_id)
  const name = isJsonObject(agent) ? agent.name : undefined
  return {
    ...(id === undefined ? {} : { id }),
    ...(typeof name === 'string' ? { agent: name } : {}),
    ...(typeof version === 'string' ? { version } : {}),
  }
}
