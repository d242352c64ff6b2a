import { z } from '../zod.ts'
import type { RecordFormat } from './format.ts'
import { readPreference } from './read-preference.ts'
import { isTranscript } from './transcript.ts'
import { writePreference } from './write-pairs.ts'

/** A side that the HH-RLHF sets hold: one transcript of the whole conversation. */
const transcript = z
  .string()
  .refine(isTranscript, 'A Human/Assistant transcript should stand here.')

const schema = z.looseObject({
  chosen: transcript,
  rejected: transcript,
  prompt: z.null().optional(),
})

/** HH-RLHF: `chosen` and `rejected` are transcripts that share their first turns. */
export const hh: RecordFormat = {
  id: 'hh',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect({ chosen, rejected, prompt }) {
    if (typeof chosen !== 'string' || typeof rejected !== 'string') return { score: 0, reason: '' }
    if ((prompt ?? null) !== null || !isTranscript(chosen) || !isTranscript(rejected))
      return { score: 0, reason: '' }
    return { score: 0.98, reason: '`chosen` and `rejected` are Human/Assistant transcripts' }
  },

  read: (record, context) => readPreference('hh', record, context),
  write: (text, sample, tree) => writePreference(text, sample, tree),
}
