import { z } from '../zod.ts'
import { callFrom } from '../dialects/read-call.ts'
import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import { callsOf, NO_TOOLS, type CallPart, type Message } from '../model/message.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { metaOfColumns } from './meta.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writePlaces } from './write-places.ts'

const COLUMNS = new Set(['id', 'result', 'latency', 'traceback'])
/** What else BFCL's runner says of a run. */
const BESIDE = new Set([
  ...COLUMNS,
  'input_token_count',
  'output_token_count',
  'inference_log',
  'reasoning_content',
])
/** A category and a number: `simple_python_0`, `live_simple_3-2-0`. */
const QUESTION_ID = /^[a-z][a-z_]*_\d+(-\d+)*$/
const schema = z.looseObject({
  id: z.string(),
  result: z.union([z.string(), z.array(z.unknown())]),
})

/**
 * BFCL's result files: a model's answer to the question of that id, as text or as calls
 * (`[{name: arguments}]`). Of questions in several turns the answers stand one after the other; what
 * was asked between them stands in the questions' file.
 */
export const bfclResults: RecordFormat = {
  id: 'bfcl/results',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    const { id, result } = record
    if (
      typeof id !== 'string' ||
      (typeof result !== 'string' && !Array.isArray(result)) ||
      !Object.keys(record).every((key) => BESIDE.has(key))
    )
      return { score: 0, reason: '' }
    return QUESTION_ID.test(id)
      ? { score: 0.95, reason: '`result` with the `id` of a question' }
      : { score: 0.5, reason: '`id` and `result`, and nothing but a run’s figures' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('bfcl/results', reading)
    const { result } = record
    const group = idOf(record.id)
    const meta = {
      ...metaOfColumns(record, { latency: 'latency', error: 'traceback' }),
      ...(group === undefined ? {} : { group }),
    }
    const lanes = splitTrace(readResult(result, reading))
    return sampleOf('bfcl/results', lanes, NO_TOOLS, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writePlaces(text, sample, tree, ({ base, message }) =>
      base?.sourceRole === CALLS || callsOf(message).length > 0
        ? 'other calls: they stand under their tools’ names'
        : undefined,
    ),
}

const CALLS = 'result'

function readResult(result: Json | undefined, reading: Reading): readonly Message[] {
  if (typeof result === 'string') return [readTextMessage('assistant', result, '/result', reading)]
  if (!Array.isArray(result)) {
    reading.note('schema', '/result', 'Text or a list of calls should stand here.')
    return []
  }
  const turns = result as readonly Json[]
  if (!turns.some((turn) => Array.isArray(turn)))
    return readStep(result as Json, '/result', reading)
  return turns.flatMap((turn, i) => {
    const path = `/result/${i}`
    return Array.isArray(turn)
      ? (turn as readonly Json[]).flatMap((step, k) => readStep(step, `${path}/${k}`, reading))
      : readStep(turn, path, reading)
  })
}

/** What a model said at once: text, or calls. */
function readStep(step: Json, path: Pointer, reading: Reading): readonly Message[] {
  if (typeof step === 'string') return [readTextMessage('assistant', step, path, reading)]
  const calls = Array.isArray(step) ? (step as readonly Json[]) : [step]
  const parts = calls.flatMap((call, i): CallPart[] => {
    const at = Array.isArray(step) ? `${path}/${i}` : path
    if (isJsonObject(call)) return callParts(call, at, reading)
    reading.note('schema', at, 'A call should stand here, as the tool’s name and its arguments.')
    return []
  })
  return [{ role: 'assistant', sourceRole: CALLS, parts, path }]
}

/** The calls of an object whose members are tools' names with their arguments. */
function callParts(calls: JsonObject, path: Pointer, { exact }: Reading): CallPart[] {
  return Object.keys(calls).map((name) => {
    const place = childPointer(path, name)
    const origin = { dialect: 'trace', path: place } as const
    const exactOf = exact && (() => exact.slice(place))
    return {
      t: 'call',
      call: callFrom({ name, arguments: calls[name]! }, undefined, origin, exactOf),
    }
  })
}
