import { describe, expect, it } from 'vitest'
import type { IngestProgress } from '../protocol.ts'
import { memoryDatabase } from '../../storage/testing.ts'
import type { Database, DatasetId, DatasetRow } from '../../storage/db.ts'
import { NO_TALLY, NO_WORK } from '../../storage/datasets.ts'
import { storedSources } from '../../storage/sources.ts'
import type { ContainerId } from '../../core/containers/cutter.ts'
import { createAnalyst } from '../analyst/create.ts'
import type { Analyst } from '../analyst/analyst.ts'
import { OpenDataset } from './dataset.ts'
import { CHECK_CODES } from './exact.ts'
import { Ingest, type IngestOptions } from './ingest.ts'
import { Recheck } from './recheck.ts'
import { lines } from './testing/memory-browser.ts'

const ID = 'd' as DatasetId
const FULL = new DOMException('no room', 'QuotaExceededError')

/** Small steps, so that a small file has many batches and checkpoints. */
const SMALL: IngestOptions = {
  sliceBytes: 512,
  stretchBytes: 512,
  overlapBytes: 90,
  readAhead: 2,
  checkpointBytes: 2_000,
  lightAboveBytes: Infinity,
  partsAhead: 3,
  progressMs: 0,
}

function containerOf(text: string): ContainerId {
  if (text.startsWith('[')) return 'json-array'
  return text.startsWith('{\n') ? 'json-sequence' : 'jsonl'
}

function rowFor(...texts: readonly string[]): DatasetRow {
  return {
    id: ID,
    name: 'set',
    state: 'loading',
    sources: texts.map((text, n) => ({
      name: `${n}.jsonl`,
      bytes: new Blob([text]).size,
      container: containerOf(text),
      format: 'sharegpt',
      confidence: 1,
      firstRecord: 0,
      records: 0,
    })),
    checkCodes: CHECK_CODES,
    records: 0,
    tally: NO_TALLY,
    work: NO_WORK,
    checkpoint: { source: 0, cutter: null, bytes: 0 },
    createdAt: 1,
    changedAt: 1,
  }
}

async function begin(db: Database, ...texts: readonly string[]): Promise<OpenDataset> {
  const row = rowFor(...texts)
  await db.datasets.add(row)
  return OpenDataset.open(
    db,
    row,
    texts.map((text) => new Blob([text])),
  )
}

/** Opens what is stored, as after a crash. */
async function reopen(db: Database): Promise<OpenDataset> {
  const row = await db.datasets.get(ID)
  if (!row) throw new Error('the dataset is gone')
  return OpenDataset.open(db, row, await storedSources(db, ID, row.sources.length))
}

/** An analyst that waits for what is being written, so that checkpoints come while it works. */
function unhurried(db: Database): Analyst {
  const analyst = createAnalyst()
  const inTurn = async <T>(run: () => Promise<T>): Promise<T> => {
    await db.transaction('rw', db.tables, () => db.settings.count())
    return run()
  }
  return {
    ...analyst,
    analyse: (job) => inTurn(() => analyst.analyse(job)),
    analyseLines: (job, take) => inTurn(() => analyst.analyseLines(job, take)),
  }
}

/** The tab dies after so many parts: nothing answers any more. */
function dyingAfter(db: Database, parts: number): Analyst & { readonly dead: Promise<void> } {
  const analyst = unhurried(db)
  let die: () => void
  const dead = new Promise<void>((resolve) => (die = resolve))
  let left = parts
  const whileAlive = <T>(run: () => Promise<T>): Promise<T> => {
    if (left-- > 0) return run()
    die()
    return new Promise(() => undefined)
  }
  return {
    ...analyst,
    dead,
    analyse: (job) => whileAlive(() => analyst.analyse(job)),
    analyseLines: (job, take) => whileAlive(() => analyst.analyseLines(job, take)),
  }
}

const ignore = () => undefined

function contents({ columns, records }: OpenDataset) {
  const all = Array.from({ length: columns.count }, (_, record) => record)
  const names = ['offset', 'length', 'line', 'flags', 'errors', 'tokens'] as const
  return {
    columns: all.map((record) => names.map((name) => columns.get(name, record))),
    sources: records.sources.map(({ info }) => info),
    tally: columns.tally,
  }
}

/** The same records as an array, and as values that span lines. */
const asArray = (text: string) => `[\n${text.trim().split('\n').join(',\n')}\n]`
const asSequence = (text: string) => text.replaceAll(/^\{/gm, '{\n')

describe('a load', () => {
  const texts = [lines(120), asArray(lines(20)), asSequence(lines(25))]

  it('writes checkpoints in file order and reports what can be seen', async () => {
    const db = memoryDatabase()
    const dataset = await begin(db, ...texts)
    const seen: IngestProgress[] = []
    const end = await new Ingest(dataset, unhurried(db), (p) => seen.push(p), SMALL).run(0)
    expect(end).toEqual({ state: 'ready' })
    expect(dataset.columns.count).toBe(165)
    const saved = seen.map(({ bytesSaved }) => bytesSaved)
    expect(saved).toEqual([...saved].sort((a, b) => a - b))
    expect(new Set(saved).size).toBeGreaterThan(2)
    expect(seen.every((p) => p.bytesSaved <= p.bytesDone && p.bytesDone <= p.bytesTotal)).toBe(true)
    expect(seen.at(-1)).toMatchObject({ records: 165, recordsWithErrors: 40 + 7 + 9 })
  })

  it('that a crash ended goes on at its checkpoint and ends like one that was not', async () => {
    const whole = await begin(memoryDatabase(), ...texts)
    await new Ingest(whole, createAnalyst(), ignore, SMALL).run(0)

    const resumedFrom: number[] = []
    for (const parts of [6, 13, 20, 27]) {
      const db = memoryDatabase()
      const dying = dyingAfter(db, parts)
      const before = await begin(db, ...texts)
      void new Ingest(before, dying, ignore, SMALL).run(0)
      await dying.dead
      const after = await reopen(db)
      resumedFrom.push(after.columns.count)
      expect(after.columns.count).toBeLessThan(165)
      const end = await new Ingest(after, createAnalyst(), ignore, SMALL).run(3)
      expect(end).toEqual({ state: 'ready' })
      expect(contents(after)).toEqual(contents(whole))
      expect(contents(await reopen(db))).toEqual(contents(whole))
    }
    expect(new Set(resumedFrom).size).toBeGreaterThan(2)
  })

  it('that is cancelled keeps a valid beginning and can be taken up again', async () => {
    const db = memoryDatabase()
    const dataset = await begin(db, ...texts)
    const ingest: Ingest = new Ingest(
      dataset,
      createAnalyst(),
      ({ records }) => {
        if (records > 10) ingest.cancel()
      },
      SMALL,
    )
    expect(await ingest.run(0)).toEqual({ state: 'partial' })
    const after = await reopen(db)
    expect(after.columns.count).toBeGreaterThan(10)
    expect(after.columns.count).toBeLessThan(165)
    expect(await new Ingest(after, createAnalyst(), ignore, SMALL).run(3)).toEqual({
      state: 'ready',
    })
    expect(after.columns.count).toBe(165)
  })

  it('is not stopped by an analyst that answers late', async () => {
    const analyst = createAnalyst()
    let n = 0
    const uneven: Analyst = {
      ...analyst,
      analyseLines: async (job, take) => {
        await new Promise((resolve) => setTimeout(resolve, n++ % 3 === 0 ? 8 : 0))
        return analyst.analyseLines(job, take)
      },
    }
    const dataset = await begin(memoryDatabase(), ...texts)
    await new Ingest(dataset, uneven, ignore, SMALL).run(0)
    const offsets = contents(dataset).columns.map(([offset]) => offset!)
    expect(offsets.slice(0, 120)).toEqual(offsets.slice(0, 120).sort((a, b) => a - b))
  })
})

describe('a full disk', () => {
  const text = lines(60)

  it('while the file is stored leaves nothing but the reason', async () => {
    const db = memoryDatabase()
    db.sources.hook('creating', () => {
      throw FULL
    })
    const dataset = await begin(db, text)
    const end = await new Ingest(dataset, createAnalyst(), ignore, SMALL).run(0)
    expect(end.state).toBe('failed')
    expect(end.failure).toContain('storage is full')
    expect(await db.columns.count()).toBe(0)
    expect(await db.datasets.get(ID)).toMatchObject({ state: 'failed', failure: end.failure })
  })

  it('at a later checkpoint keeps all that was saved before, and can be taken up', async () => {
    const db = memoryDatabase()
    let checkpoints = 0
    let isFull = false
    const refuse = () => {
      if (isFull) throw FULL
    }
    db.columns.hook('creating', refuse)
    db.columns.hook('updating', refuse)
    db.datasets.hook('updating', () => {
      isFull = ++checkpoints === 2 || isFull
    })
    const end = await new Ingest(await begin(db, text), unhurried(db), ignore, SMALL).run(0)
    expect(end.state).toBe('partial')
    expect(end.failure).toContain('storage is full')
    const after = await reopen(db)
    expect(after.columns.count).toBeGreaterThan(0)
    expect(after.columns.count).toBeLessThan(60)
    isFull = false
    await new Ingest(after, createAnalyst(), ignore, SMALL).run(1)
    expect(after.columns.count).toBe(60)
  })
})

it('a file that cannot be read any more stops the load with a word about the file', async () => {
  class Gone extends Blob {
    override slice(): Blob {
      return new Gone(['x'])
    }
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new DOMException('gone', 'NotReadableError'))
    }
  }
  const db = memoryDatabase()
  const row = rowFor(lines(3))
  await db.datasets.add(row)
  const dataset = await OpenDataset.open(db, row, [new Gone([lines(3)])])
  const end = await new Ingest(dataset, createAnalyst(), ignore, SMALL).run(1)
  expect(end.state).toBe('partial')
  expect(end.failure).toContain('cannot be read')
})

it('a large file is checked deeply in a second pass, behind the load', async () => {
  const db = memoryDatabase()
  const text = lines(2) + lines(1).replace('Question 0', 'Write to jane.roe@corp-mail.co')
  const dataset = await begin(db, text)
  const found = () =>
    dataset.columns.tally.byCheck.flatMap((n, bit) => (n > 0 ? [CHECK_CODES[bit]] : []))
  const options = { ...SMALL, lightAboveBytes: 10 }
  const end = await new Ingest(dataset, createAnalyst(), ignore, options).run(0)
  expect(end.state).toBe('ready')
  expect(found()).toEqual(['end.empty'])
  expect((await db.datasets.get(ID))?.recheck).toEqual({ record: 0, stopped: false })
  expect(await new Recheck(dataset, createAnalyst(), 2, ignore).run()).toEqual({})
  expect(found()).toEqual(['end.empty', 'pii'])
  expect((await db.datasets.get(ID))?.recheck).toBeUndefined()
})
