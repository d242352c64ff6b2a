import type { ToolSetCache } from '../../core/formats/tools.ts'
import { TooSlow } from '../../core/pattern/automaton.ts'
import type { SearchAnswer, SearchJob, TextQuery } from './analyst.ts'
import { Matcher } from './matcher.ts'
import { SearchedRecord } from './searched-record.ts'

/** How long one record may take. */
const RECORD_MS = 1_000
/** After this many late ones in one job, the others of it get less. */
const MOST_LATE = 3
const HASTY_MS = 20

/** Searches records for a query; what was made ready for one serves until the next is another. */
export class Searcher {
  readonly #toolSets: ToolSetCache
  #key = ''
  #matcher: Matcher | undefined

  constructor(toolSets: ToolSetCache) {
    this.#toolSets = toolSets
  }

  /** Reads the range from the first to the last record. */
  async search(job: SearchJob): Promise<SearchAnswer> {
    const { source, offsets, lengths, inputs, formats, formatOf, unreadable, states } = job
    const found = new Uint32Array(offsets.length)
    if (offsets.length === 0) return { found, late: 0 }
    const matcher = this.#matcherFor(job.query)
    const from = offsets[0]!
    const end = offsets.at(-1)! + lengths.at(-1)!
    const bytes = new Uint8Array(await source.slice(from, end).arrayBuffer())
    let n = 0
    let late = 0
    for (let i = 0; i < offsets.length; i++) {
      const start = offsets[i]! - from
      const record = new SearchedRecord({
        bytes: bytes.subarray(start, start + lengths[i]!),
        format: formats[formatOf[i]!]!,
        isReadable: unreadable[i] === 0,
        state: states.get(i),
        toolSets: this.#toolSets,
      })
      try {
        matcher.hurry(late < MOST_LATE ? RECORD_MS : HASTY_MS)
        if (matcher.fits(record, inputs[i]!)) found[n++] = i
      } catch (error) {
        if (!(error instanceof TooSlow)) throw error
        late++
      }
    }
    return { found: found.slice(0, n), late }
  }

  #matcherFor(query: TextQuery): Matcher {
    const key = JSON.stringify(query)
    if (this.#matcher === undefined || key !== this.#key) {
      this.#matcher = new Matcher(query)
      this.#key = key
    }
    return this.#matcher
  }
}
