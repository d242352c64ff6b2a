import type { Sample } from '../model/sample.ts'
import { addAnswers, addMessages } from './near-text.ts'
import { distinct, Shingler } from './shingles.ts'

/** What two records are compared by. */
export interface ShingleSets {
  readonly prompt: Int32Array
  readonly answers: Int32Array
  readonly whole: Int32Array
}

/** Shingles that are kept at most, over all records: 16 MB. */
const MOST_KEPT = 4_000_000

/** The shingles of records, read anew and kept while there is room. */
export class ShingleShelf {
  readonly #read: (record: number) => Promise<Sample | undefined>
  readonly #kept = new Map<number, ShingleSets>()
  readonly #shingler = new Shingler()
  #size = 0

  constructor(read: (record: number) => Promise<Sample | undefined>) {
    this.#read = read
  }

  async of(record: number): Promise<ShingleSets | undefined> {
    const kept = this.#kept.get(record)
    if (kept) return kept
    const sample = await this.#read(record)
    if (!sample) return undefined
    const sets = this.#setsOf(sample)
    this.#kept.set(record, sets)
    this.#size += sizeOf(sets)
    for (const [oldest, old] of this.#kept) {
      if (this.#size <= MOST_KEPT) break
      this.#kept.delete(oldest)
      this.#size -= sizeOf(old)
    }
    return sets
  }

  #setsOf(sample: Sample): ShingleSets {
    const shingler = this.#shingler
    shingler.begin()
    addMessages(sample.context, shingler)
    const prompt = distinct(shingler.end())
    addAnswers(sample, shingler)
    const whole = distinct(shingler.end())
    shingler.begin()
    addAnswers(sample, shingler)
    return { prompt, whole, answers: distinct(shingler.end()) }
  }
}

function sizeOf({ prompt, answers, whole }: ShingleSets): number {
  return prompt.length + answers.length + whole.length
}
