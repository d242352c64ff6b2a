import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import { findBranch } from '../model/tree.ts'
import type { RecordFormat } from './format.ts'
import { readMessages, readTextMessage } from './messages.ts'
import { readToolColumn } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { messagesSchema, toolsSchema } from './shapes.ts'
import { splitTrace, type Lanes } from './split.ts'
import { Spot } from './spot.ts'
import { judged, scoreAt, writeUnchanged } from './trace.ts'
import { treeBranches } from './toolbench-tree.ts'
import { listSplices } from './write-conversation.ts'
import { lineOf, soleBranch, writeTree } from './writing.ts'

const COLUMNS = new Set(['answer_generation', 'win', 'tree'])
const ANSWER = '/answer_generation'
const schema = z.looseObject({
  answer_generation: z.looseObject({
    query: z.string().optional(),
    function: toolsSchema,
    train_messages: z.array(messagesSchema).optional(),
  }),
})

/**
 * ToolBench: one run, its search tree and, under `answer_generation.train_messages`, the prompt and
 * answer of each step. The last list is the whole conversation, the first branch. Every other end that
 * the search came to is a further branch of the same prompt; a run that gave up has only those.
 */
export const toolbench: RecordFormat = {
  id: 'toolbench',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ answer_generation: answer }) {
    if (!isJsonObject(answer)) return { score: 0, reason: '' }
    return 'train_messages' in answer || 'finish_type' in answer || 'query' in answer
      ? { score: 0.98, reason: '`answer_generation` holds a run' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('toolbench', reading)
    const { answer_generation: answer } = record
    if (!isJsonObject(answer)) {
      reading.note('schema', ANSWER, 'The run should stand here.')
      return sampleOf('toolbench', splitTrace([]), NO_TOOLS, {}, reading, COLUMNS)
    }
    const root = Spot.of(record, '', reading)
    const scores = scoreAt(root.at('win'), 'win')
    const own = judged(splitTrace(runMessages(answer, reading)), { scores })
    const lanes = withBranches(own, root.at('tree').at('tree'), reading)
    const { function: tools } = answer
    const set =
      tools === undefined || tools === null
        ? NO_TOOLS
        : readToolColumn(tools, ANSWER + '/function', reading)
    return sampleOf('toolbench', lanes, set, runMeta(record, answer), reading, COLUMNS)
  },

  write(text, sample, tree) {
    const place = (sample.context[0] ?? sample.branches[0].messages[0])?.path ?? ''
    const list = /^.*\/train_messages\/\d+(?=\/)/.exec(place)?.[0]
    if (list === undefined)
      return writeUnchanged(text, sample, tree, 'a change: the run kept no conversation')
    return writeTree(text, sample, tree, (writing) => {
      // Where nobody chose, the run's own conversation is what the list holds.
      const own = findBranch(tree, 'r0')
      const branch = tree.roles.chosen ?? own?.id ?? soleBranch(tree, writing)
      const line = lineOf(tree, branch, writing)
      if (line.some(({ base }) => base?.path.startsWith('/tree/')))
        writing.refuse('another end of the search as the run’s answer')
      return listSplices(list, line, writing)
    })
  },
}

/** The lanes with the ends of the search tree as branches; they take the place of an empty one. */
function withBranches(own: Lanes, root: Spot, reading: Reading): Lanes {
  const [first, ...none] = own.branches
  const hasAnswer = first.messages.length > 0
  const ends = treeBranches(root, hasAnswer, reading)
  if (hasAnswer) return { ...own, branches: [first, ...none, ...ends] }
  const [other, ...rest] = ends
  return other && own.context.length > 0 ? { ...own, branches: [other, ...rest] } : own
}

function runMessages(answer: JsonObject, reading: Reading): readonly Message[] {
  const { train_messages: steps, query } = answer
  if (Array.isArray(steps) && steps.length > 0) {
    const last = steps.length - 1
    return readMessages(steps[last] as Json, `${ANSWER}/train_messages/${last}`, reading)
  }
  return typeof query === 'string'
    ? [readTextMessage('user', query, ANSWER + '/query', reading)]
    : []
}

function runMeta({ win }: JsonObject, { query, finish_type }: JsonObject): SampleMeta {
  return {
    ...(typeof win === 'boolean' ? { win } : {}),
    ...(typeof finish_type === 'string' ? { end: finish_type } : {}),
    ...(typeof query === 'string' ? { task: query, group: query } : {}),
  }
}
