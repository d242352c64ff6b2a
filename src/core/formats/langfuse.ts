import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading, type Reading } from './reading.ts'
import { readToolTexts } from './read-tools.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { Spot } from './spot.ts'
import { judged, longestFinal, readToolSpot, splitRun, writeUnchanged } from './trace.ts'
import { countTraceMessages, readTraceMessages } from './trace-messages.ts'

const COLUMNS = new Set([
  'id',
  'name',
  'sessionId',
  'traceId',
  'trace',
  'observations',
  'scores',
  'type',
  'parentObservationId',
  'model',
  'input',
  'output',
  'toolDefinitions',
])
const observation = z.looseObject({ type: z.string() })
const scores = z.array(z.union([z.string(), z.looseObject({})])).nullish()
const traceSchema = z.looseObject({ observations: z.array(observation), scores })
const observationSchema = z.looseObject({
  type: z.string(),
  parentObservationId: z.string().nullable(),
})
const schema = z.union([traceSchema, observationSchema])

/**
 * Langfuse: a trace with its observations and scores, or one observation of an export. The transcript
 * is that of the longest final `GENERATION`; inputs and outputs may be JSON text. A score in words
 * (`stringValue`) has no number of its own unless the configuration gave it one.
 */
export const langfuse: RecordFormat = {
  id: 'langfuse',
  refines: ['openrlhf'],
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    const { observations } = record
    if (Array.isArray(observations)) {
      const [first] = observations as readonly unknown[]
      if (first === undefined && !Array.isArray(record.scores)) return { score: 0, reason: '' }
      return first === undefined || (isJsonObject(first) && 'type' in first)
        ? { score: 0.98, reason: '`observations` of a trace' }
        : { score: 0, reason: '' }
    }
    return 'parentObservationId' in record && 'type' in record
      ? { score: 0.97, reason: '`parentObservationId` and `type` are there' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('langfuse', reading)
    const root = Spot.of(record, '', reading)
    const call = longestFinal(generationsIn(root))?.call ?? root
    const lanes = judged(splitRun(callMessages(call, reading)), {
      model: call.at('model').string,
      scores: traceScores(root),
    })
    const tools = callTools(call, reading)
    return sampleOf('langfuse', lanes, tools, traceMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: it is a trace of a run'),
}

function generationsIn(root: Spot): readonly { readonly call: Spot; readonly size: number }[] {
  return root
    .at('observations')
    .elements()
    .filter((one) => one.at('type').string?.toUpperCase() === 'GENERATION')
    .map((call) => ({
      call,
      size: countTraceMessages(inputList(call)),
      order: call.at('startTime').string ?? '',
    }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
}

function inputList(call: Spot): Spot {
  const input = call.at('input').decoded()
  return input.at('messages').isThere ? input.at('messages') : input
}

function callMessages(call: Spot, reading: Reading): readonly Message[] {
  const output = call.at('output').decoded()
  const choice = output.at('choices').at(0).at('message')
  const list = output.at('messages')
  const answer = choice.isThere ? choice : list.isThere ? list : output
  const asked = readTraceMessages(inputList(call), 'user', reading)
  const said = readTraceMessages(answer, 'assistant', reading)
  return list.isThere && said.length > asked.length ? said : [...asked, ...said]
}

/** The tools of a call: beside its messages, or in `toolDefinitions` (a list, or texts by name). */
function callTools(call: Spot, reading: Reading): ToolSet {
  const input = call.at('input').decoded()
  const beside = [
    input.at('tools'),
    call.at('modelParameters').at('tools'),
    call.at('metadata').decoded().at('tools'),
  ].find((place) => place.isThere)
  if (beside) return readToolSpot(beside.decoded(), reading)
  const given = call.at('toolDefinitions').decoded()
  const { value } = given
  if (Array.isArray(value)) return readToolSpot(given, reading)
  if (!isJsonObject(value)) return NO_TOOLS
  const texts = Object.keys(value).map((name) => definitionText(name, given.at(name).decoded()))
  return readToolTexts(texts, given.path, reading)
}

/** Langfuse keeps a definition by its name, which the text itself may lack. */
function definitionText(name: string, body: Spot): string {
  if (!isJsonObject(body.value)) return JSON.stringify({ name })
  return 'name' in body.value || 'function' in body.value
    ? body.jsonText()
    : `{"name":${JSON.stringify(name)},${body.jsonText().trim().slice(1)}`
}

function traceScores(root: Spot): readonly Score[] {
  const own = root.at('scores').elements()
  const held = own.length > 0 ? own : root.at('trace').at('scores').elements()
  return held.flatMap((one): Score[] => {
    const key = one.at('name').string
    if (key === undefined) return []
    const { value, path } = one.at('value')
    const said = [one.at('stringValue').string, one.at('comment').string].filter(Boolean)
    const why = said.length > 0 ? { why: said.join(': ') } : {}
    const number = typeof value === 'number' ? value : null
    return [{ key, value: number, ...why, path: value === undefined ? one.path : path }]
  })
}

function traceMeta(record: JsonObject): SampleMeta {
  const trace = isJsonObject(record.trace) ? record.trace : record
  const id = idOf(trace.id)
  const { name, sessionId, traceId } = trace
  return {
    ...(id === undefined ? {} : { id }),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof traceId === 'string' ? { trace: traceId } : {}),
    ...(typeof sessionId === 'string' ? { session: sessionId } : {}),
  }
}
