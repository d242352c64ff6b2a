import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writeUnchanged } from './trace.ts'

const COLUMNS = new Set(['id', 'ground_truth'])
const schema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  ground_truth: z.union([z.array(z.unknown()), z.looseObject({}), z.string()]),
})

/**
 * BFCL's possible answers: an id and, for each call, the accepted values of every parameter (`""`:
 * may be left out), or the calls of each turn as text. There is no conversation in them: the gold
 * stands in `meta.gold`, to be joined to the questions by `meta.id`.
 */
export const bfclAnswers: RecordFormat = {
  id: 'bfcl/answers',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (!('ground_truth' in record) || !('id' in record)) return { score: 0, reason: '' }
    return hasNothingElse(record)
      ? { score: 0.97, reason: '`id` and `ground_truth`, and nothing else' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('bfcl/answers', reading)
    const gold = record.ground_truth
    if (gold === undefined) reading.note('schema', '/ground_truth', 'There is no ground truth.')
    const about = metaOf(record)
    const meta = {
      ...about,
      ...(gold === undefined ? {} : { gold }),
      ...(about.id === undefined ? {} : { group: about.id }),
    }
    return sampleOf('bfcl/answers', splitTrace([]), NO_TOOLS, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'messages: it is a list of accepted answers'),
}

function hasNothingElse(record: JsonObject): boolean {
  return Object.keys(record).every((key) => COLUMNS.has(key))
}
