import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { Spot } from './spot.ts'
import { judged, longestFinal, readToolSpot, splitRun, writeUnchanged } from './trace.ts'
import { countTraceMessages, readTraceMessages } from './trace-messages.ts'

const COLUMNS = new Set([
  'id',
  'name',
  'extra',
  'trace_id',
  'parent_run_id',
  'dotted_order',
  'run_type',
  'inputs',
  'outputs',
  'feedback_stats',
  'child_runs',
  'reference_example_id',
])
const schema = z.looseObject({
  run_type: z.string(),
  inputs: z.looseObject({}).nullish(),
  outputs: z.looseObject({}).nullish(),
  feedback_stats: z.looseObject({}).nullish(),
})

/**
 * LangSmith: one run. The transcript is that of the longest final `llm` run among it and its
 * `child_runs`, or of the run itself where none of them is an LLM call (a graph's state holds its
 * messages too). Feedback counts as scores. Runs of one example of a dataset are tries of one task.
 */
export const langsmith: RecordFormat = {
  id: 'langsmith',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (typeof record.run_type !== 'string') return { score: 0, reason: '' }
    if ('dotted_order' in record || 'trace_id' in record)
      return { score: 0.98, reason: '`run_type` and `dotted_order` are there' }
    return 'inputs' in record
      ? { score: 0.8, reason: '`run_type` and `inputs` are there' }
      : { score: 0, reason: '' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('langsmith', reading)
    const root = Spot.of(record, '', reading)
    const run = longestFinal(runsIn(root))?.run ?? root
    const lanes = judged(splitRun(runMessages(run, reading)), {
      model: modelOf(run),
      scores: feedback(root),
    })
    const tools = runTools(run, reading)
    return sampleOf('langsmith', lanes, tools, runMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: it is a trace of a run'),
}

/** The LLM calls among a run and those below it, in the order in which they ran. */
function runsIn(root: Spot): readonly { readonly run: Spot; readonly size: number }[] {
  const calls: { run: Spot; size: number; order: string }[] = []
  const waiting = [root]
  for (let run = waiting.pop(); run; run = waiting.pop()) {
    waiting.push(...run.at('child_runs').elements())
    if (run.at('run_type').string !== 'llm') continue
    const order = run.at('dotted_order').string ?? run.at('start_time').string ?? ''
    calls.push({ run, size: countTraceMessages(inputList(run)), order })
  }
  return calls.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
}

function inputList(run: Spot): Spot {
  const inputs = run.at('inputs')
  return firstThere(inputs, ['messages', 'input', 'prompts', 'prompt', 'question', 'query'])
}

function firstThere(holder: Spot, keys: readonly string[]): Spot {
  return keys.map((key) => holder.at(key)).find((one) => one.isThere) ?? holder.at(keys[0]!)
}

/** Runs of a tool, a parser, a prompt and the like are not said by anyone. */
const SPEAKING: ReadonlySet<string | undefined> = new Set(['llm', 'chain', undefined])

function runMessages(run: Spot, reading: Reading): readonly Message[] {
  if (!SPEAKING.has(run.at('run_type').string)) return []
  const asked = readTraceMessages(inputList(run), 'user', reading)
  const outputs = run.at('outputs')
  const state = outputs.at('messages')
  // A graph's outputs repeat the messages that it was given.
  if (state.isThere) {
    const all = readTraceMessages(state, 'assistant', reading)
    return all.length > asked.length ? all : [...asked, ...all]
  }
  return [...asked, ...readTraceMessages(answerOf(outputs), 'assistant', reading)]
}

/** Where an LLM run's answer stands: LangChain's generations, OpenAI's choices, a message, a text. */
function answerOf(outputs: Spot): Spot {
  const generations = outputs.at('generations')
  if (generations.isThere) {
    const first = generations.at(0)
    const one = Array.isArray(first.value) ? first.at(0) : first
    return one.at('message').isThere ? one.at('message') : one.at('text')
  }
  const choice = outputs.at('choices').at(0)
  if (choice.at('message').isThere) return choice.at('message')
  if (outputs.at('role').string !== undefined || outputs.at('kwargs').isObject) return outputs
  return firstThere(outputs, ['message', 'output', 'content', 'answer'])
}

function runTools(run: Spot, reading: Reading): ToolSet {
  const places = [
    run.at('extra').at('invocation_params').at('tools'),
    run.at('inputs').at('tools'),
    run.at('extra').at('invocation_params').at('functions'),
  ]
  const there = places.find((place) => place.isThere)
  return there ? readToolSpot(there.decoded(), reading) : NO_TOOLS
}

function modelOf(run: Spot): string | undefined {
  const extra = run.at('extra')
  const names = [
    extra.at('metadata').at('ls_model_name'),
    extra.at('invocation_params').at('model'),
    extra.at('invocation_params').at('model_name'),
    run.at('outputs').at('model'),
    run.at('inputs').at('model'),
  ]
  return names.find((name) => name.string)?.string
}

function feedback(root: Spot): readonly Score[] {
  const stats = root.at('feedback_stats')
  const keys = isJsonObject(stats.value) ? Object.keys(stats.value) : []
  return keys.flatMap((key): Score[] => {
    const average = stats.at(key).at('avg')
    return typeof average.value === 'number'
      ? [{ key, value: average.value, path: average.path }]
      : []
  })
}

function runMeta({ id, trace_id, run_type, reference_example_id, name }: JsonObject): SampleMeta {
  const own = idOf(id)
  const trace = idOf(trace_id)
  const example = idOf(reference_example_id)
  return {
    ...(own === undefined ? {} : { id: own }),
    ...(trace === undefined ? {} : { trace }),
    ...(typeof run_type === 'string' ? { runType: run_type } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(example === undefined ? {} : { task: example, group: example }),
  }
}
