import { numberOption } from '../checks/options.ts'
import type { SetPart } from './digests.ts'
import { counted, labelOf } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'

const CODE = 'set.labels'
/** TRL asks for a weighted ratio of 1 to 4/3. */
const MOST_WEIGHTED = 4 / 3

export const setLabels = defineSetCheck({
  code: CODE,
  title: 'Labels out of balance',
  severity: 'error',
  help: {
    what: 'Of the labelled answers of a file, one kind outnumbers the other by more than four to one (warning), or there is only one kind (error).',
    why: 'KTO weighs desirable against undesirable answers. The rare kind is drowned out; with one kind there is nothing to weigh.',
    remedy:
      'Add answers of the rare kind, or set the weights that the finding names. TRL: desirable_weight and undesirable_weight; LLaMA-Factory: kto_chosen_weight and kto_rejected_weight.',
    bad: '950 desirable, 50 undesirable',
    good: '600 desirable, 400 undesirable',
    source:
      'TRL’s KTO trainer asks that desirable_weight × n₊ stand to undesirable_weight × n₋ as 1 : 1 to 4 : 3.',
  },
  options: {
    warnAbove: numberOption('Warning above', 4, { least: 1, most: 1000, unit: 'to one' }),
  },
  async judge({ digests }, report, { warnAbove }) {
    const flags = digests.column('flags')
    for (const [index, part] of digests.parts.entries()) {
      const [bad, good] = countLabels(part, flags)
      if (bad + good === 0) continue
      report.figure(index, 'Desirable answers', good)
      report.figure(index, 'Undesirable answers', bad)
      if (bad === 0 || good === 0) {
        const [there, missing] =
          bad === 0 ? ['desirable', 'undesirable'] : ['undesirable', 'desirable']
        await report.part(
          index,
          'error',
          `All ${counted(bad + good, 'labelled answer')} ${bad + good === 1 ? 'is' : 'are'} ${there}; there is no ${missing} one. KTO has nothing to weigh against them.`.replace(
            /^All 1 labelled answer is/,
            'The only labelled answer is',
          ),
        )
      } else if (Math.max(bad, good) > warnAbove * Math.min(bad, good))
        await report.part(
          index,
          'warning',
          `There are ${counted(good, 'desirable answer')} and ${bad.toLocaleString('en-US')} undesirable. The rare kind is drowned out; for TRL, ${weightsFor(good, bad)} balances them.`,
        )
    }
  },
})

function countLabels(part: SetPart, flags: Uint16Array): [bad: number, good: number] {
  const counts: [number, number] = [0, 0]
  for (let record = part.from; record < part.from + part.count; record++) {
    const label = labelOf(flags[record]!)
    if (label !== undefined) counts[label]++
  }
  return counts
}

/** One weight is changed, as TRL advises: the bounds within which it may lie. */
function weightsFor(good: number, bad: number): string {
  const [name, least] =
    good < bad
      ? ['desirable_weight', bad / good]
      : ['undesirable_weight', good / bad / MOST_WEIGHTED]
  const most = least * MOST_WEIGHTED
  return `${name} between ${least.toFixed(2)} and ${most.toFixed(2)} (the other at 1)`
}
