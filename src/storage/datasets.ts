import { fail, ok, type Result } from '../core/result.ts'
import {
  keysOf,
  type ColumnRow,
  type Database,
  type DatasetId,
  type DatasetRow,
  type SetResult,
  type WorkCounts,
} from './db.ts'
import type { Columns } from './columns.ts'
import { DATASET_GONE, type StorageError } from './errors.ts'

export const NO_WORK: WorkCounts = {
  todo: 0,
  draft: 0,
  kept: 0,
  dropped: 0,
  paired: 0,
  tied: 0,
  labelled: 0,
  flagged: 0,
}

export const NO_TALLY = { unreadable: 0, withErrors: 0, withWarnings: 0, byCheck: [] }

/** Fields of a dataset's row to change; undefined takes one away. */
export type DatasetChange = {
  readonly [K in Exclude<keyof DatasetRow, 'id'>]?: DatasetRow[K] | undefined
}

/** Changes some fields of a dataset's row. */
export async function updateDataset(
  db: Database,
  id: DatasetId,
  change: DatasetChange,
): Promise<Result<void, StorageError>> {
  const found = await db.datasets.update(id, change)
  return found ? ok(undefined) : fail(DATASET_GONE)
}

/** Deletes a dataset with all that belongs to it, in one transaction. */
export async function deleteDataset(db: Database, id: DatasetId): Promise<void> {
  const { lower, upper } = keysOf(id)
  const parts = [db.sources, db.originals, db.columns, db.samples]
  await db.transaction('rw', [db.datasets, db.journal, ...parts], async () => {
    for (const table of parts) await table.where(':id').between(lower, upper).delete()
    await db.journal.where('[dataset+seq+way+takesBack]').between(lower, upper).delete()
    await db.datasets.delete(id)
  })
}

/** Keeps the row of a dataset that could not be loaded, for what it says; nothing else stays. */
export async function failDataset(db: Database, id: DatasetId, failure: string): Promise<void> {
  const { lower, upper } = keysOf(id)
  const parts = [db.sources, db.originals, db.columns, db.samples]
  await db.transaction('rw', [db.datasets, ...parts], async () => {
    for (const table of parts) await table.where(':id').between(lower, upper).delete()
    await db.datasets.update(id, { state: 'failed', failure, records: 0, tally: NO_TALLY })
  })
}

/** Writes measures that were taken anew, and how far that has come, in one strict transaction. */
export async function saveRecheck(
  db: Database,
  id: DatasetId,
  rows: readonly ColumnRow[],
  row: Partial<Omit<DatasetRow, 'id'>>,
): Promise<Result<void, StorageError>> {
  return db.transaction('rw', [db.datasets, db.columns], async () => {
    const updated = await updateDataset(db, id, row)
    if (updated.ok) await db.columns.bulkPut(rows)
    return updated
  })
}

/** Writes what was found in the set as a whole, in one strict transaction. */
export async function saveSet(
  db: Database,
  id: DatasetId,
  rows: readonly ColumnRow[],
  result: SetResult,
  row: Partial<Omit<DatasetRow, 'id'>>,
): Promise<Result<void, StorageError>> {
  return db.transaction('rw', [db.datasets, db.columns], async () => {
    const updated = await updateDataset(db, id, { ...row, setAsked: undefined })
    if (updated.ok)
      await db.columns.bulkPut([...rows, { dataset: id, name: 'set', chunk: 0, result }])
    return updated
  })
}

/** What was found in the set as a whole; nothing where it has not been judged. */
export async function storedSet(db: Database, id: DatasetId): Promise<SetResult | undefined> {
  const row = await db.columns.get([id, 'set', 0])
  return row && 'result' in row ? row.result : undefined
}

/** What one checkpoint writes. */
export interface Checkpoint {
  readonly columns: ReturnType<Columns['unsaved']>
  readonly row: Partial<Omit<DatasetRow, 'id'>>
}

/** Writes everything that was indexed since the last checkpoint in one strict transaction. */
export async function saveCheckpoint(
  db: Database,
  id: DatasetId,
  { columns, row }: Checkpoint,
): Promise<Result<void, StorageError>> {
  const done = await db.transaction('rw', [db.datasets, db.columns], async () => {
    const updated = await updateDataset(db, id, row)
    if (!updated.ok) return updated
    await db.columns.bulkPut(columns.rows)
    return updated
  })
  if (done.ok) columns.saved()
  return done
}
