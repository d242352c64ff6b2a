import { Dexie } from 'dexie'
import { afterEach, describe, expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'

const keep = (tab: Tab, id: DatasetId, record: number) =>
  tab.desk.append(id, 'keep', [
    { record, edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }] },
  ])

const decisionOf = async (tab: Tab, id: DatasetId, record: number) =>
  (await tab.desk.sample(id, record)).state.decision

let tabs: Tab[] = []
afterEach(() => {
  for (const tab of tabs) tab.close()
  tabs = []
})

async function two(): Promise<{ writer: Tab; reader: Tab; id: DatasetId }> {
  const browser = new MemoryBrowser()
  const [writer, reader] = (tabs = [browser.tab(), browser.tab()]) as [Tab, Tab]
  const id = await writer.load(sharegptFile(lines(5)))
  expect(valueOf(await writer.desk.open(id)).mode).toBe('write')
  expect(valueOf(await reader.desk.open(id)).mode).toBe('read')
  return { writer, reader, id }
}

describe('a second tab', () => {
  it('reads, follows what the first one does, and is refused to write', async () => {
    const { writer, reader, id } = await two()
    expect(await keep(reader, id, 1)).toMatchObject({ ok: false, error: { kind: 'readOnly' } })
    valueOf(await keep(writer, id, 2))
    await expect.poll(() => decisionOf(reader, id, 2)).toBe('keep')
    await expect.poll(async () => (await reader.summary(id)).work.kept).toBe(1)
    await expect
      .poll(() => reader.news.find(({ kind }) => kind === 'samples'))
      .toMatchObject({ records: [2], canUndo: false })
  })

  it('takes over with all that was done, and the first one becomes a reader', async () => {
    const { writer, reader, id } = await two()
    valueOf(await keep(writer, id, 2))
    await reader.desk.takeOver(id)
    await expect.poll(() => reader.modes(id)).toEqual(['write'])
    await expect.poll(() => writer.modes(id)).toEqual(['read'])
    expect(await keep(writer, id, 3)).toMatchObject({ ok: false, error: { kind: 'readOnly' } })
    const undone = valueOf(await reader.desk.undo(id))
    expect(undone).toMatchObject({ canUndo: false, canRedo: true })
    await expect.poll(() => decisionOf(writer, id, 2)).toBe(null)
  })

  it('sees a dataset grow while the first one loads it', async () => {
    const browser = new MemoryBrowser()
    const [writer, reader] = (tabs = [browser.tab(), browser.tab()]) as [Tab, Tab]
    const id = valueOf(
      await writer.desk.startIngest({ name: 'set', files: [sharegptFile(lines(20_000))] }),
    )
    expect(valueOf(await reader.desk.open(id)).mode).toBe('read')
    await writer.ended(id)
    await expect.poll(async () => (await reader.summary(id)).records).toBe(20_000)
    expect((await reader.desk.sample(id, 19_999)).kind).toBe('sample')
  })

  it('may not delete what the first one works on', async () => {
    const { reader, id } = await two()
    expect(await reader.desk.deleteDataset(id)).toMatchObject({ error: { kind: 'readOnly' } })
  })
})

describe('after the browser died', () => {
  it('a dataset whose file was not stored says so and can be deleted', async () => {
    const browser = new MemoryBrowser()
    const first = browser.tab()
    first.db.sources.add = () => new Dexie.Promise(() => undefined)
    const id = valueOf(
      await first.desk.startIngest({ name: 'set', files: [sharegptFile(lines(5))] }),
    )
    browser.die(first)
    const [second] = (tabs = [browser.tab()]) as [Tab]
    expect(await second.summary(id)).toMatchObject({ state: 'failed' })
    expect((await second.summary(id)).failure).toContain('Open the file again')
    expect(await second.desk.open(id)).toMatchObject({ ok: false })
    valueOf(await second.desk.deleteDataset(id))
    expect(await second.desk.listDatasets()).toEqual([])
  })
})
