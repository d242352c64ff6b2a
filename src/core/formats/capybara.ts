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

const COLUMNS = new Set(['conversation', 'source', 'id'])
const SAID = { input: 'user', output: 'assistant' } as const
const schema = z.looseObject({
  conversation: z.array(z.looseObject({ input: z.string(), output: z.string().nullish() })).min(1),
})

/** Capybara: a `conversation` of exchanges, each an `input` and the `output` to it. */
export const capybara: RecordFormat = {
  id: 'capybara',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ conversation, ...others }) {
    const first = Array.isArray(conversation) ? (conversation[0] as Json | undefined) : undefined
    if (!isJsonObject(first) || !('input' in first) || !('output' in first))
      return { score: 0, reason: '' }
    return 'chosen' in others
      ? { score: 0.3, reason: '`conversation` of input and output, beside a judgement' }
      : { score: 0.97, reason: '`conversation` of input and output' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('capybara', reading)
    const lanes = splitTrace(readExchanges(record.conversation, reading))
    const meta = metaOfColumns(record, { source: 'source' })
    return sampleOf('capybara', lanes, NO_TOOLS, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) => writePlaces(text, sample, tree),
}

function readExchanges(list: Json | undefined, reading: Reading): readonly Message[] {
  if (!Array.isArray(list)) {
    reading.note('schema', '/conversation', 'A list of exchanges should stand here.')
    return []
  }
  return (list as readonly Json[]).flatMap((exchange, i) =>
    Object.entries(SAID).flatMap(([key, role]) => {
      const path = `/conversation/${i}/${key}`
      const text = isJsonObject(exchange) ? exchange[key] : undefined
      if (typeof text === 'string') return [readTextMessage(role, text, path, reading)]
      const isOpen = role === 'assistant' && i === list.length - 1 && (text ?? null) === null
      if (!isOpen) reading.note('schema', path, `The ${key} must be text.`)
      return []
    }),
  )
}
