import { isJsonObject, type Json } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
import { detectFormat } from './detect.ts'
import type { RecordFormat } from './format.ts'
import { FORMATS, formatOf } from './index.ts'

/** By how much another format must be surer of a record than the file's main one to get it. */
const CLEARLY = 0.25
/** … and how sure it must be. */
const SURE = 0.5
/** A format counts among a file's when it has this share of the records looked at, and so many. */
const LEAST_SHARE = 0.01
const LEAST_RECORDS = 2

/** A format and how many of the records that were looked at have it. */
export interface FormatShare {
  readonly format: FormatId
  readonly records: number
}

/**
 * The formats of records spread over a file, most common first. A uniform file has one: a record
 * that fits nothing else, or another format only a little better, has the file's main format, and
 * so have a few odd ones out.
 */
export function formatsOf(records: readonly Json[], main?: FormatId): readonly FormatShare[] {
  const first = main ?? detectFormat(records)[0]?.format
  if (!first) return []
  const sorter = new FormatSorter([first, ...Object.values(FORMATS).map(({ id }) => id)])
  const counts = new Map<FormatId, number>()
  for (const record of records) {
    const format = sorter.formatOf(record).id
    counts.set(format, (counts.get(format) ?? 0) + 1)
  }
  const least = Math.max(LEAST_RECORDS, records.length * LEAST_SHARE)
  const kept = [...counts].filter(([format, count]) => format === first || count >= least)
  const odd = records.length - kept.reduce((sum, [, count]) => sum + count, 0)
  return kept
    .map(([format, count]) => ({ format, records: format === first ? count + odd : count }))
    .filter(({ records: count }) => count > 0)
    .sort((a, b) => b.records - a.records)
}

/** Tells which of a source's formats a record has. */
export class FormatSorter {
  readonly #formats: readonly RecordFormat[]

  /** `ids`: the main one first. */
  constructor(ids: readonly FormatId[]) {
    this.#formats = [...new Set(ids)].map(formatOf)
  }

  formatOf(record: Json): RecordFormat {
    return this.at(this.indexOf(record))
  }

  /** The format of an index. */
  at(index: number): RecordFormat {
    return this.#formats[index]!
  }

  /** Index of the record's format among those given. */
  indexOf(record: Json): number {
    if (!isJsonObject(record)) return 0
    let best = 0
    let bestScore = Math.max(SURE, this.#score(0, record) + CLEARLY)
    for (let i = 1; i < this.#formats.length; i++) {
      const score = this.#score(i, record)
      if (score <= bestScore) continue
      best = i
      bestScore = score
    }
    return best
  }

  /** How surely a record is of a format; of one that it does not fit, not at all. */
  #score(index: number, record: Json): number {
    const format = this.#formats[index]!
    if (!isJsonObject(record)) return 0
    const { score } = format.detect(record)
    return score > 0 && format.fits(record) ? score : 0
  }
}
