import { z } from '../zod.ts'
import { arrangeElements, type Splice } from '../json/splice.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type TextPart } from '../model/message.ts'
import type { Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, scoreOf } from './meta.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { isSlotShape, slotSchema } from './shapes.ts'
import { readPromptSlot } from './slots.ts'
import { splitAnswers } from './split.ts'
import { promptSlot } from './write-slots.ts'
import { lineOf, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

const COLUMNS = new Set(['prompt', 'completions', 'labels', 'id'])
const schema = z.looseObject({
  prompt: slotSchema,
  completions: z.array(z.string()).min(1),
  labels: z.array(z.union([z.boolean(), z.number()])),
})

/**
 * TRL's stepwise supervision: the steps of one answer, and whether each is right. The answer is one
 * message with a text part for each step that says something; `labels` are its scores.
 */
export const trlStepwise: RecordFormat = {
  id: 'trl/stepwise',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ prompt, completions, labels }) {
    if (!isSlotShape(prompt) || !Array.isArray(completions) || !Array.isArray(labels))
      return { score: 0, reason: '' }
    return { score: 0.98, reason: '`prompt` with `completions` and their `labels`' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('trl/stepwise', reading)
    const prompt = readPromptSlot(record.prompt, '/prompt', reading)
    const answer = { messages: readSteps(record.completions, reading), scores: labels(record) }
    const lanes = splitAnswers(prompt, [answer], undefined)
    return sampleOf('trl/stepwise', lanes, NO_TOOLS, metaOfColumns(record, {}), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeTree(text, sample, tree, (writing) => {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      const shared = tree.context.length
      return [
        ...promptSlot('/prompt', line.slice(0, shared), writing),
        ...stepSplices(line.slice(shared), writing),
      ]
    }),
}

function readSteps(steps: Json | undefined, reading: Reading): readonly Message[] {
  if (!Array.isArray(steps)) {
    reading.note('schema', '/completions', 'A list of steps should stand here.')
    return []
  }
  const parts: TextPart[] = []
  ;(steps as readonly Json[]).forEach((step, i) => {
    if (typeof step !== 'string')
      reading.note('schema', `/completions/${i}`, 'A step must be text.')
    else if (step !== '') parts.push({ t: 'text', text: step })
  })
  return [{ role: 'assistant', sourceRole: 'assistant', parts, path: '/completions' }]
}

function labels({ labels }: JsonObject): readonly Score[] {
  if (!Array.isArray(labels)) return []
  return (labels as readonly Json[]).flatMap(
    (label, i) => scoreOf(`step ${i + 1}`, label, `/labels/${i}`) ?? [],
  )
}

/** Each step is written where it stands; steps cannot come or go, since each has its label. */
function stepSplices(line: readonly Placed[], writing: Writing): Splice[] {
  const { exact, style } = writing
  const [answer] = line
  const isOwn = line.length === 1 && answer?.base?.path === '/completions'
  if (isOwn && !answer.isEdited) return []
  const array = exact.span('/completions')
  const value = JSON.parse(exact.slice('/completions') ?? 'null') as Json
  const steps = Array.isArray(value) ? (value as readonly Json[]) : []
  const said = steps.flatMap((step, i) => (typeof step === 'string' && step !== '' ? [i] : []))
  const texts = answer?.message.parts.flatMap((part) => (part.t === 'text' ? [part.text] : []))
  if (!isOwn || !array || texts?.length !== said.length) {
    writing.refuse('an answer whose steps are not those that have labels')
    return []
  }
  if (texts.length !== answer.message.parts.length) writing.refuse('a step that is not text')
  const elements = steps.map((step, i) => {
    const text = texts[said.indexOf(i)]
    return text === undefined || text === step ? { at: i } : { at: i, text: writing.quote(text) }
  })
  return [arrangeElements(exact, array, elements, style)]
}
