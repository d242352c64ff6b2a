import { z } from '../zod.ts'
import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import type { Score } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns, scoreOf } from './meta.ts'
import { slotFormat, type BranchFacts } from './slot-format.ts'

const TOTALS = ['overall_score', 'fine-grained_score']

/** UltraFeedback: several models' answers to one instruction, each rated in several aspects. */
export const ultrafeedback: RecordFormat = slotFormat({
  id: 'ultrafeedback',
  schema: z.looseObject({
    instruction: z.string(),
    completions: z
      .array(
        z.looseObject({
          response: z.string(),
          model: z.string().nullish(),
          annotations: z.looseObject({}).nullish(),
        }),
      )
      .min(1),
  }),
  columns: new Set(['instruction', 'completions', 'source', 'models', 'id']),
  slots: (record) => ({
    prompt: '/instruction',
    answers: listOf(record.completions).map((_, i) => `/completions/${i}/response`),
  }),
  meta: (record) => metaOfColumns(record, { source: 'source' }),
  facts(record, reading) {
    const list = listOf(record.completions)
    if (list.length === 0)
      reading.note('schema', '/completions', 'A list of completions should stand here.')
    return list.map((completion, i) => factsOf(completion, `/completions/${i}`))
  },
  detect(record) {
    const [first] = listOf(record.completions)
    if (typeof record.instruction !== 'string' || !isJsonObject(first))
      return { score: 0, reason: '' }
    return 'annotations' in first
      ? { score: 0.99, reason: '`instruction` with annotated `completions`' }
      : { score: 0.85, reason: '`instruction` with a list of `completions`' }
  },
})

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function factsOf(completion: Json, path: Pointer): BranchFacts {
  if (!isJsonObject(completion)) return {}
  const { model } = completion
  const scores = [...aspectScores(completion, path + '/annotations'), ...totals(completion, path)]
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(scores.length > 0 ? { scores } : {}),
  }
}

/** `annotations` hold one verdict for each aspect, in some releases a list of verdicts. */
function aspectScores({ annotations }: JsonObject, path: Pointer): Score[] {
  if (!isJsonObject(annotations)) return []
  return Object.keys(annotations).flatMap((aspect) => {
    const verdict = annotations[aspect]!
    const at = childPointer(path, aspect)
    return Array.isArray(verdict)
      ? (verdict as readonly Json[]).flatMap((one, i) => verdictScore(aspect, one, `${at}/${i}`))
      : verdictScore(aspect, verdict, at)
  })
}

function verdictScore(aspect: string, verdict: Json, path: Pointer): Score[] {
  if (!isJsonObject(verdict)) return []
  const why = verdict['Rationale For Rating'] ?? verdict.Rationale
  const score = scoreOf(aspect, verdict.Rating, path + '/Rating', why)
  return score ? [score] : []
}

function totals(completion: JsonObject, path: Pointer): Score[] {
  return TOTALS.flatMap((key) => scoreOf(key, completion[key], `${path}/${key}`) ?? [])
}
