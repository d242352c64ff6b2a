import { isJsonObject, type Json } from '../model/json.ts'
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
const LEAST_CONFIDENCE = 0.05

/**
 * The formats that records spread over a file may have, best first; empty where none fits. A
 * format's confidence is the mean of its scores, lowered by the records that break its schema.
 */
export function detectFormat(records: readonly Json[]): FormatGuess[] {
  const guesses: FormatGuess[] = []
  for (const format of Object.values(FORMATS)) {
    let sum = 0
    let best = { score: 0, reason: '' }
    for (const record of records) {
      if (!isJsonObject(record)) continue
      const found = format.detect(record)
      sum += found.score * (found.score > 0 && !format.fits(record) ? MISFIT : 1)
      if (found.score > best.score) best = found
    }
    const confidence = records.length === 0 ? 0 : sum / records.length
    if (confidence >= LEAST_CONFIDENCE)
      guesses.push({ format: format.id, confidence, reason: best.reason })
  }
  return guesses.sort((a, b) => b.confidence - a.confidence)
}
