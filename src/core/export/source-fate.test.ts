import { describe, expect, test } from 'vitest'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { UNTOUCHED, type SampleState } from '../journal/edit.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { forkTree, recordedTree, replaceItem, type Tree } from '../model/tree.ts'
import { readRecord } from '../record.ts'
import { sourceFate, unreadableFate } from './source-fate.ts'

const TEXT =
  '{"id": 12345678901234567890, "messages": [{"role":"user","content":"Hi"}, {"role":"assistant","content":"Helo"}], "x":1.10}'

function readSample(): Sample {
  const bytes = new TextEncoder().encode(TEXT)
  const read = readRecord(bytes, 'openai', { exact: true, toolSets: new RecentToolSets() })
  if (read.kind === 'unreadable') throw new Error(read.reason)
  return read.sample
}
const sample = readSample()

function fateOf(state: Partial<SampleState>, scope: 'decided' | 'notDropped' = 'notDropped') {
  const exported = { record: 0, sample, state: { ...UNTOUCHED, ...state } }
  return sourceFate(exported, () => TEXT, formatOf('openai'), scope)
}

/** The sample's tree with its answer corrected; no fork. */
function corrected(): Tree {
  const tree = recordedTree(sample)
  const [branch] = tree.branches
  const old = sample.branches[0].messages[0]!
  const fresh: Message = { ...old, parts: [{ t: 'text', text: 'Hello' }] }
  return { ...tree, branches: [{ ...branch, items: replaceItem(sample, branch.items, 0, fresh) }] }
}

describe('a record of the cleaned source', () => {
  test('leaves as it came while nobody changed it', () => {
    expect(fateOf({})).toEqual({ ok: true, fate: 'leave' })
    expect(fateOf({ decision: 'keep' }, 'decided')).toEqual({ ok: true, fate: 'leave' })
  })

  test('stays behind when it was dropped, or is undecided and only decided ones go', () => {
    expect(fateOf({ decision: 'drop' })).toMatchObject({ reason: 'dropped' })
    expect(fateOf({}, 'decided')).toMatchObject({ reason: 'undecided' })
  })

  test('an edited field is written into the record’s own text', () => {
    expect(fateOf({ tree: corrected() })).toEqual({
      ok: true,
      fate: 'edit',
      text: TEXT.replace('Helo', 'Hello'),
    })
  })

  test('an unfinished fork, or one without a winner, changes nothing', () => {
    const fork = forkTree(sample, recordedTree(sample), 1, 'copy')
    if (!fork.ok) throw new Error(fork.error.kind)
    const unchanged = { ok: true, fate: 'leave', unfinished: true }
    expect(fateOf({ tree: fork.value })).toEqual(unchanged)
    expect(fateOf({ tree: fork.value, verdict: 'tie' })).toEqual(unchanged)
  })

  test('nothing stale leaves', () => {
    const tree = corrected()
    const items = tree.branches[0].items.map((item) => ({ ...item, stale: true as const }))
    const stale: Tree = { ...tree, branches: [{ ...tree.branches[0], items }] }
    expect(fateOf({ tree: stale })).toMatchObject({ reason: 'stale' })
  })

  test('an unreadable one leaves as it came, but not among the decided', () => {
    expect(unreadableFate(UNTOUCHED, 'notDropped')).toEqual({ ok: true, fate: 'leave' })
    expect(unreadableFate(UNTOUCHED, 'decided')).toMatchObject({ reason: 'unreadable' })
    const dropped: SampleState = { ...UNTOUCHED, decision: 'drop' }
    expect(unreadableFate(dropped, 'notDropped')).toMatchObject({ reason: 'dropped' })
  })
})
