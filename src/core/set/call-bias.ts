import { numberOption } from '../checks/options.ts'
import { DIGEST_FLAGS } from './digests.ts'
import { counted, pairsOf, percent } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'

const CODE = 'set.callBias'

export const setCallBias = defineSetCheck({
  code: CODE,
  title: 'Calls on one side mostly',
  severity: 'warning',
  help: {
    what: 'The share of chosen answers with a tool call and that of rejected answers with one are more than 40 points apart over the whole file.',
    why: 'The model learns to always call a tool, or never, instead of when.',
    remedy: 'Add pairs in which calling is the worse choice (or the better one).',
    bad: 'chosen calls a tool in 90 % of the pairs, rejected in 10 %',
    good: 'chosen calls a tool in 60 % of the pairs, rejected in 45 %',
    source: 'Our own rule (formats §8).',
  },
  options: {
    warnAbove: numberOption('Points apart', 40, { least: 1, most: 100, unit: 'points' }),
    leastPairs: numberOption('Pairs from', 20, { least: 2, most: 1_000_000, unit: 'pairs' }),
  },
  async judge({ digests }, report, { warnAbove, leastPairs }) {
    const flags = digests.column('flags')
    for (const [index, part] of digests.parts.entries()) {
      const pairs = pairsOf(part, flags)
      if (pairs.length === 0) continue
      const chosen = shareWith(pairs, flags, DIGEST_FLAGS.chosenCalls)
      const rejected = shareWith(pairs, flags, DIGEST_FLAGS.rejectedCalls)
      report.figure(index, 'Share of chosen answers with a call', chosen)
      report.figure(index, 'Share of rejected answers with a call', rejected)
      if (pairs.length < leastPairs || Math.abs(chosen - rejected) * 100 <= warnAbove) continue
      const learns = chosen > rejected ? 'always to call a tool' : 'never to call a tool'
      await report.part(
        index,
        'warning',
        `Of the chosen answers ${percent(chosen)} call a tool, of the rejected ones ${percent(rejected)} (${counted(pairs.length, 'pair')}). A model learns ${learns}.`,
      )
    }
  },
})

function shareWith(records: readonly number[], flags: Uint16Array, flag: number): number {
  let count = 0
  for (const record of records) if (flags[record]! & flag) count++
  return count / records.length
}
