import { expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'
import { EVERY_SAMPLE } from '../../core/query/where.ts'

const found = async (tab: Tab, id: DatasetId, code: string) => {
  const where = { kind: 'finding', code } as const
  const { handle, total } = await tab.desk.query(id, { where, order: 'source' }, 1)
  return (await tab.desk.rows(id, handle, 0, total)).map(({ record }) => record)
}

it('holds samples of all sources against each other, and keeps what it found', async () => {
  const browser = new MemoryBrowser()
  const tab = browser.tab()
  const again = lines(3).split('\n')[1]! + '\n'
  const id = await tab.load(
    sharegptFile(lines(4) + again, 'a.jsonl'),
    sharegptFile('{"x\n' + again, 'b.jsonl'),
  )
  valueOf(await tab.desk.open(id))
  expect((await tab.summary(id)).checks.setJudgedAt).toBeUndefined()
  valueOf(await tab.desk.judgeSet(id, 2))
  expect(await found(tab, id, 'set.dup')).toEqual([4, 6])
  const view = await tab.desk.sample(id, 6)
  expect(view.kind === 'sample' && view.findings.at(-1)).toMatchObject({
    code: 'set.dup',
    severity: 'warning',
  })
  const dup = (await tab.desk.overview(id)).checks.find(({ code }) => code === 'set.dup')
  expect(dup).toMatchObject({ records: 2, isOn: true })

  const later = browser.tab()
  valueOf(await later.desk.open(id))
  expect(await found(later, id, 'set.dup')).toEqual([4, 6])
  const shown = await later.desk.sample(id, 4)
  expect(shown.kind === 'sample' && shown.findings.some(({ code }) => code === 'set.dup')).toBe(
    true,
  )
  expect((await later.summary(id)).checks.setJudgedAt).toBeGreaterThan(0)
})

it('leaves out what was dropped, and goes by what was edited', async () => {
  const tab = new MemoryBrowser().tab()
  const [one, two] = lines(3).split('\n')
  const id = await tab.load(sharegptFile([two, two, one, two, ''].join('\n')))
  valueOf(await tab.desk.open(id))
  valueOf(
    await tab.desk.append(id, 'drop', [
      { record: 0, edits: [{ type: 'set', field: 'decision', from: null, to: 'drop' }] },
    ]),
  )
  valueOf(await tab.desk.judgeSet(id, 2))
  expect(await found(tab, id, 'set.dup')).toEqual([3])
})

it('changes nothing where it is called off, and recheck keeps what the set says', async () => {
  const tab = new MemoryBrowser().tab()
  const line = lines(2).split('\n')[1]! + '\n'
  const id = await tab.load(sharegptFile(line.repeat(3)))
  valueOf(await tab.desk.open(id))
  const judging = tab.desk.judgeSet(id, 7)
  tab.desk.cancel(7)
  await expect(judging).rejects.toThrow()
  expect(await found(tab, id, 'set.dup')).toEqual([])
  expect((await tab.summary(id)).checks.setAsked).toBeUndefined()
  valueOf(await tab.desk.judgeSet(id, 8))
  const before = tab.news.length
  valueOf(await tab.desk.startRecheck(id, { checks: { 'end.empty': { on: false } } }))
  await expect
    .poll(() => tab.news.slice(before).some(({ kind }) => kind === 'recheckEnd'))
    .toBe(true)
  expect(await found(tab, id, 'set.dup')).toEqual([1, 2])
  expect((await tab.desk.query(id, { where: EVERY_SAMPLE, order: 'source' }, 9)).total).toBe(3)
})
