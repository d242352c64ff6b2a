import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readToolColumn } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { messageSchema, toolsSchema } from './shapes.ts'
import { splitTrace } from './split.ts'
import { listSplices } from './write-conversation.ts'
import { lineOf, soleBranch, writeTree } from './writing.ts'

const COLUMNS = new Set(['id', 'question', 'function', 'ground_truth'])
const schema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  question: z.array(z.array(messageSchema)).min(1),
  function: toolsSchema,
})

/**
 * BFCL questions: the messages of each turn in a list of their own, and no answers. A later turn is
 * asked only once the model has answered the one before, so the sample's prompt is the first turn;
 * the later ones stand in `meta.laterTurns`, not behind each other as one prompt.
 */
export const bfcl: RecordFormat = {
  id: 'bfcl',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ question }) {
    if (!Array.isArray(question)) return { score: 0, reason: '' }
    const [turn] = question as readonly Json[]
    return Array.isArray(turn)
      ? { score: 0.98, reason: '`question` is a list of turns of messages' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('bfcl', reading)
    const { question, function: tools, ground_truth: gold } = record
    const turns: readonly Json[] = Array.isArray(question) ? (question as readonly Json[]) : []
    if (turns.length === 0)
      reading.note('schema', '/question', 'The turns must be a list of lists.')
    const first = turns.length === 0 ? [] : readMessages(turns[0], '/question/0', reading)
    const later = turns.slice(1)
    const about = metaOf(record)
    const meta: SampleMeta = {
      ...about,
      ...(about.id === undefined ? {} : { group: about.id }),
      ...(later.length > 0 ? { laterTurns: later } : {}),
      ...(gold === undefined ? {} : { gold }),
    }
    const set =
      tools === undefined || tools === null ? NO_TOOLS : readToolColumn(tools, '/function', reading)
    return sampleOf('bfcl', splitTrace(first), set, meta, reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeTree(text, sample, tree, (writing) => {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      if (line.some((one) => one.message.role === 'assistant' && !one.base))
        writing.refuse('an answer: it is a question only')
      return listSplices('/question/0', line, writing)
    }),
}
