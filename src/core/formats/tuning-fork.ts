import { z } from '../zod.ts'
import { DIALECTS } from '../dialects/index.ts'
import { ExactText } from '../json/exact.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import {
  endsPrompt,
  type Dialect,
  type Message,
  type Part,
  type ReasoningWrap,
  type ToolSet,
} from '../model/message.ts'
import type { RecordedBranch, Sample, SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readListedTools, readToolColumn } from './read-tools.ts'
import { MAX_ARGS_DEPTH, nestsDeeper, RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import type { Lanes } from './split.ts'
import { writeOwnRow } from './write-own-row.ts'

const VERSION = 1
const COLUMNS = new Set(['tuningFork', 'format', 'sample', 'record'])
const MANNERS: readonly Dialect[] = [...DIALECTS.map(({ id }) => id), 'trace', 'block', 'native']
const WRAPS = [
  'field',
  'think',
  'openTail',
  'scratch',
  'thinking',
  'bracket',
  'seed',
  'harmony',
  'gemma',
  'kimi',
] as const satisfies readonly ReasoningWrap[]

const call = z
  .looseObject({
    id: z.string().optional(),
    name: z.string(),
    args: z.unknown().optional(),
    argsText: z.string().optional(),
    argsWas: z.enum(['object', 'string', 'doubleString', 'absent', 'xml', 'python']),
    dialect: z.enum(MANNERS),
    error: z.object({ reason: z.string(), raw: z.string() }).optional(),
    mend: z
      .object({
        name: z.string(),
        argsText: z.string(),
        repairs: z.array(z.object({ rule: z.number(), what: z.string() })),
      })
      .optional(),
  })
  .refine(({ argsText, error }) => error || valueOf(argsText) !== undefined, {
    message: '`argsText` must be JSON, unless the call has an `error`.',
  })
const part = z.discriminatedUnion('t', [
  z.looseObject({ t: z.literal('text'), text: z.string() }),
  z.looseObject({
    t: z.literal('reasoning'),
    text: z.string(),
    wrap: z.enum(WRAPS),
  }),
  z.looseObject({ t: z.literal('media'), kind: z.string(), ref: z.string() }),
  z.looseObject({ t: z.literal('call'), call }),
  z.looseObject({
    t: z.literal('result'),
    callId: z.string().optional(),
    name: z.string().optional(),
    text: z.string(),
    isError: z.boolean().optional(),
  }),
])
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  sourceRole: z.string(),
  parts: z.array(part),
})
const score = z.looseObject({
  key: z.string(),
  value: z.number().nullable(),
  why: z.string().optional(),
})
const facts = {
  label: z.boolean().optional(),
  model: z.string().optional(),
  rank: z.number().optional(),
}
const pair = z
  .looseObject({ chosen: z.int().min(0), rejected: z.int().min(0) })
  .refine(({ chosen, rejected }) => chosen !== rejected, 'The sides must be two branches.')
const apart = z.looseObject({
  context: z.array(message),
  completion: z.array(message),
  differsAt: z.int().min(0),
})
const tools = z.looseObject({
  encoding: z.enum(['list', 'string', 'inText', 'absent']),
  text: z.string(),
  error: z.string().optional(),
})
const meta = z.looseObject({
  id: z.string().optional(),
  task: z.union([z.string(), z.number(), z.boolean()]).optional(),
  trial: z.number().optional(),
  reward: z.number().optional(),
  group: z.string().optional(),
})
const problem = z.looseObject({
  kind: z.enum(['schema', 'labelType', 'tools']),
  message: z.string(),
})
const schema = z.looseObject({
  tuningFork: z.literal(VERSION),
  format: z.string(),
  sample: z.looseObject({
    tools,
    context: z.array(message),
    branches: z
      .array(
        z.looseObject({
          ...facts,
          messages: z.array(message),
          scores: z.array(score).optional(),
        }),
      )
      .min(1),
    recordedPair: pair.optional(),
    apart: apart.optional(),
    meta,
    problems: z.array(problem),
  }),
  record: z.string(),
})

/**
 * Our own row, as `convert` writes it: `sample` as it was read, which is what counts here, and beside it
 * the `record`'s own text and its `format`. Arguments are read from `argsText` and tools from
 * `tools.text`, since these are exact.
 */
export const tuningFork: RecordFormat = {
  id: 'tuning-fork',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect: ({ tuningFork: version, sample }) =>
    typeof version === 'number' && isJsonObject(sample)
      ? { score: 1, reason: '`tuningFork` beside a `sample`' }
      : { score: 0, reason: '' },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('tuning-fork', reading)
    if (record.tuningFork !== VERSION)
      reading.note('schema', '/tuningFork', `Only rows of version ${VERSION} are known.`)
    const held = isJsonObject(record.sample) ? record.sample : {}
    const lanes = lanesOf(held, reading)
    const set = toolsOf(held.tools, reading)
    noteProblems(held, reading)
    return sampleOf('tuning-fork', lanes, set, metaOf(held.meta, reading), reading, COLUMNS)
  },

  write: writeOwnRow,
}

function lanesOf(held: JsonObject, reading: Reading): Lanes {
  const context = messagesOf(held.context, '/sample/context', reading)
  const list = Array.isArray(held.branches) ? (held.branches as readonly Json[]) : []
  if (list.length === 0) reading.note('schema', '/sample', 'A sample must have a branch.')
  const [first = { messages: [] }, ...rest] = list.map((one, i) =>
    branchOf(one, `/sample/branches/${i}`, reading),
  )
  const branches: Lanes['branches'] = [first, ...rest]
  const isAnswered = branches.some(({ messages }) => messages.length > 0)
  if (isAnswered && context.length > 0 && !endsPrompt(context.at(-1))) {
    const words = 'The context must end in a user message or a tool result.'
    reading.note('schema', '/sample/context', words)
    const whole = ({ messages, ...about }: RecordedBranch): RecordedBranch => ({
      ...about,
      messages: [...context, ...messages],
    })
    return { context: [], branches: [whole(first), ...rest.map(whole)] }
  }
  const recordedPair = pairOf(held.recordedPair, branches.length, reading)
  if (recordedPair) return { context, branches, recordedPair }
  const other = apartOf(held.apart, reading)
  return other ? { context, branches, apart: other } : { context, branches }
}

function messagesOf(list: Json | undefined, path: Pointer, reading: Reading): readonly Message[] {
  if (!Array.isArray(list)) {
    reading.note('schema', path, 'A list of messages must stand here.')
    return []
  }
  return list.flatMap((one, i): Message[] => {
    const at = `${path}/${i}`
    const { data } = message.safeParse(one)
    if (!data) {
      reading.note('schema', at, 'This is no message of our own form.')
      return []
    }
    const { role, sourceRole } = data
    const parts = data.parts.map((held, n) => partOf(held, `${at}/parts/${n}`))
    return [{ role, sourceRole, parts, path: at }]
  })
}

function partOf(held: z.infer<typeof part>, path: Pointer): Part {
  if (held.t === 'text') return { t: 'text', text: held.text }
  if (held.t === 'reasoning') return { t: 'reasoning', text: held.text, wrap: held.wrap }
  if (held.t === 'media') return { t: 'media', kind: held.kind, ref: held.ref }
  if (held.t === 'result') {
    const { callId, name, text, isError } = held
    return { t: 'result', ...given({ callId, name }), text, ...given({ isError }) }
  }
  const { id, name, args, argsText, argsWas, dialect, error, mend } = held.call
  return {
    t: 'call',
    call: {
      ...given({ id }),
      name,
      args: error && args === undefined ? undefined : valueOf(argsText),
      ...given({ argsText }),
      argsWas,
      dialect,
      path: `${path}/call`,
      ...given({ error, mend }),
    },
  }
}

/** The value of a JSON text; undefined where it is none, or nested too deep to be read here. */
function valueOf(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined
  try {
    const value = JSON.parse(text) as Json
    return nestsDeeper(value, MAX_ARGS_DEPTH) ? undefined : value
  } catch {
    return undefined
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Only what is there. */
function given<T extends object>(members: T): Given<T> {
  const there = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(there) as Given<T>
}

function branchOf(held: Json, path: Pointer, reading: Reading): RecordedBranch {
  if (!isJsonObject(held)) {
    reading.note('schema', path, 'A branch must be an object.')
    return { messages: [] }
  }
  const messages = messagesOf(held.messages, path + '/messages', reading)
  const { data } = z.looseObject(facts).safeParse(held)
  if (!data) {
    reading.note('schema', path, 'Its label, model or rank is not as our own form says.')
    return { messages }
  }
  const { label, model, rank } = data
  const scores = scoresOf(held.scores, path + '/scores', reading)
  return { messages, ...given({ label, model, rank, scores }) }
}

function scoresOf(
  held: Json | undefined,
  path: Pointer,
  reading: Reading,
): readonly Score[] | undefined {
  if (held === undefined) return undefined
  const { data } = z.array(score).safeParse(held)
  if (data)
    return data.map(({ key, value, why }, i) => ({
      key,
      value,
      ...given({ why }),
      path: `${path}/${i}`,
    }))
  reading.note('schema', path, 'The scores are not as our own form says.')
  return undefined
}

function pairOf(
  held: Json | undefined,
  branches: number,
  reading: Reading,
): Sample['recordedPair'] {
  if (held === undefined) return undefined
  const { data } = pair.safeParse(held)
  if (data && data.chosen < branches && data.rejected < branches)
    return { chosen: data.chosen, rejected: data.rejected }
  reading.note('schema', '/sample/recordedPair', 'It must name two of the branches.')
  return undefined
}

function apartOf(held: Json | undefined, reading: Reading): Sample['apart'] {
  if (held === undefined) return undefined
  const path = '/sample/apart'
  if (!isJsonObject(held) || !apart.safeParse(held).success) {
    reading.note('schema', path, 'The second side is not as our own form says.')
    return undefined
  }
  const context = messagesOf(held.context, path + '/context', reading)
  const completion = messagesOf(held.completion, path + '/completion', reading)
  const differsAt = held.differsAt as number
  return { context, completion, differsAt, path: context[differsAt]?.path ?? path }
}

function toolsOf(held: Json | undefined, reading: Reading): ToolSet {
  const path = '/sample/tools'
  const { data } = tools.safeParse(held)
  if (!data) {
    reading.note('schema', path, 'The tools are not as our own form says.')
    return { defs: [], encoding: 'absent', text: '' }
  }
  const { encoding, text, error } = data
  if (text === '') return { defs: [], encoding, text, ...given({ error }) }
  return encoding === 'inText' && Array.isArray(valueOf(text))
    ? readListedTools(elementTexts(text), path + '/text', reading)
    : readToolColumn(text, path + '/text', reading)
}

function elementTexts(list: string): readonly string[] {
  const exact = new ExactText(list)
  return exact.elements(exact.root).map(({ start, end }) => list.slice(start, end))
}

function metaOf(held: Json | undefined, reading: Reading): SampleMeta {
  if (isJsonObject(held) && meta.safeParse(held).success) return held
  reading.note('schema', '/sample/meta', 'What the record says of itself is not as our form says.')
  return {}
}

/** What was wrong when the record was read; of tools that stand here, reading them says it anew. */
function noteProblems({ problems, tools: set }: JsonObject, reading: Reading): void {
  if (!Array.isArray(problems)) {
    reading.note('schema', '/sample', 'A list of `problems` must stand here.')
    return
  }
  const hasTools = isJsonObject(set) && set.text !== ''
  ;(problems as readonly Json[]).forEach((held, i) => {
    const { data } = problem.safeParse(held)
    const path = `/sample/problems/${i}`
    if (!data) reading.note('schema', path, 'This is no problem as our own form says.')
    else if (data.kind !== 'tools' || !hasTools) reading.note(data.kind, path, data.message)
  })
}
