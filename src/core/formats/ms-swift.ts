import { z } from '../zod.ts'
import { equalButNulls } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { RecordedBranch } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { scoreOf } from './meta.ts'
import { readMessages, readTextMessage } from './messages.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf, withSystem } from './sample-of.ts'
import { messagesSchema, optionalText, slotSchema, styleOfList, toolsSchema } from './shapes.ts'
import { splitJudged, splitPair, splitSides, splitTrace, type Lanes } from './split.ts'
import { entriesOf, mergeCalls, usesSwiftRoles } from './swift-turns.ts'
import { writeSwift } from './write-swift.ts'

const COLUMNS = new Set([
  'messages',
  'rejected_response',
  'rejected_messages',
  'label',
  'tools',
  'system',
  'id',
])
const schema = z.looseObject({
  messages: messagesSchema,
  rejected_response: slotSchema.nullish(),
  rejected_messages: messagesSchema.nullish(),
  label: z.union([z.boolean(), z.number()]).nullish(),
  system: optionalText,
  tools: toolsSchema,
})

/**
 * ms-swift: chat messages whose calls and results have the roles `tool_call` and `tool_response`.
 * Calls in a row are one turn. `rejected_response` stands for the last message, or as a list for all
 * behind the last user turn; `rejected_messages` are the whole other conversation.
 */
export const msSwift: RecordFormat = {
  id: 'ms-swift',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (styleOfList(record.messages) !== 'role') return { score: 0, reason: '' }
    for (const key of ['rejected_response', 'rejected_messages'])
      if ((record[key] ?? null) !== null)
        return { score: 0.98, reason: `\`messages\` with \`${key}\`` }
    return usesSwiftRoles(record.messages)
      ? { score: 0.97, reason: '`messages` with the roles `tool_call` or `tool_response`' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('ms-swift', reading)
    const lanes = readLanes(record, reading)
    const tools = readTools(record, reading)
    return sampleOf('ms-swift', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) => writeSwift(text, sample, tree),
}

function readLanes(record: JsonObject, reading: Reading): Lanes {
  const { rejected_messages: others, rejected_response: other, label } = record
  const ours = withSystem(
    record,
    mergeCalls(readMessages(record.messages, '/messages', reading)),
    reading,
  )
  if (others !== undefined && others !== null) {
    const theirs = withSystem(
      record,
      mergeCalls(readMessages(others, '/rejected_messages', reading)),
      reading,
    )
    return splitSides(ours, theirs, (a, b) =>
      equalButNulls([...entriesOf(record, a)], [...entriesOf(record, b)]),
    )
  }
  if (typeof other === 'string')
    return splitPair(ours.slice(0, -1), ours.slice(-1), [
      readTextMessage('assistant', other, '/rejected_response', reading),
    ])
  if (other !== undefined && other !== null) {
    const at = ours.findLastIndex((message) => message.role === 'user') + 1
    const theirs = mergeCalls(readMessages(other, '/rejected_response', reading))
    return splitPair(ours.slice(0, at), ours.slice(at), theirs)
  }
  if (typeof label === 'boolean') return splitJudged(ours, label)
  return withScore(splitTrace(ours), label, reading)
}

/** For reward models `label` is a number that the whole conversation is worth. */
function withScore(lanes: Lanes, label: Json | undefined, reading: Reading): Lanes {
  if (label === undefined || label === null) return lanes
  const score = scoreOf('label', label, '/label')
  if (!score) {
    reading.note('labelType', '/label', 'The label must be true, false or a number.')
    return lanes
  }
  const [first, ...rest] = lanes.branches
  const scored: RecordedBranch = { ...first, scores: [score] }
  return { ...lanes, branches: [scored, ...rest] }
}
