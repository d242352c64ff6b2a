import { Dexie } from 'dexie'
import { createEngine } from '../../src/engine/client.ts'
import type { DatasetId, Engine, SampleQuery } from '../../src/engine/protocol.ts'
import type { FormatId } from '../../src/core/model/sample.ts'
import type { FloorDone, FloorJob } from './floor.worker.ts'

const engine: Engine = createEngine()
const input = document.querySelector('input')!
const EVERYTHING: SampleQuery = { where: { kind: 'all', of: [] }, order: 'source' }

/** Loads the chosen file; milliseconds until the last checkpoint is written. */
async function ingest(format: FormatId): Promise<{ ms: number; firstRowMs: number; id: string }> {
  const file = input.files![0]!
  const start = performance.now()
  let firstRowMs = 0
  const ended = new Promise<string>((resolve) => {
    const stop = engine.onChange((change) => {
      if (change.kind === 'ingest' && firstRowMs === 0) firstRowMs = performance.now() - start
      if (change.kind !== 'ingestEnd') return
      stop()
      resolve(change.failure ?? change.state)
    })
  })
  const files = [{ file, container: 'jsonl' as const, format, confidence: 1 }]
  const started = await engine.startIngest({ name: 'bench', files })
  if (!started.ok) throw new Error(started.error.message)
  const id = started.value
  await engine.open(id)
  const state = await ended
  if (state !== 'ready') throw new Error(state)
  return { ms: performance.now() - start, firstRowMs, id }
}

/** Waits for the hash that is computed in the background. */
async function hashed(id: string): Promise<void> {
  for (;;) {
    const all = await engine.listDatasets()
    const dataset = all.find((d) => d.id === id)
    if (dataset?.sources.every(({ sha256 }) => sha256 !== undefined)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function remove(id: string): Promise<void> {
  const removed = await engine.deleteDataset(id as DatasetId)
  if (!removed.ok) throw new Error(removed.error.message)
}

function floor(read: FloorJob['read'], decode: FloorJob['decode']): Promise<FloorDone> {
  const worker = new Worker(new URL('./floor.worker.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FloorDone>) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage({ file: input.files![0]!, read, decode } satisfies FloorJob)
  })
}

/** What most browser tools do: one row per record with two indexes, on the main thread. */
async function rowPerRecord(): Promise<number> {
  const db = new Dexie('bench-rows')
  db.version(1).stores({ rows: '++id, messages, bytes' })
  const start = performance.now()
  const reader = input.files![0]!.stream().pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  const add = async (lines: readonly string[]) => {
    const rows = lines.flatMap((line) => {
      if (line === '') return []
      const record = JSON.parse(line) as { conversations: unknown[] }
      return [{ record, messages: record.conversations.length, bytes: line.length }]
    })
    if (rows.length > 0) await db.table('rows').bulkAdd(rows)
  }
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    await add(lines)
  }
  await add([rest])
  const ms = performance.now() - start
  await db.delete()
  return ms
}

async function timesOf(run: (i: number) => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await run(i)
    times.push(performance.now() - start)
  }
  return times
}

/** Milliseconds to open each of `count` records from all over the dataset. */
function openRecords(id: string, records: number, count: number): Promise<number[]> {
  return timesOf((i) => engine.sample(id as DatasetId, (i * 7_919_003) % records), count)
}

/** Milliseconds of filters over all records, to the first rows on screen. */
async function filters(id: string, count: number): Promise<{ filter: number[]; rows: number[] }> {
  const dataset = id as DatasetId
  const { checks } = await engine.overview(dataset)
  const codes = checks.filter(({ records }) => records > 0).map(({ code }) => code)
  let handle = 0
  const rows: number[] = []
  const filter: number[] = []
  for (let i = 0; i < count; i++) {
    const conditions: SampleQuery['where'][] = []
    if (i % 2 === 1) conditions.push({ kind: 'finding', code: codes[i % codes.length]! })
    if (i % 4 >= 2) conditions.push({ kind: 'state', states: ['todo'] })
    const query = { ...EVERYTHING, where: { kind: 'all' as const, of: conditions } }
    const [ms] = await timesOf(async () => {
      handle = (await engine.query(dataset, query)).handle
    }, 1)
    filter.push(ms!)
    rows.push((await timesOf(() => engine.rows(dataset, handle, 100 * i, 30), 1))[0]!)
  }
  return { filter, rows }
}

/** Drops every `step`th record, so that an export cannot be one slice. */
async function dropSome(id: string, records: number, step: number): Promise<number> {
  const changes = Array.from({ length: Math.floor(records / step) }, (_, i) => ({
    record: i * step,
    edits: [{ type: 'set', field: 'decision', from: null, to: 'drop' }] as const,
  }))
  const [first, ...rest] = changes
  const done = await engine.append(id as DatasetId, 'drop', [first!, ...rest])
  if (!done.ok) throw new Error(done.error.kind)
  return changes.length
}

/** Writes the cleaned source and offers it as a download, as the app does. */
async function exportAll(id: string): Promise<{ rows: number }> {
  const written = await engine.writeExport(
    id as DatasetId,
    { target: 'source', name: 'bench', scope: 'notDropped' },
    { kind: 'download' },
    {},
  )
  if (!written.ok) throw new Error(written.error.message)
  for (const { name, blob } of written.value.files) {
    const link = document.createElement('a')
    link.download = name
    link.href = URL.createObjectURL(blob)
    link.click()
  }
  return { rows: written.value.summary.written }
}

async function search(id: string, text: string): Promise<{ ms: number; total: number }> {
  const start = performance.now()
  const { total } = await engine.query(id as DatasetId, {
    ...EVERYTHING,
    where: { kind: 'text', within: null, text },
  })
  return { ms: performance.now() - start, total }
}

async function act(id: string, count: number): Promise<number[]> {
  return timesOf(
    (i) =>
      engine.append(id as DatasetId, 'keep', [
        {
          record: i * 3 + 1,
          edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }],
        },
      ]),
    count,
  )
}

/** Tasks that blocked the main thread for 50 ms or more since the last call, in ms. */
const longTasks: number[] = []
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longTasks.push(Math.round(duration))
}).observe({ entryTypes: ['longtask'] })

const bench = {
  ingest,
  hashed,
  remove,
  floor,
  rowPerRecord,
  openRecords,
  filters,
  dropSome,
  exportAll,
  search,
  act,
  takeLongTasks: () => Promise.resolve(longTasks.splice(0)),
}
export type Bench = typeof bench
declare global {
  // The bench's driver calls it from outside the page.
  var bench: Bench
}
globalThis.bench = bench
