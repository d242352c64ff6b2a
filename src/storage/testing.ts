import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { emptyBatch, type BatchColumns } from '../core/columns.ts'
import { Dexie } from 'dexie'
import { NO_TALLY, NO_WORK } from './datasets.ts'
import { Database, type DatasetId, type DatasetRow } from './db.ts'

/** A database in memory, gone with the test. */
export function memoryDatabase(factory = new IDBFactory()): Database {
  Dexie.dependencies.indexedDB = factory
  Dexie.dependencies.IDBKeyRange = IDBKeyRange
  return new Database()
}

export const SOME_DATASET = 'some-dataset' as DatasetId

export function datasetRow(change: Partial<DatasetRow> = {}): DatasetRow {
  return {
    id: SOME_DATASET,
    name: 'some dataset',
    state: 'ready',
    sources: [],
    checkCodes: ['a', 'b', 'c'],
    records: 0,
    tally: NO_TALLY,
    work: NO_WORK,
    checkpoint: { source: 0, cutter: null, bytes: 0 },
    createdAt: 1,
    changedAt: 1,
    ...change,
  }
}

/** Columns of records of which `fill` sets what matters. */
export function batchOf(
  count: number,
  fill: (columns: BatchColumns['columns'], index: number) => void = () => undefined,
): BatchColumns {
  const batch = emptyBatch(count)
  for (let i = 0; i < count; i++) fill(batch.columns, i)
  return batch
}
