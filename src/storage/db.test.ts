import { Dexie } from 'dexie'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { Database, SCHEMAS } from './db.ts'
import { datasetRow, memoryDatabase, SOME_DATASET } from './testing.ts'

/**
 * What each released version of the schema stored, written down when it was released. A new version
 * adds an entry; the old ones stay, and must open for ever.
 */
const RELEASED = [
  {
    stores: {
      datasets: 'id',
      sources: '[dataset+n]',
      columns: '[dataset+name+chunk]',
      journal: '++seq, [dataset+seq+way+takesBack]',
      samples: '[dataset+record]',
      settings: 'id',
    },
    rows: {
      datasets: [datasetRow({ records: 3 })],
      sources: [{ dataset: SOME_DATASET, n: 0, blob: new Blob(['{}\n']) }],
      settings: [{ id: 'who', value: 'Ada' }],
    },
  },
  {
    stores: {
      datasets: 'id',
      sources: '[dataset+n]',
      originals: '[dataset+n]',
      columns: '[dataset+name+chunk]',
      journal: '++seq, [dataset+seq+way+takesBack]',
      samples: '[dataset+record]',
      settings: 'id',
    },
    rows: {
      datasets: [datasetRow({ records: 3 })],
      sources: [{ dataset: SOME_DATASET, n: 0, blob: new Blob(['{}\n']) }],
      originals: [{ dataset: SOME_DATASET, n: 0, blob: new Blob(['packed']) }],
      settings: [{ id: 'who', value: 'Ada' }],
    },
  },
]

describe('the database', () => {
  it('has a released state on record for every version', () => {
    expect(RELEASED).toHaveLength(SCHEMAS.length)
  })

  it.each(RELEASED.map((released, i) => ({ version: i + 1, ...released })))(
    'opens what version $version stored, with everything in it',
    async ({ version, stores, rows }) => {
      const factory = new IDBFactory()
      const present = memoryDatabase(factory)
      const old = new Dexie(present.name)
      old.version(version).stores(stores)
      for (const [table, values] of Object.entries(rows)) await old.table(table).bulkAdd(values)
      old.close()

      const dataset = await present.datasets.get(SOME_DATASET)
      expect(dataset).toMatchObject({ name: 'some dataset', records: 3 })
      const source = await present.sources.get([SOME_DATASET, 0])
      expect(await source?.blob.text()).toBe('{}\n')
      expect(await present.settings.get('who')).toEqual({ id: 'who', value: 'Ada' })
      expect(present.verno).toBe(SCHEMAS.length)
    },
  )

  it('lets a newer version of the app in another tab upgrade it', async () => {
    const factory = new IDBFactory()
    const present = memoryDatabase(factory)
    await present.datasets.add(datasetRow())
    const newer = new Dexie(present.name)
    newer.version(SCHEMAS.length + 1).stores({ more: 'id' })
    await newer.open()
    expect(newer.tables.map(({ name }) => name)).toContain('more')
    expect(present.isOpen()).toBe(false)
    newer.close()
  })

  it('asks for strict durability', () => {
    expect(new Database()._options.chromeTransactionDurability).toBe('strict')
  })
})
