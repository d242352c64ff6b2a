import { z } from '../zod.ts'
import type { Json, JsonObject, Pointer } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { slotFormat } from './slot-format.ts'

const MATCHING = 'answer_matching_behavior'
const OTHER = 'answer_not_matching_behavior'
const answers = z.union([z.string(), z.array(z.string()).min(1)])

/** Model-written evaluations: a question, and the answers that do and do not show a behaviour. */
export const evalsChoice: RecordFormat = slotFormat({
  id: 'evals/choice',
  schema: z.looseObject({ question: z.string(), [MATCHING]: answers, [OTHER]: answers }),
  columns: new Set(['question', MATCHING, OTHER, 'statement', 'label_confidence', 'id']),
  slots: (record) => ({
    prompt: '/question',
    answers: [...placesOf(record, MATCHING), ...placesOf(record, OTHER)],
  }),
  meta: (record) =>
    metaOfColumns(record, { statement: 'statement', confidence: 'label_confidence' }),
  /** Some questions have several answers of one kind; those of the behaviour rank first. */
  facts: (record) => [
    ...placesOf(record, MATCHING).map(() => ({ rank: 1 })),
    ...placesOf(record, OTHER).map(() => ({ rank: 2 })),
  ],
  detect: (record) =>
    MATCHING in record && OTHER in record
      ? { score: 0.99, reason: `\`${MATCHING}\` and \`${OTHER}\` are there` }
      : { score: 0, reason: '' },
})

function placesOf(record: JsonObject, key: string): Pointer[] {
  const value: Json | undefined = record[key]
  return Array.isArray(value) ? value.map((_, i) => `/${key}/${i}`) : ['/' + key]
}
