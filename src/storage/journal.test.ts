import { describe, expect, it } from 'vitest'
import { emptyColumns } from '../core/columns.ts'
import { UNTOUCHED, type JournalEntry } from '../core/journal/edit.ts'
import { deleteDataset, failDataset } from './datasets.ts'
import type { Database, DatasetId } from './db.ts'
import { commitAct, eachSample, journalEntry, loadUndoHistory, sampleHistory } from './journal.ts'
import { datasetRow, memoryDatabase, SOME_DATASET } from './testing.ts'

const KEPT = { ...UNTOUCHED, decision: 'keep' as const }

async function keep(
  db: Database,
  record: number,
  link: Pick<JournalEntry, 'undoes' | 'redoes'> = {},
  dataset: DatasetId = SOME_DATASET,
): Promise<JournalEntry> {
  const stored = await db.samples.get([dataset, record])
  const done = await commitAct(db, dataset, {
    entry: {
      dataset,
      at: 5,
      who: 'me',
      act: 'keep',
      changes: [{ record, edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }] }],
      ...link,
    },
    samples: [{ dataset, record, state: KEPT, entries: stored?.entries ?? [] }],
    row: { changedAt: 5 },
  })
  if (!done.ok) throw new Error(done.error.message)
  return done.value
}

describe('the journal', () => {
  it('writes entry, folded sample and sums together', async () => {
    const db = memoryDatabase()
    await db.datasets.add(datasetRow())
    const { seq } = await keep(db, 7)
    expect(await journalEntry(db, seq)).toMatchObject({ seq, act: 'keep', who: 'me', at: 5 })
    expect(await db.samples.get([SOME_DATASET, 7])).toMatchObject({ state: KEPT, entries: [seq] })
    expect(await db.datasets.get(SOME_DATASET)).toMatchObject({ changedAt: 5 })
  })

  it('writes nothing of an act when one part of it fails', async () => {
    const db = memoryDatabase()
    await db.datasets.add(datasetRow())
    db.samples.hook('creating', () => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    await expect(keep(db, 7)).rejects.toThrow()
    expect(await db.journal.count()).toBe(0)
    expect(await db.samples.count()).toBe(0)
    expect(await db.datasets.get(SOME_DATASET)).toMatchObject({ changedAt: 1 })
  })

  it('refuses an act on a dataset that was deleted meanwhile', async () => {
    const db = memoryDatabase()
    await expect(keep(db, 1)).rejects.toThrow('deleted')
    expect(await db.journal.count()).toBe(0)
  })

  it('gives the history of one sample, oldest first', async () => {
    const db = memoryDatabase()
    await db.datasets.add(datasetRow())
    const first = await keep(db, 1)
    await keep(db, 2)
    const third = await keep(db, 1)
    const history = await sampleHistory(db, SOME_DATASET, 1)
    expect(history.map(({ seq }) => seq)).toEqual([first.seq, third.seq])
    expect(await sampleHistory(db, SOME_DATASET, 3)).toEqual([])
  })

  it('rebuilds the undo stacks of one dataset, as after a reload', async () => {
    const db = memoryDatabase()
    const other = 'other' as DatasetId
    await db.datasets.bulkAdd([datasetRow(), datasetRow({ id: other })])
    const first = await keep(db, 1)
    const second = await keep(db, 2)
    await keep(db, 1, {}, other)
    const undo = await keep(db, 2, { undoes: second.seq })
    let history = await loadUndoHistory(db, SOME_DATASET)
    expect([history.undoable, history.redoable]).toEqual([first.seq, undo.seq])
    const redo = await keep(db, 2, { redoes: undo.seq })
    history = await loadUndoHistory(db, SOME_DATASET)
    expect([history.undoable, history.redoable]).toEqual([redo.seq, undefined])
  })

  it('hands out every touched sample, in pages', async () => {
    const db = memoryDatabase()
    const rows = Array.from({ length: 4_500 }, (_, record) => ({
      dataset: SOME_DATASET,
      record,
      state: KEPT,
      entries: [],
    }))
    await db.samples.bulkPut([...rows, { ...rows[0]!, dataset: 'other' as DatasetId }])
    const seen: number[] = []
    await eachSample(db, SOME_DATASET, ({ record }) => seen.push(record))
    expect(seen).toEqual(rows.map(({ record }) => record))
  })
})

describe('a dataset', () => {
  async function filled(): Promise<Database> {
    const db = memoryDatabase()
    const other = 'other' as DatasetId
    for (const id of [SOME_DATASET, other]) {
      await db.datasets.add(datasetRow({ id, records: 1 }))
      await db.sources.add({ dataset: id, n: 0, blob: new Blob(['{}']) })
      await db.columns.add({ dataset: id, name: 'records', chunk: 0, columns: emptyColumns(1) })
      await keep(db, 0, {}, id)
    }
    return db
  }
  const counts = (db: Database) =>
    Promise.all([db.datasets, db.sources, db.columns, db.samples, db.journal].map((t) => t.count()))

  it('is deleted with all that belongs to it and nothing else', async () => {
    const db = await filled()
    await deleteDataset(db, SOME_DATASET)
    expect(await counts(db)).toEqual([1, 1, 1, 1, 1])
    expect(await db.datasets.get(SOME_DATASET)).toBeUndefined()
  })

  it('that could not be loaded keeps only what it says about that', async () => {
    const db = await filled()
    await failDataset(db, SOME_DATASET, 'The disk is full.')
    expect(await counts(db)).toEqual([2, 1, 1, 1, 2])
    expect(await db.datasets.get(SOME_DATASET)).toMatchObject({
      state: 'failed',
      failure: 'The disk is full.',
      records: 0,
    })
  })
})
