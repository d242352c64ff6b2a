import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { toolsSchema } from './shapes.ts'
import { splitAnswer } from './split.ts'
import { writeQueryCalls } from './write-query-calls.ts'
import { readQuery } from './xlam.ts'

const COLUMNS = new Set(['id', 'query', 'calling', 'tools'])
const schema = z.looseObject({
  query: z.string(),
  calling: z.array(z.looseObject({ api: z.string(), parameters: z.looseObject({}).nullish() })),
  tools: toolsSchema,
})

/**
 * Seal-Tools: a query and the calls that answer it, `{api, parameters, responses}`. A value such as
 * `API_call_0` stands for the result of another call; it is kept as the text it is.
 */
export const sealTools: RecordFormat = {
  id: 'seal-tools',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    const { query, calling } = record
    if (typeof query !== 'string' || !Array.isArray(calling)) return { score: 0, reason: '' }
    return { score: 0.98, reason: '`query` and `calling` are there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('seal-tools', reading)
    const lanes = splitAnswer(
      readQuery(record.query, reading),
      readCalling(record.calling, reading),
    )
    const tools = readTools(record, reading)
    return sampleOf('seal-tools', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeQueryCalls(text, sample, tree, {
      column: 'calling',
      nameKey: 'api',
      argsKey: 'parameters',
    }),
}

function readCalling(calling: Json | undefined, reading: Reading): readonly Message[] {
  if (!Array.isArray(calling)) {
    reading.note('schema', '/calling', 'The calls must be a list.')
    return []
  }
  const parts = calling.map((entry: Json, i) => {
    const path = `/calling/${i}`
    if (!isJsonObject(entry))
      return {
        t: 'call' as const,
        call: placeCall(brokenCall('A tool call must be an object.', ''), 'trace', path),
      }
    const { api, parameters } = entry
    const object = {
      name: api ?? null,
      ...(parameters === undefined ? {} : { arguments: parameters }),
    }
    const call = callFrom(object, undefined, { dialect: 'trace', path }, () =>
      reading.exact?.slice(path + '/parameters'),
    )
    return { t: 'call' as const, call }
  })
  if (parts.length === 0) return []
  return [{ role: 'assistant', sourceRole: 'calling', parts, path: '/calling' }]
}
