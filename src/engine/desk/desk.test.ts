import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../core/query/parse.ts'
import type { SampleQuery, SampleView } from '../protocol.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'
import type { DatasetId } from '../../storage/db.ts'

/** A query as it is typed. */
function typed(text: string, order: SampleQuery['order'] = 'source'): SampleQuery {
  const read = parseQuery(text)
  if (!read.ok) throw new Error(read.error.message)
  return { where: read.where, order }
}
const EVERYTHING = typed('')
const BROKEN = '{"conversations": [\n'

async function loaded(text = lines(9)): Promise<{ tab: Tab; id: DatasetId }> {
  const tab = new MemoryBrowser().tab()
  return { tab, id: await tab.load(sharegptFile(text)) }
}

const keep = (tab: Tab, id: DatasetId, record: number) =>
  tab.desk.append(id, 'keep', [
    { record, edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }] },
  ])

describe('loading', () => {
  it('reads, checks and keeps every record, the broken ones too', async () => {
    const { tab, id } = await loaded(lines(3) + BROKEN + lines(2))
    const summary = await tab.summary(id)
    expect(summary).toMatchObject({ state: 'ready', records: 6, unreadable: 1 })
    expect(summary.recordsWithErrors).toBe(2)
    expect(summary.work.todo).toBe(6)
    const unreadable = await tab.desk.unreadable(id, 0, 10)
    expect(unreadable).toMatchObject({ total: 1, records: [{ record: 3, lineNumber: 4 }] })
    expect(unreadable.records[0]!.reason).not.toBe('')
    const raw = await tab.desk.rawRecord(id, 3)
    expect(new TextDecoder().decode(raw)).toBe(BROKEN.trim())
  })

  it('numbers the records of several files on', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(
      sharegptFile(lines(3), 'a.jsonl'),
      sharegptFile('', 'b.jsonl'),
      sharegptFile(lines(2), 'c.jsonl'),
    )
    const { sources } = await tab.summary(id)
    expect(sources.map(({ firstRecord, records }) => [firstRecord, records])).toEqual([
      [0, 3],
      [3, 0],
      [3, 2],
    ])
    const view = await tab.desk.sample(id, 4)
    expect(view.place).toMatchObject({ sourceName: 'c.jsonl', lineNumber: 2 })
  })

  it('gives the file back byte for byte, with its hash', async () => {
    const text = '\ufeff' + lines(2) + '\r\n' + BROKEN + '\n{"a":1e400}'
    const { tab, id } = await loaded(text)
    const file = await tab.desk.originalFile(id, 0)
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new TextEncoder().encode(text))
    await expect
      .poll(async () => (await tab.summary(id)).sources[0]!.sha256)
      .toBe(createHash('sha256').update(text).digest('hex'))
  })
})

describe('the queue', () => {
  it('has a row for every record of a query, in its order', async () => {
    const { tab, id } = await loaded()
    const all = await tab.desk.query(id, EVERYTHING, 1)
    expect(all.total).toBe(9)
    const rows = await tab.desk.rows(id, all.handle, 4, 2)
    expect(rows.map(({ record, title }) => [record, title])).toEqual([
      [4, 'Question 4'],
      [5, 'Question 5'],
    ])
    const worst = await tab.desk.query(id, typed('', 'findings'), 2)
    const first = await tab.desk.rows(id, worst.handle, 0, 4)
    expect(first.map(({ record }) => record)).toEqual([0, 3, 6, 1])
    expect(first.map(({ errors }) => errors > 0)).toEqual([true, true, true, false])
    expect(await tab.desk.positionOf(id, worst.handle, 6)).toBe(2)
    expect(await tab.desk.rows(id, all.handle, 0, 4)).toEqual([])
  })

  it('is narrowed by finding, state and text together', async () => {
    const { tab, id } = await loaded()
    const code = (await findingsOf(tab, id, 0))[0]!
    await keep(tab, id, 3)
    await keep(tab, id, 4)
    const total = async (query: string) => (await tab.desk.query(id, typed(query), 1)).total
    expect(await total(`finding:${code}`)).toBe(3)
    expect(await total(`finding:${code} state:kept`)).toBe(1)
    expect(await total('"answer 4"')).toBe(1)
    expect(await total('answer 4 state:todo')).toBe(0)
    expect(await total('finding:no.such')).toBe(0)
  })

  it('joins what columns and texts say, by or and not too', async () => {
    const { tab, id } = await loaded()
    await keep(tab, id, 3)
    const found = async (query: string) => {
      const { handle } = await tab.desk.query(id, typed(query), 1)
      return (await tab.desk.rows(id, handle, 0, 100)).map(({ record }) => record)
    }
    const all = await found('')
    expect(await found('state:kept OR /answer [45]/i')).toEqual([3, 4, 5])
    expect(await found('state:kept | "answer 5" record<=4')).toEqual([3])
    expect(await found('-(state:kept OR /answer 4/i)')).toEqual(
      all.filter((record) => record !== 3 && record !== 4),
    )
    expect(await found('-/answer \\d/i OR record=3')).toEqual(
      await found('record=3 OR -/answer \\d/i'),
    )
    expect(await found('assistant:"answer 4"')).toEqual([4])
    expect(await found('user:"answer 4"')).toEqual([])
  })

  it('finds text that a person wrote', async () => {
    const { tab, id } = await loaded()
    valueOf(
      await tab.desk.append(id, 'flag', [
        {
          record: 2,
          edits: [{ type: 'set', field: 'flag', from: null, to: { note: 'Ask Mai' } }],
        },
      ]),
    )
    const found = await tab.desk.query(id, typed('ask mai'), 1)
    expect(found.total).toBe(1)
    expect((await tab.desk.query(id, typed('/Ask M.i/'), 2)).total).toBe(1)
  })
})

describe('acts', () => {
  it('are on disk when they resolve, and there after a reload', async () => {
    const browser = new MemoryBrowser()
    const before = browser.tab()
    const id = await before.load(sharegptFile(lines(3)))
    const done = valueOf(await keep(before, id, 1))
    expect(done.states).toMatchObject([{ record: 1, state: { decision: 'keep' } }])
    expect(done).toMatchObject({ canUndo: true, canRedo: false })

    const after = browser.tab()
    valueOf(await after.desk.open(id))
    expect(await stateOf(after, id, 1)).toMatchObject({ decision: 'keep' })
    expect((await after.summary(id)).work).toMatchObject({ todo: 2, kept: 1 })
  })

  it('are undone and redone, also after a reload', async () => {
    const browser = new MemoryBrowser()
    const first = browser.tab()
    const id = await first.load(sharegptFile(lines(3)))
    await keep(first, id, 1)
    valueOf(await first.desk.undo(id))
    const second = browser.tab()
    expect(await stateOf(second, id, 1)).toMatchObject({ decision: null })
    await second.desk.takeOver(id)
    const redone = valueOf(await second.desk.redo(id))
    expect(redone).toMatchObject({ canUndo: true, canRedo: false })
    expect(await stateOf(second, id, 1)).toMatchObject({ decision: 'keep' })
    valueOf(await second.desk.undo(id))
    expect(valueOf(await second.desk.undo(id))).toBeNull()
    expect((await second.desk.history(id, 1)).map(({ undoes }) => undoes === undefined)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('that do not fit are refused whole', async () => {
    const { tab, id } = await loaded()
    await keep(tab, id, 1)
    const refused = await tab.desk.append(id, 'keep', [
      { record: 0, edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }] },
      { record: 1, edits: [{ type: 'set', field: 'decision', from: null, to: 'keep' }] },
    ])
    expect(refused).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    expect(await stateOf(tab, id, 0)).toMatchObject({ decision: null })
    expect(await tab.db.journal.count()).toBe(1)
  })

  it('on messages are checked at once, and the sums follow', async () => {
    const { tab, id } = await loaded()
    const view = await sampleOf(tab, id, 0)
    expect(view.findings.length).toBeGreaterThan(0)
    const before = await tab.summary(id)
    const message = {
      ...view.recorded.branches[0].messages[0]!,
      parts: [{ t: 'text' as const, text: 'An answer after all' }],
    }
    valueOf(
      await tab.desk.append(id, 'editMessage', [
        {
          record: 0,
          edits: [
            {
              type: 'items',
              lane: 'r0',
              at: 0,
              removed: [{ kind: 'recorded', ref: { lane: 0, index: 0 } }],
              inserted: [{ kind: 'own', message, from: { lane: 0, index: 0 } }],
            },
          ],
        },
      ]),
    )
    expect((await sampleOf(tab, id, 0)).findings).toEqual([])
    expect((await tab.summary(id)).recordsWithErrors).toBe(before.recordsWithErrors - 1)
    valueOf(await tab.desk.undo(id))
    expect((await tab.summary(id)).recordsWithErrors).toBe(before.recordsWithErrors)
    expect((await sampleOf(tab, id, 0)).findings).toEqual(view.findings)
  })

  it('made while others are under way each see what the one before left', async () => {
    const { tab, id } = await loaded()
    const both = await Promise.all([keep(tab, id, 1), keep(tab, id, 1)])
    expect(both.map(({ ok }) => ok)).toEqual([true, false])
  })
})

describe('deleting', () => {
  it('takes all of it away, also while it loads', async () => {
    const tab = new MemoryBrowser().tab()
    const id = valueOf(
      await tab.desk.startIngest({ name: 'set', files: [sharegptFile(lines(2_000))] }),
    )
    valueOf(await tab.desk.deleteDataset(id))
    expect(await tab.desk.listDatasets()).toEqual([])
    expect(await tab.db.columns.count()).toBe(0)
    expect(await tab.db.sources.count()).toBe(0)
  })
})

async function sampleOf(
  tab: Tab,
  id: DatasetId,
  record: number,
): Promise<Extract<SampleView, { kind: 'sample' }>> {
  const view = await tab.desk.sample(id, record)
  if (view.kind !== 'sample') throw new Error(view.reason)
  return view
}

async function stateOf(tab: Tab, id: DatasetId, record: number) {
  return (await tab.desk.sample(id, record)).state
}

async function findingsOf(tab: Tab, id: DatasetId, record: number): Promise<string[]> {
  return (await sampleOf(tab, id, record)).findings.map(({ code }) => code)
}
