import { z } from '../zod.ts'
import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import type { RecordedBranch, SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, numbersAsScores, scoreOf } from './meta.ts'
import { readTextMessage } from './messages.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { slotFormat, type BranchFacts } from './slot-format.ts'
import { splitAnswers } from './split.ts'
import { writePlaces } from './write-places.ts'

const roleWord = z.enum(['prompter', 'assistant'])

/**
 * A row of Open Assistant's flat files: one message of a tree, a prompt or an answer. Answers to the
 * same message are a group; the message that each follows is `meta.parent`.
 */
export const oasstMessage: RecordFormat = slotFormat({
  id: 'oasst/message',
  schema: z.looseObject({
    message_id: z.string(),
    parent_id: z.string().nullish(),
    text: z.string(),
    role: roleWord,
  }),
  columns: new Set([
    'message_id',
    'parent_id',
    'text',
    'role',
    'rank',
    'labels',
    'lang',
    'message_tree_id',
  ]),
  slots: ({ role }) =>
    role === 'assistant' ? { answers: ['/text'] } : { prompt: '/text', answers: [] },
  meta: rowMeta,
  facts: (record) => (record.role === 'assistant' ? [factsOf(record, '')] : []),
  detect: (record) =>
    typeof record.text === 'string' && 'message_id' in record && 'role' in record
      ? { score: 0.98, reason: '`text` of one message with `message_id` and `role`' }
      : { score: 0, reason: '' },
})

function rowMeta(record: JsonObject): SampleMeta {
  const id = idOf(record.message_id)
  const parent = idOf(record.parent_id)
  return {
    ...metaOfColumns(record, { tree: 'message_tree_id', parent: 'parent_id', language: 'lang' }),
    ...(id === undefined ? {} : { id }),
    ...(parent !== undefined && record.role === 'assistant' ? { group: parent } : {}),
  }
}

/** What is said about an answer: its place among its siblings, counted from 0, and its labels. */
function factsOf(record: JsonObject, base: Pointer): BranchFacts {
  const { rank } = record
  const scores = labelScores(record.labels, base + '/labels')
  return {
    ...(typeof rank === 'number' ? { rank: rank + 1 } : {}),
    ...(scores.length > 0 ? { scores } : {}),
  }
}

/** Labels are `{name: [], value: []}`, in trees `{name: {value, count}}`. */
function labelScores(labels: Json | undefined, path: Pointer): Score[] {
  if (!isJsonObject(labels)) return []
  const { name: names, value: values } = labels
  if (Array.isArray(names) && Array.isArray(values))
    return (names as readonly Json[]).flatMap((name, i) =>
      typeof name === 'string'
        ? (scoreOf(name, values[i] as Json | undefined, `${path}/value/${i}`) ?? [])
        : [],
    )
  return Object.keys(labels).flatMap((name) =>
    numbersAsScores(labels[name], childPointer(path, name), (key) => key === 'value').map(
      (score) => ({ ...score, key: name }),
    ),
  )
}

const TREE_COLUMNS = new Set(['message_tree_id', 'tree_state', 'prompt'])
const treeSchema = z.looseObject({
  message_tree_id: z.string(),
  prompt: z.looseObject({
    text: z.string(),
    role: roleWord,
    replies: z.array(z.looseObject({ text: z.string(), role: roleWord })).nullish(),
  }),
})

/**
 * A tree of Open Assistant: each way from the prompt to an end is a branch. A branch has the rank of
 * the answer with which it begins, so branches that part later are ties.
 */
export const oasstTree: RecordFormat = {
  id: 'oasst/tree',
  schema: treeSchema,
  fits: (record) => treeSchema.safeParse(record).success,

  detect: ({ message_tree_id: id, prompt }) =>
    id !== undefined && isJsonObject(prompt) && 'replies' in prompt
      ? { score: 0.99, reason: '`message_tree_id` with a `prompt` and its `replies`' }
      : { score: 0, reason: '' },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('oasst/tree', reading)
    const { prompt, message_tree_id: id } = record
    const root = readNode(prompt ?? null, '/prompt', reading)
    const ends = isJsonObject(prompt) ? treeEnds(prompt, reading) : []
    const lanes = splitAnswers(root ? [root] : [], ends, undefined)
    const meta = metaOfColumns(record, { state: 'tree_state' })
    const about = idOf(id) === undefined ? meta : { ...meta, id: idOf(id)! }
    return sampleOf('oasst/tree', lanes, NO_TOOLS, about, reading, TREE_COLUMNS)
  },

  write: (text, sample, tree) => writePlaces(text, sample, tree),
}

/** A node on the way down: the message, and the nodes above it. */
interface Step {
  readonly node: JsonObject
  readonly path: Pointer
  readonly message: Message
  readonly above: Step | undefined
}

/** Every end below the prompt, in the record's order. No recursion: a tree may be nested deep. */
function treeEnds(prompt: JsonObject, reading: Reading): readonly RecordedBranch[] {
  const ends: RecordedBranch[] = []
  const open = repliesOf(prompt, '/prompt', undefined, reading)
  for (let step = open.pop(); step; step = open.pop()) {
    const below = repliesOf(step.node, step.path, step, reading)
    if (below.length === 0) ends.push(branchOf(step))
    else open.push(...below)
  }
  return ends
}

/** The replies to a node, the last first, as a stack takes them. */
function repliesOf(
  { replies }: JsonObject,
  base: Pointer,
  above: Step | undefined,
  reading: Reading,
): Step[] {
  if (!Array.isArray(replies)) return []
  return (replies as readonly Json[])
    .flatMap((node, i): Step[] => {
      const path = `${base}/replies/${i}`
      const message = readNode(node, path, reading)
      return isJsonObject(node) && message ? [{ node, path, message, above }] : []
    })
    .toReversed()
}

function branchOf(end: Step): RecordedBranch {
  const messages: Message[] = []
  let first = end
  for (let step: Step | undefined = end; step; step = step.above) {
    messages.push(step.message)
    first = step
  }
  return { messages: messages.toReversed(), ...factsOf(first.node, first.path) }
}

function readNode(node: Json, path: Pointer, reading: Reading): Message | undefined {
  const { text, role } = isJsonObject(node) ? node : {}
  if (typeof text !== 'string' || (role !== 'prompter' && role !== 'assistant')) {
    reading.note('schema', path, 'A message with `text` and a `role` should stand here.')
    return undefined
  }
  const message = readTextMessage(
    role === 'assistant' ? 'assistant' : 'user',
    text,
    path + '/text',
    reading,
  )
  return { ...message, sourceRole: role }
}
