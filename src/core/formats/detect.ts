import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
import { FORMATS } from './index.ts'

/** A format that records may have, and why one thinks so. */
export interface FormatGuess {
  readonly format: FormatId
  /** 0 to 1. */
  readonly confidence: number
  readonly reason: string
}

/** A format that only resembles the records is worth this much of its score. */
const MISFIT = 0.6
/** A format this sure of a record makes those that it refines stand back. */
const SURE = 0.9
const STOOD_BACK = 0.5
const LEAST_CONFIDENCE = 0.05

/**
 * The formats that records spread over a file may have, best first; empty where none fits. A
 * format's confidence is the mean of its scores, lowered by the records that break its schema.
 */
export function detectFormat(records: readonly Json[]): FormatGuess[] {
  const tallies = new Map<FormatId, Tally>()
  for (const record of records) if (isJsonObject(record)) scoreRecord(record, tallies)
  const guesses: FormatGuess[] = []
  for (const [format, { sum, reason }] of tallies) {
    const confidence = sum / records.length
    if (confidence >= LEAST_CONFIDENCE) guesses.push({ format, confidence, reason })
  }
  return guesses.sort((a, b) => b.confidence - a.confidence)
}

interface Tally {
  sum: number
  best: number
  reason: string
}

function scoreRecord(record: JsonObject, tallies: Map<FormatId, Tally>): void {
  const scores = new Map<FormatId, { score: number; reason: string }>()
  const refined = new Set<FormatId>()
  for (const format of Object.values(FORMATS)) {
    const found = format.detect(record)
    if (found.score === 0) continue
    const score = format.fits(record) ? found.score : found.score * MISFIT
    scores.set(format.id, { score, reason: found.reason })
    if (score >= SURE) for (const id of format.refines ?? []) refined.add(id)
  }
  for (const [id, { score, reason }] of scores) {
    const counted = refined.has(id) ? score * STOOD_BACK : score
    const tally = tallies.get(id) ?? { sum: 0, best: 0, reason }
    tally.sum += counted
    if (score > tally.best) {
      tally.best = score
      tally.reason = reason
    }
    tallies.set(id, tally)
  }
}
