import { labelOf } from './part-records.ts'
import { DIGEST_FLAGS } from './digests.ts'
import { sameKeys } from './same-keys.ts'
import type { DatasetCheck } from './set-check.ts'

const CODE = 'set.labelBoth'

export const setLabelBoth: DatasetCheck = {
  code: CODE,
  title: 'One answer labelled both ways',
  severity: 'error',
  help: {
    what: 'The same answer to the same prompt (with its tools) is labelled desirable in one record and undesirable in another. Two different answers to one prompt with different labels are what KTO wants, and are no finding.',
    why: 'The two records cancel each other out.',
    remedy: 'Decide which label holds, and drop the other record.',
    bad: '“Is 7 prime?” → “Yes.” desirable / “Is 7 prime?” → “Yes.” undesirable',
    good: '“Is 7 prime?” → “Yes.” desirable / “Is 7 prime?” → “No.” undesirable',
    source: 'Our own rule; the counterpart of set.contradict.',
  },
  async judge(set, report) {
    const { digests, pace } = set
    const flags = digests.column('flags')
    const [high, low] = [digests.column('promptHigh'), digests.column('promptLow')]
    const [answerHigh, answerLow] = [digests.column('chosenHigh'), digests.column('chosenLow')]
    const takes = (record: number) => {
      const isAnswered = (flags[record]! & DIGEST_FLAGS.hasAnswer) !== 0
      const isPair = (flags[record]! & DIGEST_FLAGS.hasPair) !== 0
      return isAnswered && !isPair && labelOf(flags[record]!) !== undefined
    }
    const opposite = new Map<number, number>()
    let done = 0
    for (const group of sameKeys(high, low, takes)) {
      const wait = pace.step((done += group.length), digests.count)
      if (wait) await wait
      const byAnswer = new Map<string, number[]>()
      for (const record of group) {
        const key = `${answerHigh[record]} ${answerLow[record]}`
        const others = byAnswer.get(key)
        if (others) others.push(record)
        else byAnswer.set(key, [record])
      }
      for (const records of byAnswer.values()) {
        const good = records.find((record) => labelOf(flags[record]!) === 1)
        const bad = records.find((record) => labelOf(flags[record]!) === 0)
        if (good === undefined || bad === undefined) continue
        report.cluster(records)
        for (const record of records)
          opposite.set(record, labelOf(flags[record]!) === 1 ? bad : good)
      }
    }
    for (const [record, other] of [...opposite].sort(([a], [b]) => a - b)) {
      const [here, there] =
        labelOf(flags[record]!) === 1 ? ['desirable', 'undesirable'] : ['undesirable', 'desirable']
      await report.record(
        record,
        'error',
        `Its answer is labelled ${here} here and ${there} in ${set.nameOf(other, record)}, for the same prompt. The two cancel each other out.`,
      )
    }
  },
}
