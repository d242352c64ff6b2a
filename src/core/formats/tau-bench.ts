import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { RecordReading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { isMessages, messagesSchema } from './shapes.ts'
import { splitTrace } from './split.ts'
import { Spot } from './spot.ts'
import { judged, scoreAt } from './trace.ts'
import { writeList } from './write-conversation.ts'

const COLUMNS = new Set(['task_id', 'reward', 'info', 'traj', 'trial'])

/** tau-bench: one run of an agent on a task, its messages under `traj`. */
export const tauBench: RecordFormat = {
  id: 'tau-bench',
  schema: z.looseObject({
    task_id: z.union([z.number(), z.string()]),
    reward: z.number(),
    trial: z.number(),
    traj: messagesSchema,
  }),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      (typeof record.task_id === 'number' || typeof record.task_id === 'string') &&
      typeof record.reward === 'number' &&
      typeof record.trial === 'number' &&
      isMessages(record.traj)
    )
  },

  detect(record) {
    if (!Array.isArray(record.traj)) return { score: 0, reason: '' }
    return 'trial' in record && 'task_id' in record
      ? { score: 0.99, reason: '`traj`, `trial` and `task_id` are there' }
      : { score: 0.7, reason: '`traj` is there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('tau-bench', reading)
    const scores = scoreAt(Spot.of(record, '', reading).at('reward'), 'reward')
    const lanes = judged(splitTrace(readMessages(record.traj, '/traj', reading)), { scores })
    return sampleOf('tau-bench', lanes, NO_TOOLS, runMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) => writeList(text, sample, tree, '/traj'),
}

/** `gold` is the actions that solve the task, where the run says them. */
function runMeta({ task_id, trial, reward, info }: JsonObject): SampleMeta {
  const meta: { task?: string; group?: string; trial?: number; reward?: number; gold?: Json } = {}
  const task = idOf(task_id)
  if (task !== undefined) {
    meta.task = task
    meta.group = task
  }
  if (typeof trial === 'number') meta.trial = trial
  if (typeof reward === 'number') meta.reward = reward
  const described = isJsonObject(info) ? info.task : undefined
  const actions = isJsonObject(described) ? described.actions : undefined
  if (Array.isArray(actions)) meta.gold = actions as Json
  return meta
}
