import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
import { readCallObject, readCallText } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { toolsSchema } from './shapes.ts'
import { splitAnswer } from './split.ts'
import { writeQueryCalls } from './write-query-calls.ts'

const COLUMNS = new Set(['id', 'query', 'answers', 'tools'])
const schema = z.looseObject({
  query: z.string(),
  answers: z.union([z.string(), z.array(z.looseObject({ name: z.string() }))]),
  tools: toolsSchema,
})

/**
 * xLAM (Salesforce, 60k): a query, the calls that answer it and the tools, both as JSON text. One
 * assistant message holds all calls; no calls (`[]`) is a prompt without an answer.
 */
export const xlam: RecordFormat = {
  id: 'xlam',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (typeof record.query !== 'string' || !('answers' in record)) return { score: 0, reason: '' }
    return 'tools' in record
      ? { score: 0.98, reason: '`query`, `answers` and `tools` are there' }
      : { score: 0.6, reason: '`query` and `answers` are there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('xlam', reading)
    const answer = readAnswers(record.answers, reading)
    const prompt = readQuery(record.query, reading)
    const lanes = splitAnswer(prompt, answer)
    return sampleOf('xlam', lanes, readTools(record, reading), metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeQueryCalls(text, sample, tree, {
      column: 'answers',
      nameKey: 'name',
      argsKey: 'arguments',
    }),
}

/** The user message that a `query` column holds. */
export function readQuery(query: Json | undefined, reading: Reading): readonly Message[] {
  if (typeof query === 'string') return [readTextMessage('user', query, '/query', reading)]
  reading.note('schema', '/query', 'The query must be text.')
  return []
}

function readAnswers(answers: Json | undefined, reading: Reading): readonly Message[] {
  const parts: Part[] = []
  const path = '/answers'
  if (typeof answers === 'string') {
    if (answers.trim() !== '') readCallText(answers, path, 'trace', reading, parts)
  } else if (Array.isArray(answers)) {
    answers.forEach((entry: Json, i) =>
      parts.push({ t: 'call', call: readCallObject(entry, `${path}/${i}`, 'trace', reading) }),
    )
  } else {
    reading.note('schema', path, 'The answers must be a list of calls, or JSON text of one.')
    return []
  }
  return parts.length === 0 ? [] : [{ role: 'assistant', sourceRole: 'answers', parts, path }]
}
