import { numberOption } from '../checks/options.ts'
import { Clusters } from './clusters.ts'
import { DIGEST_FLAGS, type Digests } from './digests.ts'
import { searchNear } from './near-search.ts'
import { percent, selectRecords } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'
import { jaccard } from './shingles.ts'
import { ShingleShelf, type ShingleSets } from './shingle-sets.ts'

const CODE = 'set.near'

export const setNear = defineSetCheck({
  code: CODE,
  title: 'Near duplicate',
  severity: 'warning',
  help: {
    what: 'The record shares 80 % of its runs of five words with another one (of five characters where there are fewer than 20 words). Case, punctuation, system prompt and tool list do not count. Another answer to the same prompt is no near duplicate, unless the answers are alike too.',
    why: 'Variants of one text weigh as much as many texts: the model learns them by heart, and a test set that holds one of them measures memory.',
    remedy: 'Keep the best of each group and drop the others.',
    bad: '“Book a table for two at Luigi’s on Friday at eight …” / “Book a table for two at Luigi’s on Saturday at eight …”',
    good: '“Book a table for two at Luigi’s …” / “Which restaurants near Luigi’s are open …”',
    source:
      'MinHash as in FineWeb and datatrove: 112 hashes in 14 bands of 8, here with every candidate compared in full.',
  },
  options: {
    warnFrom: numberOption('Likeness from', 80, { least: 50, most: 100, unit: 'percent' }),
  },
  async judge(set, report, { warnFrom }) {
    const { digests, pace, shared } = set
    const { count } = digests
    const flags = digests.column('flags')
    const firsts = shared.sameContent
    const sides = new Sides(digests)
    const shelf = new ShingleShelf(set.read)
    const clusters = new Clusters(count)
    const partner = new Uint32Array(count)
    const likeness = new Uint8Array(count)
    const note = (record: number, other: number, share: number) => {
      if (likeness[record] !== 0 && (partner[record]! < record || other > record)) return
      partner[record] = other
      likeness[record] = Math.max(1, Math.floor(share * 100))
    }
    await searchNear({
      records: selectRecords(count, (record) => {
        const isFirst = !firsts || firsts[record] === record
        return isFirst && (flags[record]! & DIGEST_FLAGS.hasBands) !== 0
      }),
      band: (index) => digests.band(index, 'bands'),
      isSettled: (a, b) => clusters.first(a) === clusters.first(b) || sides.areTold(a, b),
      async compare(a, b) {
        const [ours, theirs] = [await shelf.of(a), await shelf.of(b)]
        if (!ours || !theirs) return false
        const share = likenessOf(ours, theirs, sides.sharePrompt(a, b))
        if (share * 100 < warnFrom) return false
        clusters.join(a, b)
        note(b, a, share)
        note(a, b, share)
        return true
      },
      pace,
    })
    const members = new Map<number, number[]>()
    for (let record = 0; record < count; record++) {
      const first = clusters.first(record)
      if (first === record) continue
      const others = members.get(first)
      if (others) others.push(record)
      else members.set(first, [first, record])
      const share = likeness[record]!
      const alike = share === 100 ? 'says the same as' : `is ${percent(share / 100)} the same as`
      const but =
        share === 100 ? ' but for white space, case, punctuation, system prompt or tools' : ''
      await report.record(
        record,
        'warning',
        `It ${alike} ${set.nameOf(partner[record]!, record)}${but}. Variants of one text are learnt by heart.`,
      )
    }
    for (const records of members.values()) report.cluster(records)
  },
})

/** Two answers to one prompt are only alike where the answers are. */
function likenessOf(a: ShingleSets, b: ShingleSets, sharePrompt: boolean): number {
  const whole = jaccard(a.whole, b.whole)
  return sharePrompt ? Math.min(whole, jaccard(a.answers, b.answers)) : whole
}

/** Which records have a prompt, or all of what they say, in common. */
class Sides {
  readonly #prompt: readonly [Uint32Array, Uint32Array]
  readonly #chosen: readonly [Uint32Array, Uint32Array]
  readonly #rejected: readonly [Uint32Array, Uint32Array]

  constructor(digests: Digests) {
    this.#prompt = [digests.column('promptHigh'), digests.column('promptLow')]
    this.#chosen = [digests.column('chosenHigh'), digests.column('chosenLow')]
    this.#rejected = [digests.column('rejectedHigh'), digests.column('rejectedLow')]
  }

  sharePrompt(a: number, b: number): boolean {
    return same(this.#prompt, a, this.#prompt, b)
  }

  /** The same texts judged otherwise: `set.contradict` and `set.labelBoth` speak of these. */
  areTold(a: number, b: number): boolean {
    if (!this.sharePrompt(a, b) || this.#chosen[0][a] === 0) return false
    if (this.#rejected[0][a] === 0)
      return this.#rejected[0][b] === 0 && same(this.#chosen, a, this.#chosen, b)
    return same(this.#chosen, a, this.#rejected, b) && same(this.#rejected, a, this.#chosen, b)
  }
}

type Words = readonly [Uint32Array, Uint32Array]

function same(x: Words, a: number, y: Words, b: number): boolean {
  return x[0][a] === y[0][b] && x[1][a] === y[1][b]
}
