import { numberPairs, tangles } from './preference-graph.ts'
import { DIGEST_FLAGS } from './digests.ts'
import { counted } from './part-records.ts'
import { sameKeys } from './same-keys.ts'
import type { DatasetCheck } from './set-check.ts'

const CODE = 'set.contradict'

export const setContradict: DatasetCheck = {
  code: CODE,
  title: 'Contradictory preferences',
  severity: 'error',
  help: {
    what: 'For one prompt (with its tools), two records prefer opposite answers, or several go round in a circle: A over B, B over C, C over A.',
    why: 'No model can satisfy all of them. What one record teaches, another takes back.',
    remedy: 'Decide which judgement holds, and drop or swap the others.',
    bad: '“Yes.” over “No.” / “No.” over “Yes.” for the same question',
    good: '“Yes.” over “No.” / “Yes.” over “Maybe.”',
    source: 'Condorcet’s paradox: a cycle of preferences has no order.',
  },
  async judge(set, report) {
    const { digests, pace } = set
    const flags = digests.column('flags')
    const [high, low] = [digests.column('promptHigh'), digests.column('promptLow')]
    const chosen = [digests.column('chosenHigh'), digests.column('chosenLow')] as const
    const rejected = [digests.column('rejectedHigh'), digests.column('rejectedLow')] as const
    const wanted = DIGEST_FLAGS.hasPair | DIGEST_FLAGS.hasPrompt
    const takes = (record: number) => (flags[record]! & wanted) === wanted
    let done = 0
    const found: { record: number; other: number; size: number }[] = []
    for (const group of sameKeys(high, low, takes)) {
      const wait = pace.step((done += group.length), digests.count)
      if (wait) await wait
      for (const tangle of tangles(numberPairs(group, chosen, rejected))) {
        report.cluster(tangle.records)
        for (const record of tangle.records) {
          const other = tangle.opposite(record) ?? tangle.records.find((each) => each !== record)
          if (other !== undefined) found.push({ record, other, size: tangle.answers })
        }
      }
    }
    found.sort((a, b) => a.record - b.record)
    for (const { record, other, size } of found)
      await report.record(
        record,
        'error',
        size === 2
          ? `It prefers the opposite of ${set.nameOf(other, record)} for the same prompt. What one teaches, the other takes back.`
          : `Its preference is part of a circle of ${counted(size, 'answer')} to the same prompt; see also ${set.nameOf(other, record)}. No order satisfies all of them.`,
      )
  },
}
