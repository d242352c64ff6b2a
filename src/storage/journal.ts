import { Dexie } from 'dexie'
import type { JournalEntry } from '../core/journal/edit.ts'
import { UndoHistory } from '../core/journal/undo.ts'
import {
  keysOf,
  type Database,
  type DatasetId,
  type DatasetRow,
  type JournalRow,
  type SampleRow,
} from './db.ts'
import { ok, type Result } from '../core/result.ts'
import { updateDataset } from './datasets.ts'
import type { StorageError } from './errors.ts'

/** What one act leaves behind. */
export interface Commit {
  readonly entry: Omit<JournalEntry, 'seq'>
  /** The changed samples; the entry's `seq` is added to their `entries`. */
  readonly samples: readonly SampleRow[]
  readonly row: Partial<Omit<DatasetRow, 'id'>>
}

/**
 * Writes an act: journal entry, folded samples and the dataset's sums in one strict transaction.
 * When it resolves, the act is on disk.
 */
export async function commitAct(
  db: Database,
  dataset: DatasetId,
  { entry, samples, row }: Commit,
): Promise<Result<JournalEntry, StorageError>> {
  return db.transaction('rw', [db.journal, db.samples, db.datasets], async () => {
    const updated = await updateDataset(db, dataset, row)
    if (!updated.ok) return updated
    const seq = await db.journal.add(toRow(dataset, entry))
    await db.samples.bulkPut(samples.map((s) => ({ ...s, entries: [...s.entries, seq] })))
    return ok({ ...entry, seq })
  })
}

export async function journalEntry(db: Database, seq: number): Promise<JournalEntry | undefined> {
  const row = await db.journal.get(seq)
  return row && fromRow(row)
}

/** The entries that changed a sample, oldest first. */
export async function sampleHistory(
  db: Database,
  dataset: DatasetId,
  record: number,
): Promise<JournalEntry[]> {
  const sample = await db.samples.get([dataset, record])
  const rows = await db.journal.bulkGet([...(sample?.entries ?? [])])
  return rows.flatMap((row) => (row ? [fromRow(row)] : []))
}

/** The undo stacks of a dataset, from the keys of its journal alone. */
export async function loadUndoHistory(db: Database, dataset: DatasetId): Promise<UndoHistory> {
  const { lower, upper } = keysOf(dataset)
  const keys = await db.journal.where('[dataset+seq+way+takesBack]').between(lower, upper).keys()
  const history = new UndoHistory()
  for (const key of keys as unknown as [string, number, JournalRow['way'], number][]) {
    const [, seq, way, takesBack] = key
    history.push({ seq, ...takenBack(way, takesBack) })
  }
  return history
}

/** Hands every touched sample of a dataset to `take`, some at a time. */
export async function eachSample(
  db: Database,
  dataset: DatasetId,
  take: (row: SampleRow) => void,
): Promise<void> {
  const pageSize = 2_000
  let after: unknown = Dexie.minKey
  for (;;) {
    const page = await db.samples
      .where('[dataset+record]')
      .between([dataset, after], [dataset, Dexie.maxKey], false, true)
      .limit(pageSize)
      .toArray()
    page.forEach(take)
    if (page.length < pageSize) return
    after = page.at(-1)!.record
  }
}

function toRow(dataset: DatasetId, entry: Omit<JournalEntry, 'seq'>): JournalRow {
  const { at, who, act, changes, undoes, redoes } = entry
  const way = undoes !== undefined ? 1 : redoes !== undefined ? 2 : 0
  return { dataset, at, who, act, changes, way, takesBack: undoes ?? redoes ?? 0 }
}

function fromRow({ way, takesBack, seq, ...row }: JournalRow): JournalEntry {
  if (seq === undefined) throw new Error('a journal row has no number')
  return { ...row, seq, ...takenBack(way, takesBack) }
}

function takenBack(way: JournalRow['way'], seq: number): { undoes?: number; redoes?: number } {
  return way === 1 ? { undoes: seq } : way === 2 ? { redoes: seq } : {}
}
