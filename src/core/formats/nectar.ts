import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { slotSchema } from './shapes.ts'
import { slotFormat, type BranchFacts } from './slot-format.ts'

/** Nectar: one prompt, a transcript, with several models' answers to it, ranked. */
export const nectar: RecordFormat = slotFormat({
  id: 'nectar',
  schema: z.looseObject({
    prompt: slotSchema,
    answers: z.array(z.looseObject({ answer: slotSchema, rank: z.number() })).min(1),
  }),
  columns: new Set(['prompt', 'answers', 'source', 'id']),
  slots: ({ answers }) => ({
    prompt: '/prompt',
    answers: Array.isArray(answers) ? answers.map((_, i) => `/answers/${i}/answer`) : [],
  }),
  meta: (record) => metaOfColumns(record, { source: 'source' }),
  facts({ answers }, reading) {
    if (Array.isArray(answers)) return (answers as readonly Json[]).map(factsOf)
    reading.note('schema', '/answers', 'A list of answers should stand here.')
    return []
  },
  detect({ prompt, answers }) {
    const first = Array.isArray(answers) ? (answers[0] as Json | undefined) : undefined
    if (prompt === undefined || !isJsonObject(first) || !('answer' in first))
      return { score: 0, reason: '' }
    return 'rank' in first
      ? { score: 0.99, reason: '`prompt` with ranked `answers`' }
      : { score: 0.6, reason: '`prompt` with a list of `answers`' }
  },
})

function factsOf(answer: Json): BranchFacts {
  if (!isJsonObject(answer)) return {}
  const { rank, model } = answer
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof rank === 'number' ? { rank } : {}),
  }
}
