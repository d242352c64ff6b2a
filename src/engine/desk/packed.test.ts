import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { DatasetId, FileInspection, IngestRequest } from '../protocol.ts'
import { lines, MemoryBrowser, type Tab } from './testing/memory-browser.ts'

const TRACE = '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}'
const SHARED = '{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Ho"}]}'
const fileOf = (content: string | Uint8Array, name: string) =>
  new File([typeof content === 'string' ? content : new Uint8Array(content)], name)

/** Looks at a file and loads it as the load dialog does. */
async function load(tab: Tab, ...files: readonly File[]) {
  const inspections = await tab.desk.inspect(files, 1)
  const request = files.map((file, n) => requestOf(file, inspections[n]!))
  return { id: await tab.load(...request), inspections }
}

function requestOf(file: File, inspection: FileInspection): IngestRequest['files'][number] {
  const { container, guesses, formats } = inspection
  const several = formats ? { formats: formats.map(({ format }) => format) } : {}
  const guess = guesses[0] ?? { format: 'openai' as const, confidence: 0 }
  return { file, container, format: guess.format, confidence: guess.confidence, ...several }
}

async function export_(tab: Tab, id: DatasetId): Promise<string[]> {
  const request = { target: 'source' as const, name: 'out', scope: 'notDropped' as const }
  const written = await tab.desk.writeExport(id, request, { kind: 'download' }, 1)
  if (!written.ok) throw new Error(written.error.message)
  return Promise.all(written.value.files.map(({ blob }) => blob.text()))
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('a packed file', () => {
  it('whose text is long is judged from its beginning, and says so', async () => {
    const one = (_: unknown, i: number) => TRACE.replace('Hi', sha256(Buffer.from([i, i >> 8])))
    const some = Array.from({ length: 2 ** 16 }, one).join('\n') + '\n'
    const long = some.repeat(Math.ceil((20 * 1024 ** 2) / some.length))
    const tab = new MemoryBrowser().tab()
    const [cut, whole] = await tab.desk.inspect(
      [
        fileOf(gzipSync(long + `${SHARED}\n`.repeat(9)), 'long.jsonl.gz'),
        fileOf(gzipSync(lines(40)), 'short.jsonl.gz'),
      ],
      1,
    )
    expect(cut).toMatchObject({
      guesses: [{ format: 'openai' }],
      unreadable: 0,
      notices: [
        {
          kind: 'limit',
          message: 'Judged from the first 16 MB of its text; records of another format may follow.',
        },
      ],
    })
    expect(cut!.judgedBytes).toBeGreaterThanOrEqual(16 * 1024 ** 2)
    expect(cut!.judgedBytes).toBeLessThan(long.length)
    expect(whole).not.toHaveProperty('judgedBytes')
    expect(whole).not.toHaveProperty('notices')
  })

  it('is looked into, unpacked, and given back as it came', async () => {
    const tab = new MemoryBrowser().tab()
    const packed = gzipSync(lines(40))
    const { id, inspections } = await load(tab, fileOf(packed, 'a.jsonl.gz'))
    expect(inspections[0]).toMatchObject({
      title: 'gzip of JSON Lines',
      container: 'jsonl',
      tried: 40,
      bytes: packed.length,
    })
    const summary = await tab.summary(id)
    expect(summary).toMatchObject({ state: 'ready', records: 40, unreadable: 0 })
    expect(summary.sources[0]).toMatchObject({
      bytes: lines(40).length,
      original: { bytes: packed.length, packings: ['gzip'] },
    })
    const original = await tab.desk.originalFile(id, 0)
    expect(original.name).toBe('a.jsonl.gz')
    expect(new Uint8Array(await original.arrayBuffer())).toEqual(new Uint8Array(packed))
    expect(await export_(tab, id)).toEqual([lines(40)])
    await expect
      .poll(async () => (await tab.summary(id)).sources[0]?.original?.sha256)
      .toBe(sha256(packed))
    expect((await tab.summary(id)).sources[0]?.sha256).toBe(sha256(Buffer.from(lines(40))))
  })

  it('is read again by a later tab from what is stored', async () => {
    const browser = new MemoryBrowser()
    const tab = browser.tab()
    const { id } = await load(tab, fileOf(gzipSync(`{"data":[${TRACE},${TRACE}]}`), 'a.json.gz'))
    browser.die(tab)
    const later = browser.tab()
    await later.desk.open(id)
    expect(await later.desk.sample(id, 1)).toMatchObject({
      kind: 'sample',
      place: { format: 'openai', byteOffset: 10 + TRACE.length },
    })
    const original = await later.desk.originalFile(id, 0)
    expect(original.size).toBe(gzipSync(`{"data":[${TRACE},${TRACE}]}`).length)
  })

  it('that was cut off keeps what came and says so', async () => {
    const tab = new MemoryBrowser().tab()
    const packed = gzipSync(lines(400))
    const { id } = await load(tab, fileOf(packed.subarray(0, packed.length - 60), 'a.jsonl.gz'))
    const summary = await tab.summary(id)
    expect(summary.records).toBeGreaterThan(100)
    expect(summary.records).toBeLessThan(400)
    expect(summary.sources[0]?.notices?.[0]).toMatchObject({ kind: 'cut' })
  })

  it('whose text was not stored when the browser died is unpacked again', async () => {
    const browser = new MemoryBrowser()
    const tab = browser.tab()
    const { id } = await load(tab, fileOf(gzipSync(lines(30)), 'a.jsonl.gz'))
    await tab.db.sources.clear()
    await tab.db.columns.clear()
    const checkpoint = { source: 0, cutter: null, bytes: 0 }
    await tab.db.datasets.update(id, { state: 'loading', records: 0, checkpoint })
    browser.die(tab)
    const later = browser.tab()
    expect(await later.desk.listDatasets()).toMatchObject([{ state: 'partial' }])
    await later.desk.open(id)
    await later.ended(id)
    expect(await later.summary(id)).toMatchObject({ state: 'ready', records: 30 })
    expect(await later.db.sources.count()).toBe(1)
  })

  it('leaves nothing behind when its dataset is deleted', async () => {
    const tab = new MemoryBrowser().tab()
    const { id } = await load(tab, fileOf(gzipSync(lines(3)), 'a.jsonl.gz'))
    expect(await tab.db.originals.count()).toBe(1)
    await tab.desk.deleteDataset(id)
    expect(await tab.db.originals.count()).toBe(0)
  })
})

it('each file in a zip file is a source with its own format', async () => {
  const tab = new MemoryBrowser().tab()
  const zip = zipSync({
    'b.jsonl': Buffer.from(`${TRACE}\n${TRACE}\n`),
    'README.txt': Buffer.from('nothing to see'),
    'c.json': Buffer.from(`[${SHARED}]`),
  })
  const { id, inspections } = await load(tab, fileOf(zip, 'all.zip'))
  expect(inspections[0]).toMatchObject({ title: 'zip of 3 files', entries: [{}, {}, {}] })
  const { sources, records } = await tab.summary(id)
  expect(records).toBe(3)
  expect(sources).toMatchObject([
    { format: 'openai', records: 2, original: { entry: 'b.jsonl', n: 0 } },
    {
      format: 'sharegpt',
      records: 1,
      container: 'json-array',
      original: { entry: 'c.json', n: 0 },
    },
  ])
  expect((await tab.desk.originalFile(id, 1)).size).toBe(zip.length)
})

it('tables become records', async () => {
  const tab = new MemoryBrowser().tab()
  const columnData = ['prompt', 'chosen', 'rejected'].map((name) => ({ name, data: [name, 'x'] }))
  const parquet = fileOf(new Uint8Array(parquetWriteBuffer({ columnData })), 'a.parquet')
  const csv = fileOf('prompt,chosen,rejected\na,b,c\nd,e\n', 'b.csv')
  const { id } = await load(tab, parquet, csv)
  expect(await tab.summary(id)).toMatchObject({ records: 4, unreadable: 1 })
  const { records } = await tab.desk.unreadable(id, 0, 10)
  expect(records[0]?.reason).toBe('Line 3 of the table has 2 fields where the header has 3.')
})

describe('an object', () => {
  const NAMED = `{\n "9": ${TRACE},\n "3": ${TRACE},\n "5": ${TRACE}\n}`

  it('that wraps or names its records leaves as it came', async () => {
    for (const text of [NAMED, `{"n":1,"rows":[ ${TRACE} , ${TRACE}],"end":[]}`]) {
      const tab = new MemoryBrowser().tab()
      const { id } = await load(tab, fileOf(text, 'a.json'))
      expect((await tab.summary(id)).records).toBeGreaterThan(1)
      expect(await export_(tab, id)).toEqual([text])
    }
  })

  it('loses its first member with its key when that is dropped', async () => {
    const tab = new MemoryBrowser().tab()
    const { id } = await load(tab, fileOf(NAMED, 'a.json'))
    const edit = { type: 'set', field: 'decision', from: null, to: 'drop' } as const
    expect((await tab.desk.open(id)).ok).toBe(true)
    expect((await tab.desk.append(id, 'drop', [{ record: 0, edits: [edit] }])).ok).toBe(true)
    expect(await export_(tab, id)).toEqual([NAMED.replace(`\n "9": ${TRACE},`, '')])
  })
})

it('records of several formats are each read by their own', async () => {
  const browser = new MemoryBrowser()
  const tab = browser.tab()
  const text = `${SHARED}\n${TRACE}\n${SHARED}\n`.repeat(20)
  const { id, inspections } = await load(tab, fileOf(text, 'mixed.jsonl'))
  expect(inspections[0]?.formats).toEqual([
    { format: 'sharegpt', records: 40 },
    { format: 'openai', records: 20 },
  ])
  const formatsIn = async (desk: Tab['desk']) =>
    Promise.all([0, 1, 59].map(async (n) => (await desk.sample(id, n)).place.format))
  expect(await formatsIn(tab.desk)).toEqual(['sharegpt', 'openai', 'sharegpt'])
  expect(await tab.summary(id)).toMatchObject({ records: 60, recordsWithErrors: 0 })
  browser.die(tab)
  const later = browser.tab()
  await later.desk.open(id)
  expect(await formatsIn(later.desk)).toEqual(['sharegpt', 'openai', 'sharegpt'])
})

it('files become sources in the order in which they are given', async () => {
  const tab = new MemoryBrowser().tab()
  const names = ['part-10.jsonl', 'part-2.jsonl', 'part-1.jsonl.gz']
  const files = names.map((name) =>
    fileOf(name.endsWith('.gz') ? gzipSync(lines(2)) : lines(1), name),
  )
  const { id } = await load(tab, ...files)
  expect((await tab.summary(id)).sources.map(({ name }) => name)).toEqual(names)
})
