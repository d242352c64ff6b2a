import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading, jsonTextOf, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { splitAnswer } from './split.ts'
import { Spot } from './spot.ts'
import { judged, scoreAt, writeUnchanged } from './trace.ts'
import { readQuery } from './xlam.ts'

const COLUMNS = new Set(['environment', 'task_id', 'query', 'turn_history', 'summary', 'info'])
const schema = z.looseObject({
  query: z.string(),
  turn_history: z.looseObject({
    actions: z.array(z.string()),
    observations: z.array(z.unknown()),
    rewards: z.array(z.number().nullable()).nullish(),
  }),
})

/**
 * InterCode: one run as parallel lists of actions, observations and rewards. Each action is read as a
 * call of the tool `execute`, each observation as its result. The steps' rewards stand in
 * `meta.rewards`, the best of them is the run's.
 */
export const intercode: RecordFormat = {
  id: 'intercode',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ turn_history: turns }) {
    return isJsonObject(turns) && 'actions' in turns && 'observations' in turns
      ? { score: 0.99, reason: '`turn_history` has actions and observations' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('intercode', reading)
    const steps = readSteps(record.turn_history, reading)
    const lanes = judged(splitAnswer(readQuery(record.query, reading), steps), {
      scores: runScores(record, reading),
    })
    return sampleOf('intercode', lanes, NO_TOOLS, runMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: its steps stand in parallel lists'),
}

function readSteps(turns: Json | undefined, reading: Reading): readonly Message[] {
  const base = '/turn_history'
  const held = isJsonObject(turns) ? turns : {}
  const actions = Array.isArray(held.actions) ? (held.actions as readonly Json[]) : []
  const observations = Array.isArray(held.observations)
    ? (held.observations as readonly Json[])
    : []
  if (actions.length !== observations.length || !isJsonObject(turns))
    reading.note('schema', base, 'There should be one observation for each action.')
  return actions.flatMap((action, i): Message[] => {
    const path = `${base}/actions/${i}`
    const result = `${base}/observations/${i}`
    const args = { action: typeof action === 'string' ? action : jsonTextOf(action, path, reading) }
    const call = {
      name: 'execute',
      args,
      argsText: JSON.stringify(args),
      argsWas: 'object' as const,
      dialect: 'trace' as const,
      path,
    }
    const asked: Message = {
      role: 'assistant',
      sourceRole: 'action',
      parts: [{ t: 'call', call }],
      path,
    }
    if (i >= observations.length) return [asked]
    const seen = observations[i]!
    const text = typeof seen === 'string' ? seen : jsonTextOf(seen, result, reading)
    return [
      asked,
      { role: 'tool', sourceRole: 'observation', parts: [{ t: 'result', text }], path: result },
    ]
  })
}

function runScores(record: JsonObject, reading: Reading): readonly Score[] {
  const spot = Spot.of(record, '', reading)
  const parts = spot.at('info').at('reward')
  const keys = isJsonObject(parts.value) ? Object.keys(parts.value) : []
  return [
    ...scoreAt(spot.at('summary').at('max_reward'), 'max_reward'),
    ...keys.flatMap((key) => scoreAt(parts.at(key), key)),
  ]
}

function runMeta({ environment, task_id, summary, turn_history: turns }: JsonObject): SampleMeta {
  const task = idOf(task_id)
  const where = typeof environment === 'string' ? environment : ''
  const reward = isJsonObject(summary) ? summary.max_reward : undefined
  const rewards = isJsonObject(turns) ? turns.rewards : undefined
  return {
    ...(task === undefined ? {} : { task, group: where === '' ? task : `${where}/${task}` }),
    ...(where === '' ? {} : { environment: where }),
    ...(typeof reward === 'number' ? { reward } : {}),
    ...(Array.isArray(rewards) ? { rewards: rewards as Json } : {}),
  }
}
