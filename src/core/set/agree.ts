import { numberOption } from '../checks/options.ts'
import { DIGEST_FLAGS, type Digests, type SetPart } from './digests.ts'
import { counted, labelOf } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'
import { addVotes, agreementOf, emptyVotes, type VoteTally } from './vote-tally.ts'

const CODE = 'set.agree'

export const setAgree = defineSetCheck({
  code: CODE,
  title: 'Annotators disagree',
  severity: 'warning',
  help: {
    what: 'Where several people judged the same items, they agree hardly more than chance would have them: Cohen’s κ for two people, Krippendorff’s α for more, below 0.4. Their verdicts stand in columns such as annotator1 and annotator2, or records of the same item name who judged (annotator, rater, worker_id).',
    why: 'Judgements that depend on who was asked teach nothing that holds.',
    remedy: 'Sharpen the guideline and judge again, or keep the items on which all agree.',
    bad: 'annotator1: A A B A / annotator2: B A A B',
    good: 'annotator1: A A B A / annotator2: A A B B',
    source: 'Landis and Koch 1977: 0.4 parts fair from moderate agreement.',
  },
  options: {
    warnBelow: numberOption('Warning below', 0.4, { least: -1, most: 1, unit: 'κ' }),
    leastItems: numberOption('Items from', 10, { least: 2, most: 1_000_000, unit: 'items' }),
  },
  async judge({ digests }, report, { warnBelow, leastItems }) {
    for (const [index, part] of digests.parts.entries()) {
      const votes = part.votes.units > 0 ? part.votes : votesAcross(part, digests)
      const agreement = agreementOf(votes)
      if (!agreement) continue
      const { measure, value, units, judges } = agreement
      report.figure(index, `${measure} of ${counted(judges, 'annotator')}`, value)
      if (units < leastItems || value >= warnBelow) continue
      await report.part(
        index,
        'warning',
        `${counted(judges, 'annotator')} judged ${counted(units, 'item')} in common and agree with ${measure} = ${value.toFixed(2)}; below ${warnBelow} that is hardly more than chance.`,
      )
    }
  },
})

/** Records that hold the same item, each with who judged it. */
function votesAcross(part: SetPart, digests: Digests): VoteTally {
  const tally = emptyVotes()
  const who = digests.column('annotator')
  const end = part.from + part.count
  if (!who.subarray(part.from, end).some((annotator) => annotator !== 0)) return tally
  const flags = digests.column('flags')
  const prompt = [digests.column('promptHigh'), digests.column('promptLow')] as const
  const chosen = [digests.column('chosenHigh'), digests.column('chosenLow')] as const
  const rejected = [digests.column('rejectedHigh'), digests.column('rejectedLow')] as const
  const items = new Map<string, Map<string, string>>()
  for (let record = part.from; record < end; record++) {
    if (who[record] === 0) continue
    const [p, a, b] = [prompt, chosen, rejected].map(
      ([high, low]) => `${high[record]} ${low[record]}`,
    ) as [string, string, string]
    const label = labelOf(flags[record]!)
    const isPair = (flags[record]! & DIGEST_FLAGS.hasPair) !== 0
    if (!isPair && label === undefined) continue
    // Who prefers the answer that comes first in any fixed order, says 1.
    const key = isPair ? [p, ...[a, b].sort()].join() : [p, a].join()
    const vote = isPair ? String(Number(a < b)) : String(label)
    let votes = items.get(key)
    if (!votes) items.set(key, (votes = new Map<string, string>()))
    votes.set(String(who[record]), vote)
  }
  for (const votes of items.values()) addVotes(tally, [...votes])
  return tally
}
