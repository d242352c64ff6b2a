import { numberOption } from '../checks/options.ts'
import { pairsOf, percent } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'

const CODE = 'set.length'
const RATIO = { least: 1, most: 100, unit: 'times' }
const SHARE = { least: 50, most: 100, unit: 'percent' }

export const setLength = defineSetCheck({
  code: CODE,
  title: 'Chosen and rejected differ in length',
  severity: 'error',
  help: {
    what: 'Chosen answers are longer (or shorter) than rejected ones over the whole file: by the ratio of the medians, or by how many chosen sides are the longer ones. Characters that the assistant wrote are counted; what tools say is not.',
    why: 'Length is the easiest thing to learn from preferences: the model grows wordy, whatever the answers say.',
    remedy:
      'Add pairs in which the shorter answer is chosen, drop some of the others, or train with a length-aware loss.',
    bad: 'median of chosen 900 characters, of rejected 300; chosen longer in 90 % of the pairs',
    good: 'median of chosen 320 characters, of rejected 300; chosen longer in 54 %',
    source:
      'Park et al. 2024: medians of 79.6 and 75.7 tokens in HH, 37.9 and 35.2 in TL;DR, so a ratio near 1.05 is normal.',
  },
  options: {
    warnRatio: numberOption('Warning above a ratio of medians of', 1.2, RATIO),
    errorRatio: numberOption('Error above a ratio of medians of', 2, RATIO),
    warnShare: numberOption('Warning where chosen is longer in more than', 60, SHARE),
    errorShare: numberOption('Error where chosen is longer in more than', 80, SHARE),
    leastPairs: numberOption('Pairs from', 20, { least: 2, most: 1_000_000, unit: 'pairs' }),
  },
  async judge({ digests }, report, options) {
    const flags = digests.column('flags')
    const chosen = digests.column('chosenLength')
    const rejected = digests.column('rejectedLength')
    for (const [index, part] of digests.parts.entries()) {
      const pairs = pairsOf(part, flags)
      if (pairs.length === 0) continue
      const [a, b] = [median(pairs, chosen), median(pairs, rejected)]
      const longer = pairs.filter((record) => chosen[record]! > rejected[record]!).length
      const share = longer / pairs.length
      report.figure(index, 'Median of chosen, characters', a)
      report.figure(index, 'Median of rejected, characters', b)
      report.figure(index, 'Share of pairs with the longer side chosen', share)
      if (pairs.length < options.leastPairs) continue
      const ratio = a / Math.max(1, b)
      const isError =
        isOutside(ratio, options.errorRatio, Math.max(a, b)) || share * 100 > options.errorShare
      const isWarning =
        isOutside(ratio, options.warnRatio, Math.max(a, b)) || share * 100 > options.warnShare
      if (!isError && !isWarning) continue
      const learns = share > 0.5 || ratio > 1 ? 'long' : 'short'
      await report.part(
        index,
        isError ? 'error' : 'warning',
        `Half of the chosen answers have more than ${whole(a)} characters, half of the rejected ones more than ${whole(b)}; chosen is longer in ${percent(share)} of ${whole(pairs.length)} pairs. A model learns to answer ${learns}.`,
      )
    }
  },
})

/** Whether medians are too far apart; between answers of a few letters any ratio is chance. */
function isOutside(ratio: number, most: number, longer: number): boolean {
  return longer >= 20 && (ratio > most || ratio < 1 / most)
}

function median(records: readonly number[], column: Uint32Array): number {
  const values = Uint32Array.from(records, (record) => column[record]!).sort()
  const middle = values.length >> 1
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
