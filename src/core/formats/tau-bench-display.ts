import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { NO_TOOLS, type Message, type Role } from '../model/message.ts'
import { brokenCall } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writeUnchanged } from './trace.ts'

const COLUMNS = new Set(['messages_display', 'id'])
const PATH = '/messages_display'
const MARK = /(?:^|\n)(system|user|assistant|tool): /g
const schema = z.looseObject({ messages_display: z.string() })

/**
 * tau-bench's few-shot transcripts: one text of `user: …`, `assistant: …` and `tool: …` lines. Where
 * the agent called a tool the text says `None`: the call itself is lost, and is read as one that
 * cannot be read, so that nobody trains on the word.
 */
export const tauBenchDisplay: RecordFormat = {
  id: 'tau-bench/display',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ messages_display: text }) {
    if (typeof text !== 'string') return { score: 0, reason: '' }
    return /^(system|user|assistant): /.test(text)
      ? { score: 0.98, reason: '`messages_display` is a transcript' }
      : { score: 0.5, reason: '`messages_display` is there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('tau-bench/display', reading)
    const lanes = splitTrace(readDisplay(record.messages_display, reading))
    return sampleOf('tau-bench/display', lanes, NO_TOOLS, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: its messages stand in one text'),
}

function readDisplay(text: Json | undefined, reading: Reading): readonly Message[] {
  if (typeof text !== 'string') {
    reading.note('schema', PATH, 'The transcript must be text.')
    return []
  }
  const marks = [...text.matchAll(MARK)]
  if (text.slice(0, marks[0]?.index ?? text.length).trim() !== '')
    reading.note('schema', PATH, 'The transcript begins with text that nobody says.')
  return marks.map((mark, i): Message => {
    const next = marks[i + 1]
    const role = mark[1] as Role
    const said = text.slice(mark.index + mark[0].length, next?.index ?? text.length)
    if (role === 'tool')
      return { role, sourceRole: role, parts: [{ t: 'result', text: said }], path: PATH }
    if (role === 'assistant' && said === 'None' && next?.[1] === 'tool') {
      const call = placeCall(
        brokenCall('The transcript does not keep the call.', said),
        'trace',
        PATH,
      )
      return { role, sourceRole: role, parts: [{ t: 'call', call }], path: PATH }
    }
    return readTextMessage(role, said, PATH, reading)
  })
}
