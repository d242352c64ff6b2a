/**
 * `npm run bench`: the engine, built as it ships, in a real browser, against the floor and against
 * one row per record. `npm run bench -- speed` or `-- gigabyte` runs one half.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { ensureBrowser } from '../../scripts/browser.mjs'
import { serveFolder } from '../../scripts/static-server.mjs'
import { MemoryWatch } from './memory.ts'
import { writeRecords, type Kind } from './records.ts'

const REPEATS = 5
const MB = 1e6
const say = (line: string) => process.stdout.write(line + '\n')

const folder = await mkdtemp(join(tmpdir(), 'tuning-fork-bench-'))
try {
  const only = process.argv[2]
  const outDir = join(folder, 'dist')
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    build: { outDir },
  })
  const server = await serveFolder(outDir, { port: 0 })
  say(`${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
  if (only !== 'gigabyte') {
    await speed(server.url, 'long', 256 * MB)
    await speed(server.url, 'short', 256 * MB)
  }
  if (only !== 'speed') {
    await million(server.url)
    await gigabyte(server.url)
  }
  await server.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Ingest against the floor, interleaved, and against the row store. */
async function speed(url: string, kind: Kind, bytes: number): Promise<void> {
  const path = join(folder, `${kind}.jsonl`)
  const records = await writeRecords(path, kind, bytes)
  // Short records take a row store so long that it gets a part of them.
  const rowShare = kind === 'long' ? 1 : 1 / 16
  const small = join(folder, `${kind}-small.jsonl`)
  await writeRecords(small, kind, bytes * rowShare)
  const times = new Map<string, number[]>()
  const note = (name: string, ms: number, size = bytes) =>
    times.set(name, [...(times.get(name) ?? []), size / MB / (ms / 1000)])
  // The first round warms up.
  const rounds = Array.from({ length: REPEATS + 1 }, (_, i) => (i === 0 ? () => undefined : note))
  await withPage(url, async (page) => {
    for (const keep of rounds) {
      await choose(page, path)
      for (const read of ['slices', 'stream'] as const)
        for (const decode of ['lines', 'chunks'] as const) {
          const { ms } = await page.evaluate(([r, d]) => globalThis.bench.floor(r, d), [
            read,
            decode,
          ] as const)
          keep(`floor, ${read}, ${decode}`, ms)
        }
      const { ms, id } = await page.evaluate(() => globalThis.bench.ingest('sharegpt'))
      keep('ingest', ms)
      await page.evaluate((set) => globalThis.bench.remove(set), id)
    }
  })
  // Each in a new browser, since one goes on clearing up behind a row store for long.
  for (const keep of rounds)
    await withPage(url, async (page) => {
      await choose(page, small)
      const ms = await page.evaluate(() => globalThis.bench.rowPerRecord())
      keep('row per record', ms, bytes * rowShare)
    })
  say(`\n${kind}: ${records} records, ${bytes / MB} MB, medians of ${REPEATS}`)
  const medians = new Map([...times].map(([name, rates]) => [name, quantile(rates, 0.5)]))
  for (const [name, rates] of times)
    say(
      `  ${name.padEnd(24)} ${figure(medians.get(name)!)} MB/s  (${rates.map(figure).join(', ')})`,
    )
  const floors = [...medians].filter(([name]) => name.startsWith('floor')).map(([, m]) => m)
  const ingest = medians.get('ingest')!
  say(`  ingest ÷ floor           ${(ingest / Math.max(...floors)).toFixed(2)}`)
  say(`  ingest ÷ row per record  ${figure(ingest / medians.get('row per record')!)}`)
  await rm(path)
}

/** Filters, search and acts over a million records. */
async function million(url: string): Promise<void> {
  const path = join(folder, 'million.jsonl')
  const records = await writeRecords(path, 'short', 305 * MB)
  await withPage(url, async (page) => {
    await choose(page, path)
    const { id } = await page.evaluate(() => globalThis.bench.ingest('sharegpt'))
    const { filter, rows } = await page.evaluate((set) => globalThis.bench.filters(set, 60), id)
    const found = await page.evaluate(
      (set) => globalThis.bench.search(set, 'confirmation number'),
      id,
    )
    const acts = await page.evaluate((set) => globalThis.bench.act(set, 100), id)
    say(`\n${records} short records`)
    say(`  filter                   ${spread(filter)}`)
    say(`  30 rows of its result    ${spread(rows)}`)
    say(`  decision on disk         ${spread(acts)}`)
    say(`  text search              ${figure(found.ms)} ms, ${found.total} found`)
  })
  await rm(path)
}

/** A gigabyte: memory of all processes, the main thread, opening records, export. */
async function gigabyte(url: string): Promise<void> {
  const path = join(folder, 'gigabyte.jsonl')
  const records = await writeRecords(path, 'long', 1024 ** 3)
  await withPage(url, async (page, pid) => {
    await choose(page, path)
    await page.evaluate(() => globalThis.bench.takeLongTasks())
    const loading = await MemoryWatch.start(pid)
    const { ms, firstRowMs, id } = await page.evaluate(() => globalThis.bench.ingest('sharegpt'))
    const loadGrowth = await loading.stop()
    const blocked = await page.evaluate(() => globalThis.bench.takeLongTasks())
    const [set, all] = [id, records] as const
    const opened = await page.evaluate(([s, n]) => globalThis.bench.openRecords(s, n, 400), [
      set,
      all,
    ] as const)
    const { filter } = await page.evaluate((s) => globalThis.bench.filters(s, 60), set)
    await page.evaluate(([s, n]) => globalThis.bench.dropSome(s, n, 10), [set, all] as const)
    await page.evaluate((s) => globalThis.bench.hashed(s), set)
    const exporting = await MemoryWatch.start(pid)
    const started = performance.now()
    const downloading = page.waitForEvent('download')
    const { rows } = await page.evaluate((s) => globalThis.bench.exportAll(s), set)
    const saved = await (await downloading).path()
    const exportMs = performance.now() - started
    const exportGrowth = await exporting.stop()
    const { size } = await stat(saved)
    say(`\n1 GB, ${records} long records`)
    say(
      `  load                     ${figure(ms / 1000)} s, first rows after ${figure(firstRowMs)} ms`,
    )
    say(`  memory while loading     +${figure(loadGrowth)} MB (whole process tree, PSS)`)
    say(`  tasks of 50 ms or more   ${blocked.length} on the main thread while loading`)
    say(`  opening a record         ${spread(opened)}`)
    say(`  filter                   ${spread(filter)}`)
    say(
      `  export, a tenth dropped  ${figure(exportMs / 1000)} s to a file of ${figure(size / MB)} MB, ` +
        `${rows} records, memory +${figure(exportGrowth)} MB`,
    )
  })
  await rm(path)
}

/** A browser of its own, with a profile on disk as a user's is. */
async function withPage(
  url: string,
  run: (page: Page, browserPid: number) => Promise<void>,
): Promise<void> {
  const executablePath = await ensureBrowser()
  const profile = await mkdtemp(join(folder, 'profile-'))
  const server = await chromium.launchPersistentContext(profile, {
    headless: true,
    ...(executablePath === null ? {} : { executablePath }),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
  })
  try {
    const page = server.pages()[0] ?? (await server.newPage())
    await page.goto(url)
    const session = await server.browser()?.newBrowserCDPSession()
    const info = session && (await session.send('SystemInfo.getProcessInfo'))
    const browser = info?.processInfo.find(({ type }) => type === 'browser')
    await run(page, browser?.id ?? process.pid)
  } finally {
    await server.close()
    await rm(profile, { recursive: true, force: true })
  }
}

async function choose(page: Page, path: string): Promise<void> {
  await page.getByLabel('Files').setInputFiles(path)
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}

function spread(ms: readonly number[]): string {
  const at = (q: number) => figure(quantile(ms, q))
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`
}

function figure(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2)
}
