import { numberOption } from '../checks/options.ts'
import { DIGEST_FLAGS, type Digests } from './digests.ts'
import { searchNear } from './near-search.ts'
import { percent, selectRecords } from './part-records.ts'
import { sameKeys } from './same-keys.ts'
import { defineSetCheck } from './set-check.ts'
import { jaccard } from './shingles.ts'
import { ShingleShelf } from './shingle-sets.ts'
import { splitOfCode, type Split } from './split.ts'

const CODE = 'set.leak'

export const setLeak = defineSetCheck({
  code: CODE,
  title: 'Prompt of the training set in the test set',
  severity: 'error',
  help: {
    what: 'A record of a test or validation split has the same prompt as one that is trained on, or one that shares 80 % of its runs of five words. The split is told by the record’s column `split` or by the file’s name (train, valid, dev, eval, test); a file beside these whose name tells none counts as training. System prompts do not count, nor do prompts of one or two words.',
    why: 'The figure that the test gives is memory, not skill.',
    remedy: 'Drop the prompt from one of the two.',
    bad: 'train.jsonl: “Plan three days in Lisbon for two.” / test.jsonl: “Plan three days in Lisbon for two!”',
    good: 'train.jsonl: “Plan three days in Lisbon for two.” / test.jsonl: “Which tram goes to Belém?”',
    source: 'Near-duplicate rule of set.near, on prompts.',
  },
  options: {
    errorFrom: numberOption('Likeness from', 80, { least: 50, most: 100, unit: 'percent' }),
    leastWords: numberOption('Words of a prompt from', 3, { least: 1, most: 255, unit: 'words' }),
  },
  async judge(set, report, { errorFrom, leastWords }) {
    const { digests, pace } = set
    const splits = splitsOf(digests)
    if (!splits) return
    const flags = digests.column('flags')
    const words = digests.column('promptWords')
    const takes = (record: number) =>
      (flags[record]! & DIGEST_FLAGS.hasPrompt) !== 0 && words[record]! >= leastWords
    const source = new Uint32Array(digests.count)
    const share = new Uint8Array(digests.count)
    const high = digests.column('promptHigh')
    const low = digests.column('promptLow')
    for (const group of sameKeys(high, low, takes)) {
      const learnt = group.find((record) => !isHeldOut(splits[record]!))
      if (learnt === undefined) continue
      for (const record of group) if (isHeldOut(splits[record]!)) mark(record, learnt, 100)
    }
    function mark(record: number, learnt: number, percents: number) {
      source[record] = learnt
      share[record] = percents
    }
    const shelf = new ShingleShelf(set.read)
    await searchNear({
      records: selectRecords(
        digests.count,
        (record) => takes(record) && (flags[record]! & DIGEST_FLAGS.hasPromptBands) !== 0,
      ),
      band: (index) => digests.band(index, 'promptBands'),
      isSettled(a, b) {
        const [ours, theirs] = [isHeldOut(splits[a]!), isHeldOut(splits[b]!)]
        return ours === theirs || share[ours ? a : b] !== 0
      },
      async compare(a, b) {
        const [ours, theirs] = [await shelf.of(a), await shelf.of(b)]
        if (!ours || !theirs) return false
        const alike = jaccard(ours.prompt, theirs.prompt) * 100
        if (alike < errorFrom) return false
        const [held, learnt] = isHeldOut(splits[a]!) ? [a, b] : [b, a]
        mark(held, learnt, Math.max(1, Math.floor(alike)))
        return true
      },
      pace,
    })
    for (let record = 0; record < share.length; record++) {
      if (share[record] === 0) continue
      const alike =
        share[record] === 100 ? 'that of' : `${percent(share[record]! / 100)} the same as that of`
      const name = set.nameOf(source[record]!, record)
      await report.record(
        record,
        'error',
        `It is in the ${SPLIT_NAMES[splitOfCode(splits[record]!)!]} split, and its prompt is ${alike} ${name}, which is trained on: the test measures memory.`,
      )
    }
  },
})

const SPLIT_NAMES: Readonly<Record<Split, string>> = {
  train: 'training',
  valid: 'validation',
  test: 'test',
}
const CODES: Readonly<Record<Split, number>> = { train: 1, valid: 2, test: 3 }

function isHeldOut(split: number): boolean {
  return split === CODES.valid || split === CODES.test
}

/** The split of each record; undefined where nothing is both learnt and held out. */
function splitsOf(digests: Digests): Uint8Array | undefined {
  const splits = digests.column('split')
  for (const part of digests.parts)
    for (let record = part.from; record < part.from + part.count; record++)
      splits[record] ||= CODES[part.split ?? 'train']
  const held = splits.find(isHeldOut)
  const learnt = splits.find((split) => !isHeldOut(split))
  return held === undefined || learnt === undefined ? undefined : splits
}
