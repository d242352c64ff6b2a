import { Canonical } from './canonical.ts'
import { DIGEST_FLAGS } from './digests.ts'
import { sameKeys } from './same-keys.ts'
import type { DatasetCheck, JudgedSet } from './set-check.ts'
import { splitOfCode } from './split.ts'

const CODE = 'set.dup'

export const setDup: DatasetCheck = {
  code: CODE,
  title: 'Exact duplicate',
  severity: 'error',
  help: {
    what: 'The record is the same as an earlier one in all that is trained on: tools, messages, which side is chosen, label. White space at the ends of texts, the order of keys, the spelling of numbers and ids of calls do not count, nor do columns that are not trained on. In another file or split it is a warning.',
    why: 'It is learnt twice as often as others, and figures over the set count it twice.',
    remedy: 'Drop all but one.',
    bad: 'record 4: “What is 2 + 2?” → “4” / record 9: “What is 2 + 2?” → “4”',
    good: 'record 4: “What is 2 + 2?” → “4” / record 9: “What is 2 + 2?” → “Four.”',
    source:
      'Our canonical form, hashed with 64 bits: a wrong finding among a million records has odds of 1 in 30 million.',
  },
  async judge(set, report) {
    const { digests, pace, shared } = set
    const firsts = await firstsOf(set)
    shared.sameContent = firsts
    const members = new Map<number, number[]>()
    const split = digests.column('split')
    for (let record = 0; record < firsts.length; record++) {
      const wait = pace.step(record, firsts.length)
      if (wait) await wait
      const first = firsts[record]!
      if (first === record) continue
      const others = members.get(first)
      if (others) others.push(record)
      else members.set(first, [first, record])
      const here = digests.partOf(record)
      const isNear = digests.partOf(first) === here && split[first] === split[record]
      const name = set.nameOf(first, record)
      const where = splitOfCode(split[first]!)
      if (isNear)
        await report.record(
          record,
          'error',
          `It is the same as ${name}. It is learnt twice as often as others; drop one of them.`,
        )
      else
        await report.record(
          record,
          'warning',
          `It is the same as ${name}${where && split[first] !== split[record] ? ` in split “${where}”` : ''}. Joined, the two count double.`,
        )
    }
    for (const records of members.values()) report.cluster(records)
  },
}

/** Of each record the first that has the same content; itself mostly. */
async function firstsOf({ digests, read }: JudgedSet): Promise<Uint32Array> {
  const high = digests.column('contentHigh')
  const low = digests.column('contentLow')
  const flags = digests.column('flags')
  const firsts = Uint32Array.from(flags, (_, record) => record)
  for (const group of sameKeys(high, low, (record) => high[record] !== 0)) {
    const isInexact = group.some((record) => flags[record]! & DIGEST_FLAGS.largeNumber)
    if (!isInexact) for (const record of group) firsts[record] = group[0]!
    else await groupExactly(group, firsts, read)
  }
  return firsts
}

/** Numbers beyond 2^53 are told apart by their exact text, which the digests may not have seen. */
async function groupExactly(
  group: Uint32Array,
  firsts: Uint32Array,
  read: JudgedSet['read'],
): Promise<void> {
  const canonical = new Canonical()
  const byContent = new Map<string, number>()
  for (const record of group) {
    const sample = await read(record)
    if (!sample) continue
    const { high, low } = canonical.hash(sample).content
    const key = `${high} ${low}`
    const first = byContent.get(key)
    if (first === undefined) byContent.set(key, record)
    else firsts[record] = first
  }
}
