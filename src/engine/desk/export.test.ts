import { describe, expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import type { Edit } from '../../core/journal/edit.ts'
import type { ExportRequest } from '../protocol.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'

const BROKEN = '{"conversations": [\n'

async function loaded(text: string): Promise<{ tab: Tab; id: DatasetId }> {
  const tab = new MemoryBrowser().tab()
  const id = await tab.load(sharegptFile(text))
  valueOf(await tab.desk.open(id))
  return { tab, id }
}

async function set(tab: Tab, id: DatasetId, record: number, edit: Edit): Promise<void> {
  valueOf(await tab.desk.append(id, 'keep', [{ record, edits: [edit] }]))
}
const drop: Edit = { type: 'set', field: 'decision', from: null, to: 'drop' }
const flag: Edit = { type: 'set', field: 'flag', from: null, to: { note: 'odd' } }

function request(change: Partial<ExportRequest> = {}): ExportRequest {
  return { target: 'source', name: 'out', scope: 'notDropped', ...change }
}

async function download(tab: Tab, id: DatasetId, change: Partial<ExportRequest> = {}) {
  const to = { kind: 'download' as const }
  const written = valueOf(await tab.desk.writeExport(id, request(change), to, 1))
  const files = await Promise.all(
    written.files.map(async ({ name, blob }) => [name, await blob.text()] as const),
  )
  return { summary: written.summary, files: Object.fromEntries(files) }
}

describe('the cleaned source', () => {
  it('of which nothing was dropped or edited is the file itself', async () => {
    const text = '\ufeff' + lines(3) + '\r\n' + BROKEN + lines(2).trimEnd()
    const { tab, id } = await loaded(text)
    const { summary, files } = await download(tab, id)
    const file = await tab.desk.originalFile(id, 0)
    expect(new TextEncoder().encode(text)).toEqual(new Uint8Array(await file.arrayBuffer()))
    expect(files['out.jsonl']).toBe(text.slice(1))
    expect(summary).toMatchObject({ considered: 6, written: 6, heldBack: [] })
  })

  it('leaves out what was dropped, the rest byte for byte', async () => {
    const all = lines(2_500)
    const { tab, id } = await loaded(all)
    for (const record of [0, 1_100, 2_499]) await set(tab, id, record, drop)
    const { summary, files } = await download(tab, id)
    const kept = all.split('\n').filter((_, i) => ![0, 1_100, 2_499].includes(i))
    expect(files['out.jsonl']).toBe(kept.join('\n'))
    expect(summary).toMatchObject({ considered: 2_500, written: 2_497 })
    expect(summary.heldBack).toMatchObject([{ count: 3, records: [0, 1_100, 2_499] }])
    expect(summary.files).toEqual([
      { name: 'out.jsonl', rows: 2_497, bytes: new Blob([files['out.jsonl']!]).size },
    ])
  })

  it('of several files comes in as many', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(sharegptFile(lines(2), 'a'), sharegptFile(lines(3), 'b'))
    const { files } = await download(tab, id)
    expect(files).toEqual({ 'out-1.jsonl': lines(2), 'out-2.jsonl': lines(3) })
  })
})

describe('the flagged samples', () => {
  it('leave with their notes, the unreadable ones too', async () => {
    const { tab, id } = await loaded(lines(2) + BROKEN)
    await set(tab, id, 1, flag)
    await set(tab, id, 2, flag)
    const { summary, files } = await download(tab, id, { target: 'flagged' })
    const rows = files['out.jsonl']!.trim().split('\n')
    expect(rows.map((row) => JSON.parse(row) as object)).toMatchObject([
      { record: 1, line: 2, note: 'odd', raw: JSON.parse(lines(2).split('\n')[1]!) as object },
      { record: 2, line: 3, note: 'odd', raw: BROKEN.trim() },
    ])
    expect(summary).toMatchObject({ considered: 2, written: 2 })
  })
})

describe('rows for a trainer', () => {
  it('come with their side files, and the plan says the same as the export', async () => {
    const { tab, id } = await loaded(lines(6))
    for (const record of [1, 2])
      await set(tab, id, record, { type: 'set', field: 'label', from: null, to: record === 1 })
    const change = { target: 'llama-factory/kto', scope: 'decided' } as const
    const plan = await tab.desk.planExport(id, request(change), 1)
    const { summary, files } = await download(tab, id, change)
    expect(summary).toEqual(plan)
    expect(Object.keys(files).sort()).toEqual(['dataset_info.json', 'out.jsonl'])
    expect(files['out.jsonl']!.trim().split('\n')).toHaveLength(2)
    expect(summary.considered).toBe(6)
  })

  it('can be cancelled', async () => {
    const { tab, id } = await loaded(lines(3_000))
    const change = { target: 'llama-factory/kto' } as const
    const planning = tab.desk.planExport(id, request(change), 7, () => tab.desk.cancel(7))
    await expect(planning).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error)
  })
})

describe('a folder', () => {
  it('gets the files; a file that fails is given up whole', async () => {
    const { tab, id } = await loaded(lines(3))
    const folder = new MemoryFolder()
    const to = { kind: 'folder' as const, handle: folder.handle }
    const written = valueOf(await tab.desk.writeExport(id, request(), to, 1))
    expect(written.files).toEqual([])
    expect(folder.files).toEqual({ 'out.jsonl': lines(3) })

    const full = new MemoryFolder(new DOMException('no room', 'QuotaExceededError'))
    const failed = await tab.desk.writeExport(id, request(), { ...to, handle: full.handle }, 2)
    expect(failed).toMatchObject({ ok: false, error: { kind: 'quota' } })
    expect(full.files).toEqual({})
  })
})

describe('a cancelled export', () => {
  it('rejects, and leaves no file behind', async () => {
    const { tab, id } = await loaded(lines(3_000))
    const folder = new MemoryFolder()
    const to = { kind: 'folder' as const, handle: folder.handle }
    const kto = request({ target: 'llama-factory/kto' })
    const writing = tab.desk.writeExport(id, kto, to, 7, () => tab.desk.cancel(7))
    await expect(writing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error)
    expect(folder.files).toEqual({})
  })
})

/** As much of a folder on disk as an export needs; files appear when they are closed. */
class MemoryFolder {
  readonly files: Record<string, string> = {}
  readonly #failure: DOMException | undefined

  constructor(failure?: DOMException) {
    this.#failure = failure
  }

  get handle(): FileSystemDirectoryHandle {
    const getFileHandle = (name: string) =>
      Promise.resolve({ createWritable: () => Promise.resolve(this.#writable(name)) })
    return { getFileHandle } as unknown as FileSystemDirectoryHandle
  }

  #writable(name: string) {
    const parts: Blob[] = []
    return {
      write: (part: Blob | Uint8Array<ArrayBuffer>) => {
        if (this.#failure) return Promise.reject(this.#failure)
        parts.push(new Blob([part]))
        return Promise.resolve()
      },
      close: async () => {
        this.files[name] = await new Blob(parts).text()
      },
      abort: () => Promise.resolve(),
    }
  }
}
