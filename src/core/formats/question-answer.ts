import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOf } from './sample-of.ts'
import { isSlotShape, optionalText, slotSchema, toolsSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

/** Columns that go together. Other pairs of names belong to trainers, which have formats of their own. */
const COLUMNS = [
  ['question', 'answer'],
  ['question', 'response'],
  ['prompt', 'response'],
  ['prompt', 'generation'],
  ['instruction', 'response'],
  ['instruction', 'generation'],
  ['problem', 'solution'],
  ['user', 'assistant'],
] as const
/** Columns that say that there is more to a record than these two. */
const ELSEWHERE = [
  'messages',
  'conversations',
  'conversation',
  'chosen',
  'rejected',
  'responses',
  'generations',
  'completion',
  'completions',
  'answers',
  'output',
  'reward_model',
  'tree',
  'helpfulness',
  'traj',
]

type Columns = (typeof COLUMNS)[number]

/** A question and its answer in two columns of the usual names, as most small sets have them. */
export const questionAnswer: RecordFormat = slotFormat({
  id: 'question-answer',
  schema: z
    .looseObject({ system: optionalText, tools: toolsSchema })
    .refine(
      (record) => columnsOf(record as JsonObject),
      'A question and its answer should stand here.',
    )
    .and(
      z.looseObject(Object.fromEntries(COLUMNS.flat().map((name) => [name, slotSchema.nullish()]))),
    ),
  columns: new Set([...COLUMNS.flat(), 'input', 'system', 'history', 'tools', 'id', 'label']),
  slots(record) {
    const [question, answer] = columnsOf(record) ?? COLUMNS[0]
    const answers = ['/' + answer]
    return question === 'instruction' && typeof record.instruction === 'string'
      ? { inColumns: true, answers }
      : { prompt: '/' + question, answers, hasSystem: true }
  },
  meta: metaOf,
  facts: ({ label }) => (typeof label === 'boolean' ? [{ label }] : []),
  detect(record) {
    const columns = columnsOf(record)
    // Labels of 0 and 1 are OpenRLHF's.
    const hasMore = typeof record.label === 'number' || ELSEWHERE.some((key) => key in record)
    if (!columns || hasMore) return { score: 0, reason: '' }
    return { score: 0.8, reason: `\`${columns[0]}\` and \`${columns[1]}\` are there` }
  },
})

function columnsOf(record: JsonObject): Columns | undefined {
  return COLUMNS.find(
    ([question, answer]) => isSlotShape(record[question]) && isSlotShape(record[answer]),
  )
}
