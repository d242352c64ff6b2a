import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { readTextMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writePlaces } from './write-places.ts'

const COLUMNS = new Set(['segments', 'id'])
const schema = z.looseObject({
  segments: z.array(z.looseObject({ label: z.boolean(), text: z.string() })).min(1),
})

/**
 * Axolotl's `input_output`: text in segments, of which those with a `label` are trained. They are the
 * answers, the others the prompt; marks of a template in them stay what they are, text.
 */
export const axolotlSegments: RecordFormat = {
  id: 'axolotl/segments',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ segments }) {
    const first = Array.isArray(segments) ? (segments[0] as Json | undefined) : undefined
    return isJsonObject(first) && 'text' in first && 'label' in first
      ? { score: 0.98, reason: '`segments` of text with labels' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('axolotl/segments', reading)
    const lanes = splitTrace(readSegments(record.segments, reading))
    const meta = metaOfColumns(record, {})
    return sampleOf('axolotl/segments', lanes, NO_TOOLS, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) => writePlaces(text, sample, tree),
}

function readSegments(list: Json | undefined, reading: Reading): readonly Message[] {
  if (!Array.isArray(list)) {
    reading.note('schema', '/segments', 'A list of segments should stand here.')
    return []
  }
  return (list as readonly Json[]).flatMap((segment, i) => {
    const { text, label } = isJsonObject(segment) ? segment : {}
    if (typeof text !== 'string' || typeof label !== 'boolean') {
      reading.note('schema', `/segments/${i}`, 'A segment needs a `text` and a boolean `label`.')
      return []
    }
    const role = label ? 'assistant' : 'user'
    return [readTextMessage(role, text, `/segments/${i}/text`, reading)]
  })
}
