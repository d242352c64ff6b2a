import { describe, expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import { EVERY_SAMPLE } from '../../core/query/where.ts'
import type { BulkWork, SampleQuery } from '../protocol.ts'
import { MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'

const EVERYTHING: SampleQuery = { where: EVERY_SAMPLE, order: 'source' }

/** Every third record has two user messages in a row; the first has no user to answer. */
function records(count: number): string {
  const turn = (from: string, value: string) => ({ from, value })
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      conversations: [
        turn('human', `Question ${i}`),
        ...(i % 3 === 0 ? [turn('human', 'And one more')] : []),
        turn('gpt', `Answer ${i}`),
      ],
    }),
  ).join('\n')
}

async function opened(count = 9): Promise<{ tab: Tab; id: DatasetId; handle: number }> {
  const tab = new MemoryBrowser().tab()
  const id = await tab.load(sharegptFile(records(count)))
  valueOf(await tab.desk.open(id))
  const { handle } = await tab.desk.query(id, EVERYTHING, 1)
  return { tab, id, handle }
}

const MERGE: BulkWork = { kind: 'fix', fix: 'merge-users' }

describe('a bulk act', () => {
  it('shows what it would do, does that as one act, and is undone as one', async () => {
    const { tab, id, handle } = await opened()
    const plan = await tab.desk.planBulk(id, handle, MERGE, 2)
    expect(plan).toMatchObject({ total: 9, will: 3, already: 6, left: [] })
    expect(plan.examples[0]).toEqual({
      record: 0,
      message: 0,
      before: 'Question 0',
      after: 'Question 0\n\nAnd one more',
    })
    expect((await tab.summary(id)).recordsWithWarnings).toBe(3)

    const done = valueOf(await tab.desk.applyBulk(id, handle, MERGE, 3))
    expect(done?.entry.act).toBe('fix')
    expect(done?.states.map(({ record }) => record)).toEqual([0, 3, 6])
    expect((await tab.summary(id)).recordsWithWarnings).toBe(0)
    expect(await tab.desk.planBulk(id, handle, MERGE, 4)).toMatchObject({ will: 0, already: 9 })

    valueOf(await tab.desk.undo(id))
    expect((await tab.summary(id)).recordsWithWarnings).toBe(3)
    expect(await tab.desk.planBulk(id, handle, MERGE, 5)).toEqual(plan)
  })

  it('decides and flags all that the filter shows but those that are so already', async () => {
    const { tab, id, handle } = await opened()
    const drop: BulkWork = { kind: 'decide', decision: 'drop' }
    const from = { type: 'set', field: 'decision', from: null, to: 'drop' } as const
    valueOf(await tab.desk.append(id, 'drop', [{ record: 4, edits: [from] }]))
    expect(await tab.desk.planBulk(id, handle, drop, 2)).toMatchObject({ will: 8, already: 1 })
    valueOf(await tab.desk.applyBulk(id, handle, drop, 3))
    expect((await tab.summary(id)).work.dropped).toBe(9)
    valueOf(await tab.desk.undo(id))
    expect((await tab.summary(id)).work.dropped).toBe(1)
    valueOf(await tab.desk.applyBulk(id, handle, { kind: 'flag', note: 'look' }, 4))
    expect((await tab.summary(id)).work.flagged).toBe(9)
  })

  it('leaves a sample whose fork is judged, and says so', async () => {
    const { tab, id, handle } = await opened()
    const edit = { type: 'set', field: 'verdict', from: null, to: 'tie' } as const
    valueOf(await tab.desk.append(id, 'tie', [{ record: 3, edits: [edit] }]))
    const { left, will } = await tab.desk.planBulk(id, handle, MERGE, 2)
    expect(will).toBe(2)
    expect(left).toEqual([
      { reason: 'Its fork is judged, and the verdict would be taken back.', records: 1, first: 3 },
    ])
  })

  it('cancelled, leaves nothing half done', async () => {
    const { tab, id, handle } = await opened(2_000)
    const doing = tab.desk.applyBulk(id, handle, MERGE, 7, () => tab.desk.cancel(7))
    await expect(doing).rejects.toMatchObject({ name: 'AbortError' })
    expect((await tab.summary(id)).work.draft).toBe(0)
    expect(valueOf(await tab.desk.undo(id))).toBeNull()
  })

  it('of an older filter does nothing', async () => {
    const { tab, id, handle } = await opened()
    await tab.desk.query(id, EVERYTHING, 2)
    expect(valueOf(await tab.desk.applyBulk(id, handle, MERGE, 3))).toBeNull()
  })
})
