import { describe, expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import { cutFrom, treeOf } from '../../core/journal/acts.ts'
import { CHECKS_VERSION } from '../../core/checks/index.ts'
import { EVERY_SAMPLE } from '../../core/query/where.ts'
import type { CheckSettings, SampleQuery } from '../protocol.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'

const EVERYTHING: SampleQuery = { where: EVERY_SAMPLE, order: 'source' }
const QUIET: CheckSettings = { checks: { 'end.empty': { on: false } } }
const MILD: CheckSettings = { checks: { 'end.empty': { severity: 'note' } } }

async function recheck(tab: Tab, id: DatasetId, settings: CheckSettings): Promise<void> {
  const before = tab.news.length
  valueOf(await tab.desk.startRecheck(id, settings))
  await expect
    .poll(() => tab.news.slice(before).some(({ kind }) => kind === 'recheckEnd'))
    .toBe(true)
}

const found = async (tab: Tab, id: DatasetId) =>
  (await tab.desk.query(id, { ...EVERYTHING, where: { kind: 'finding', code: 'end.empty' } }, 1))
    .total

const codesOf = async (tab: Tab, id: DatasetId, record: number) => {
  const view = await tab.desk.sample(id, record)
  return view.kind === 'sample' ? view.findings.map(({ code, severity }) => [code, severity]) : []
}

describe('checking anew', () => {
  it('judges every sample by the new settings, and keeps that', async () => {
    const browser = new MemoryBrowser()
    const tab = browser.tab()
    const id = await tab.load(sharegptFile(lines(9), 'a.jsonl'), sharegptFile(lines(4), 'b.jsonl'))
    expect(await found(tab, id)).toBe(5)
    await recheck(tab, id, QUIET)
    expect(await found(tab, id)).toBe(0)
    expect(await codesOf(tab, id, 0)).toEqual([])
    const summary = await tab.summary(id)
    expect(summary).toMatchObject({ recordsWithErrors: 0, checks: { settings: QUIET } })
    expect(summary.checks.unfinished).toBeUndefined()

    const later = browser.tab()
    valueOf(await later.desk.open(id))
    expect(await found(later, id)).toBe(0)
    expect((await later.summary(id)).recordsWithErrors).toBe(0)
    expect(await codesOf(later, id, 0)).toEqual([])
  })

  it('gives findings another severity in columns and view alike', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(sharegptFile(lines(3)))
    await recheck(tab, id, MILD)
    const { handle } = await tab.desk.query(id, EVERYTHING, 1)
    expect(await tab.desk.rows(id, handle, 0, 1)).toMatchObject([{ errors: 0, notes: 1 }])
    expect(await codesOf(tab, id, 0)).toEqual([['end.empty', 'note']])
    expect((await tab.desk.overview(id)).checks).toContainEqual(
      expect.objectContaining({ code: 'end.empty', records: 1, severity: 'note' }),
    )
  })

  it('measures what a person edited by what it is now', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(sharegptFile(lines(4)))
    const view = await tab.desk.sample(id, 0)
    if (view.kind !== 'sample') throw new Error('unreadable')
    await recheck(tab, id, QUIET)
    const subject = { sample: view.recorded, state: view.state }
    const cut = cutFrom(subject, treeOf(subject).branches[0].id, 0)
    const { act, edits } = valueOf(cut)
    valueOf(await tab.desk.append(id, act, [{ record: 0, edits }]))
    await recheck(tab, id, {})
    expect(await found(tab, id)).toBe(1)
    valueOf(await tab.desk.undo(id))
    expect(await found(tab, id)).toBe(2)
  })

  it('goes on after the browser died, and not after a person stopped it', async () => {
    const browser = new MemoryBrowser()
    const tab = browser.tab()
    const id = await tab.load(sharegptFile(lines(5)))
    const recheckAt = (stopped: boolean) =>
      tab.db.datasets.update(id, { settings: QUIET, recheck: { record: 0, stopped } })
    await recheckAt(true)
    browser.die(tab)
    const second = browser.tab()
    valueOf(await second.desk.open(id))
    expect((await second.summary(id)).checks.unfinished).toEqual({
      done: 0,
      total: 5,
      stopped: true,
    })
    expect(await found(second, id)).toBe(2)
    await second.db.datasets.update(id, { recheck: { record: 0, stopped: false } })
    browser.die(second)
    const third = browser.tab()
    valueOf(await third.desk.open(id))
    await expect.poll(() => found(third, id)).toBe(0)
    await expect.poll(async () => (await third.summary(id)).checks.unfinished).toBeUndefined()
  })

  it('is seen by a tab that reads', async () => {
    const browser = new MemoryBrowser()
    const [writer, reader] = [browser.tab(), browser.tab()]
    const id = await writer.load(sharegptFile(lines(5)))
    valueOf(await writer.desk.open(id))
    expect(valueOf(await reader.desk.open(id)).mode).toBe('read')
    expect(await found(reader, id)).toBe(2)
    expect((await reader.desk.startRecheck(id, QUIET)).ok).toBe(false)
    await recheck(writer, id, QUIET)
    await expect.poll(() => found(reader, id)).toBe(0)
    expect(await codesOf(reader, id, 0)).toEqual([])
  })

  it('says that a dataset was checked by an earlier version', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(sharegptFile(lines(2)))
    expect((await tab.summary(id)).checks.isOutdated).toBe(false)
    await tab.db.datasets.update(id, { checksVersion: CHECKS_VERSION - 1 })
    expect((await tab.summary(id)).checks.isOutdated).toBe(true)
    valueOf(await tab.desk.open(id))
    await recheck(tab, id, {})
    expect((await tab.summary(id)).checks.isOutdated).toBe(false)
  })
})

it('saved settings are listed by name; the same name again replaces', async () => {
  const { desk } = new MemoryBrowser().tab()
  const named = (name: string, settings: CheckSettings) => ({
    version: 1 as const,
    name,
    ...settings,
  })
  valueOf(await desk.saveCheckSettings(named('b', QUIET)))
  valueOf(await desk.saveCheckSettings(named('a', {})))
  valueOf(await desk.saveCheckSettings(named('b', MILD)))
  expect(await desk.listCheckSettings()).toEqual([named('a', {}), named('b', MILD)])
  valueOf(await desk.deleteCheckSettings('a'))
  expect((await desk.listCheckSettings()).map(({ name }) => name)).toEqual(['b'])
})
