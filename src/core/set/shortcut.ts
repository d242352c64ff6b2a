import { numberOption } from '../checks/options.ts'
import { DIGEST_FLAGS, type Digests, type SetPart } from './digests.ts'
import { CALLS, FEATURES, LENGTH } from './features.ts'
import { counted, labelOf, pairsOf } from './part-records.ts'
import { defineSetCheck, type JudgedSet } from './set-check.ts'

const CODE = 'set.shortcut'

export const setShortcut = defineSetCheck({
  code: CODE,
  title: 'A trivial trait predicts the judgement',
  severity: 'warning',
  help: {
    what: 'One trait alone (length, messages, calls, punctuation, lists, Markdown, question or exclamation marks, words of apology) tells chosen from rejected, or desirable from undesirable, with an AUC of 0.7 and more: in seven of ten comparisons, ties halved. It must be beyond chance, too.',
    why: 'A model takes the shortcut: it learns the trait in place of what makes an answer good.',
    remedy:
      'Balance the trait: add pairs in which it stands on the other side, or rewrite one side.',
    bad: 'chosen has more list lines in 80 % of the pairs, rejected in 5 %',
    good: 'chosen has more list lines in 30 % of the pairs, rejected in 25 %',
    source:
      'Area under the ROC curve per trait. 0.7 is our choice: length alone reaches about 0.6 in sets that train well.',
  },
  options: {
    warnFrom: numberOption('AUC from', 0.7, { least: 0.51, most: 1, unit: 'AUC' }),
    leastPairs: numberOption('Judgements from', 30, {
      least: 2,
      most: 1_000_000,
      unit: 'judgements',
    }),
  },
  async judge(set, report, { warnFrom, leastPairs }) {
    const { digests } = set
    const flags = digests.column('flags')
    const signs = digests.column('featureSigns')
    for (const [index, part] of digests.parts.entries()) {
      const pairs = pairsOf(part, flags)
      const isPaired = pairs.length > 0
      const labels = isPaired ? undefined : labelledOf(part, flags)
      const judged = isPaired ? pairs.length : (labels?.length ?? 0)
      if (judged === 0) continue
      for (const [feature, { title, more, less }] of FEATURES.entries()) {
        const { auc, decided } = isPaired
          ? pairedAuc(pairs, signs, feature)
          : labelledAuc(labels!, flags, digests, feature)
        report.figure(index, `AUC of: ${title}`, auc)
        const distance = Math.abs(auc - 0.5)
        if (judged < leastPairs || distance < warnFrom - 0.5 || isTold(set, feature, index))
          continue
        // Three standard errors of a fair coin, over those that differ at all.
        if (distance * judged < 1.5 * Math.sqrt(decided)) continue
        const side = isPaired ? 'The chosen answer' : 'A desirable answer'
        const what = auc > 0.5 ? more : less
        await report.part(
          index,
          'warning',
          `${side} ${what} so often that this alone tells the judgement with an AUC of ${Math.max(auc, 1 - auc).toFixed(2)} (${counted(judged, 'judgement')}; 0.5 is chance). A model learns the trait.`,
        )
      }
    }
  },
})

/** Length and calls have checks of their own, which say more. */
function isTold({ shared }: JudgedSet, feature: number, part: number): boolean {
  return (
    (feature === LENGTH && shared.told.has(`set.length ${part}`)) ||
    (feature === CALLS && shared.told.has(`set.callBias ${part}`))
  )
}

interface Auc {
  readonly auc: number
  /** Judgements in which the trait differs. */
  readonly decided: number
}

/** How often chosen has more of a trait than rejected, ties halved. */
function pairedAuc(pairs: readonly number[], signs: Uint32Array, feature: number): Auc {
  let more = 0
  let less = 0
  for (const record of pairs) {
    const sign = (signs[record]! >>> (2 * feature)) & 3
    if (sign === 1) more++
    else if (sign === 2) less++
  }
  return { auc: 0.5 + (more - less) / (2 * pairs.length), decided: more + less }
}

/** Labelled records where both labels occur. */
function labelledOf(part: SetPart, flags: Uint16Array): readonly number[] {
  const labelled: number[] = []
  const classes = new Set<number>()
  for (let record = part.from; record < part.from + part.count; record++) {
    const label = labelOf(flags[record]!)
    if (label === undefined || !(flags[record]! & DIGEST_FLAGS.hasAnswer)) continue
    labelled.push(record)
    classes.add(label)
  }
  return classes.size === 2 ? labelled : []
}

/** How often a desirable answer has more of a trait than an undesirable one, over all such pairs. */
function labelledAuc(
  records: readonly number[],
  flags: Uint16Array,
  digests: Digests,
  feature: number,
): Auc {
  const values = digests.feature(feature)
  const counts = [new Float64Array(256), new Float64Array(256)] as const
  const totals: [number, number] = [0, 0]
  for (const record of records) {
    const label = labelOf(flags[record]!)!
    counts[label][values[record]!]!++
    totals[label]++
  }
  let above = 0
  let below = 0
  for (let value = 0; value < 256; value++) {
    const bad = counts[0][value]!
    above += counts[1][value]! * (below + bad / 2)
    below += bad
  }
  return { auc: above / (totals[0] * totals[1]), decided: records.length }
}
