import { describe, expect, test } from 'vitest'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { formatOf } from '../formats/index.ts'
import type { FormatId } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { readRecord } from '../record.ts'
import { toolCallingExample, trajectoryExample } from '../testing/examples.ts'
import { checkLaws, judge, subjectOf } from '../testing/fix-cases.ts'
import type { Planting } from '../testing/plant/planting.ts'
import { TOOL_PLANTINGS } from '../testing/plant/tool-calls.ts'
import { CALL_PLANTINGS } from '../testing/plant/trajectories.ts'
import { FIXES } from './index.ts'
import { tryFix } from './try-fix.ts'

/** Records of each kind that are planted into. */
const MOST = 8

/** The record with every fix in turn, each written into it before the next. */
async function fixAll(format: FormatId, record: unknown): Promise<ReadonlySet<string>> {
  let text = JSON.stringify(record)
  const mended = new Set<string>()
  for (const fix of FIXES.filter((one) => !one.single && one.mends.length > 0)) {
    const sample = read(text, format)
    await checkLaws(fix, sample)
    const tried = await tryFix(fix, subjectOf(sample), await judge(sample), judge)
    if (tried?.kind !== 'edits') continue
    const written = formatOf(format).write(text, sample, tried.state.tree ?? recordedTree(sample))
    if (!written.ok) continue
    text = written.value
    const left = (await judge(read(text, format))).map(({ code }) => code)
    const still = tried.findings.map(({ code }) => code)
    expect(left, `${fix.id}, written and read again`).toEqual(still)
    mended.add(fix.id)
  }
  return mended
}

function read(text: string, format: FormatId) {
  const bytes = new TextEncoder().encode(text)
  const read = readRecord(bytes, format, { exact: true, toolSets: new RecentToolSets() })
  if (read.kind === 'unreadable') throw new Error(read.reason)
  return read.sample
}

async function plantAll<R>(records: readonly R[], { plant }: Planting<R>) {
  let met = 0
  const mended = new Set<string>()
  for (const record of records) {
    const planted = plant(structuredClone(record))
    if (!planted || met++ >= MOST) continue
    for (const fix of await fixAll(planted.format, planted.record)) mended.add(fix)
  }
  return [...mended].toSorted()
}

const all = trajectoryExample().map(({ traj }) => ({ messages: traj.slice(0, -1) }))
/** Codes of which a clean record has nothing: what no fix mends may stay. */
const MENDABLE = new Set(FIXES.flatMap(({ mends, single }) => (single ? [] : mends)))
const found = await Promise.all(all.map((one) => judge(read(JSON.stringify(one), 'openai'))))
const trajectories = all.filter((_, i) => !found[i]!.some(({ code }) => MENDABLE.has(code)))
const conversations = toolCallingExample().slice(0, 60)

/** Which fixes mend what is planted; all other plantings are left alone, near misses among them. */
const MENDED: Readonly<Record<string, string>> = {
  'a result for an id that no call has': 'pair-ids',
  'a result whose call is gone': 'remove-orphan',
  'a result before any call': 'remove-orphan',
  'an id used for two calls': 'pair-ids',
  'a system message in the middle': 'fold-system',
  'two user messages in a row': 'merge-users',
  'arguments cut short': 'mend-call',
  'a step three times': 'cut-loop',
  'a step six times': 'cut-loop',
  'a failing call twice': 'cut-loop',
  'two steps in turn, three times': 'cut-loop',
  'a long result': 'trim-result',
  'a number where text is asked for': 'coerce-arguments',
  'a call cut short': 'mend-call',
  'arguments as a string of JSON': 'mend-call',
  'arguments as a string of a string of JSON': 'mend-call',
  'a result without a call': 'remove-orphan',
  'letters in the wrong encoding': 'mend-encoding',
  'a zero-width space in a word': 'remove-hidden',
}
const expectedOf = (title: string) => (MENDED[title] === undefined ? [] : [MENDED[title]])

describe('defects planted into real records', () => {
  test.each(CALL_PLANTINGS.map((p) => [p.title, p] as const))('%s', async (title, planting) => {
    expect(await plantAll(trajectories, planting)).toEqual(expectedOf(title))
  })
  test.each(TOOL_PLANTINGS.map((p) => [p.title, p] as const))('%s', async (title, planting) => {
    expect(await plantAll(conversations, planting)).toEqual(expectedOf(title))
  })
})
