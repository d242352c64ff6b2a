import { isJsonObject, type Json } from '../model/json.ts'

/**
 * What several people said of the same item, counted: for two of them how often one said this and the
 * other that, and for all of them the coincidences of Krippendorff's α. Plain data.
 */
export interface VoteTally {
  /** Items that two or more judged, in records. */
  units: number
  /** Of each two judges: their values as a JSON list of two, and how often. */
  readonly pairs: Map<string, Map<string, number>>
  /** Of any two values of one item: their weight. */
  readonly coincidences: Map<string, number>
}

/** Different values beyond which votes are measurements and no verdicts. */
const MOST_VALUES = 50

export function emptyVotes(): VoteTally {
  return { units: 0, pairs: new Map(), coincidences: new Map() }
}

/** Columns that hold what one of several people said: `annotator1`, `rater_2`, `judge_b`. */
const VOTE = /^(?:annotators?|raters?|judges?|labell?ers?|reviewers?|coders?)[ _-]?(?:\d+|[a-e])$/i
/** Columns that say who judged the record. */
const WHO = /^(?:annotator|rater|judge|labell?er|reviewer|worker|coder)(?:[ _-]?(?:id|name))?$/i

/** The votes that a record holds side by side, with who cast each. */
export function votesOf(record: Json): readonly (readonly [who: string, vote: string])[] {
  if (!isJsonObject(record)) return NO_VOTES
  let votes: (readonly [string, string])[] | undefined
  for (const key in record) {
    if (!VOTE.test(key)) continue
    const value = record[key]!
    if (value === null || typeof value === 'object') continue
    ;(votes ??= []).push([key, String(value)])
  }
  return votes ?? NO_VOTES
}
const NO_VOTES: readonly (readonly [string, string])[] = []

/** Who judged the record, where it says so. */
export function annotatorOf(record: Json): string | undefined {
  if (!isJsonObject(record)) return undefined
  for (const key in record) {
    if (!WHO.test(key)) continue
    const value = record[key]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

/** Counts the votes on one item. */
export function addVotes(tally: VoteTally, votes: readonly (readonly [string, string])[]): void {
  if (votes.length < 2 || tally.coincidences.size > MOST_VALUES * MOST_VALUES) return
  tally.units++
  const weight = 1 / (votes.length - 1)
  for (let i = 0; i < votes.length; i++)
    for (let j = 0; j < votes.length; j++) {
      if (i === j) continue
      const [[a, x], [b, y]] = [votes[i]!, votes[j]!]
      const values = JSON.stringify([x, y])
      add(tally.coincidences, values, weight)
      if (a >= b) continue
      const judges = JSON.stringify([a, b])
      let counts = tally.pairs.get(judges)
      if (!counts) tally.pairs.set(judges, (counts = new Map<string, number>()))
      add(counts, values, 1)
    }
}

export function mergeVotes(into: VoteTally, other: VoteTally): void {
  into.units += other.units
  for (const [values, weight] of other.coincidences) add(into.coincidences, values, weight)
  for (const [judges, counts] of other.pairs) {
    let mine = into.pairs.get(judges)
    if (!mine) into.pairs.set(judges, (mine = new Map<string, number>()))
    for (const [values, count] of counts) add(mine, values, count)
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

export interface Agreement {
  readonly measure: 'Cohen’s κ' | 'Krippendorff’s α'
  /** 1 for agreement throughout, 0 for what chance gives. */
  readonly value: number
  readonly units: number
  readonly judges: number
}

/** κ for two judges, α (nominal) for more; undefined where nobody disagrees over anything. */
export function agreementOf({ units, pairs, coincidences }: VoteTally): Agreement | undefined {
  const judges = new Set([...pairs.keys()].flatMap((key) => JSON.parse(key) as string[])).size
  const only = pairs.size === 1 ? [...pairs.values()][0]! : undefined
  const value = only ? kappa(only) : alpha(coincidences)
  if (value === undefined) return undefined
  return { measure: only ? 'Cohen’s κ' : 'Krippendorff’s α', value, units, judges }
}

function kappa(counts: ReadonlyMap<string, number>): number | undefined {
  const rows = new Map<string, number>()
  const columns = new Map<string, number>()
  let total = 0
  let same = 0
  for (const [values, count] of counts) {
    const [x, y] = JSON.parse(values) as [string, string]
    add(rows, x, count)
    add(columns, y, count)
    total += count
    if (x === y) same += count
  }
  let chance = 0
  for (const [value, count] of rows) chance += (count * (columns.get(value) ?? 0)) / total ** 2
  return chance === 1 || total === 0 ? undefined : (same / total - chance) / (1 - chance)
}

function alpha(coincidences: ReadonlyMap<string, number>): number | undefined {
  const totals = new Map<string, number>()
  let total = 0
  let differ = 0
  for (const [values, weight] of coincidences) {
    const [x, y] = JSON.parse(values) as [string, string]
    add(totals, x, weight)
    total += weight
    if (x !== y) differ += weight
  }
  let expected = total ** 2
  for (const count of totals.values()) expected -= count ** 2
  return expected === 0 || total <= 1 ? undefined : 1 - ((total - 1) * differ) / expected
}
