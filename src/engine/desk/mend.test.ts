import { describe, expect, it } from 'vitest'
import type { DatasetId } from '../../storage/db.ts'
import type { ExportRequest } from '../protocol.ts'
import { lines, MemoryBrowser, sharegptFile, valueOf, type Tab } from './testing/memory-browser.ts'

const FAILING: ExportRequest = { target: 'failing', name: 'bad', scope: 'notDropped' }

async function failing(text = lines(7)): Promise<{ tab: Tab; id: DatasetId; rows: string }> {
  const tab = new MemoryBrowser().tab()
  const id = await tab.load(sharegptFile(text))
  valueOf(await tab.desk.open(id))
  const written = valueOf(await tab.desk.writeExport(id, FAILING, { kind: 'download' }, 1))
  return { tab, id, rows: await written.files[0]!.blob.text() }
}

const fileOf = (text: string) => new File([text], 'bad.jsonl')
const mendAll = (rows: string) => rows.replaceAll('"value":""', '"value":"Mended"')

const answerOf = async (tab: Tab, id: DatasetId, record: number) => {
  const view = await tab.desk.sample(id, record)
  return view.kind === 'sample' ? view.present.branches[0].messages[0]?.parts : undefined
}

describe('failing samples', () => {
  it('leave with their reasons, and come back mended', async () => {
    const { tab, id, rows } = await failing()
    expect(
      rows
        .trim()
        .split('\n')
        .map((row) => (JSON.parse(row) as { record: number }).record),
    ).toEqual([0, 3, 6])
    const mended = fileOf(mendAll(rows))
    const plan = await tab.desk.planMend(id, mended, 2)
    expect(plan).toMatchObject({ rows: 3, changed: 3, same: 0, refused: [] })
    expect(plan.examples[0]).toEqual({ record: 0, message: 1, before: '', after: 'Mended' })
    expect(await answerOf(tab, id, 3)).toEqual([])

    const done = valueOf(await tab.desk.applyMend(id, mended, 3))
    expect(done?.states.map(({ record }) => record)).toEqual([0, 3, 6])
    expect(await answerOf(tab, id, 3)).toEqual([{ t: 'text', text: 'Mended' }])
    expect((await tab.summary(id)).recordsWithErrors).toBe(0)
    valueOf(await tab.desk.undo(id))
    expect((await tab.summary(id)).recordsWithErrors).toBe(3)
    expect(await answerOf(tab, id, 3)).toEqual([])
  })

  it('the file as it went changes nothing', async () => {
    const { tab, id, rows } = await failing()
    expect(await tab.desk.planMend(id, fileOf(rows), 2)).toMatchObject({ same: 3, changed: 0 })
    expect(valueOf(await tab.desk.applyMend(id, fileOf(rows), 3))).toBeNull()
  })

  it('what does not belong is said with its line, and the rest is taken', async () => {
    const { tab, id, rows } = await failing(lines(3) + '{"x\n')
    const [first, broken] = mendAll(rows).trim().split('\n')
    const odd = [
      'no json',
      '{"a":1}',
      '{"record":99,"source":"some.jsonl","line":100,"raw":{}}',
      first!.replace('some.jsonl', 'other.jsonl'),
    ]
    const plan = await tab.desk.planMend(
      id,
      fileOf([first, '', broken, ...odd, first].join('\n')),
      2,
    )
    expect(plan).toMatchObject({ rows: 7, changed: 1 })
    expect(plan.refused.map(({ lines: at }) => at)).toEqual([[3], [4], [5], [6], [7, 8]])
    expect(plan.refused[0]!.reason).toContain('could not be read')
  })

  it('as a table, no field is a formula', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(sharegptFile(lines(1)))
    valueOf(await tab.desk.open(id))
    const flagIt = {
      type: 'set',
      field: 'flag',
      from: null,
      to: { note: '=HYPERLINK("x")' },
    } as const
    valueOf(await tab.desk.append(id, 'flag', [{ record: 0, edits: [flagIt] }]))
    const request = { ...FAILING, target: 'flagged' } as const
    const { files, summary } = valueOf(
      await tab.desk.writeExport(id, request, { kind: 'download' }, 1),
    )
    expect(files.map(({ name }) => name)).toEqual(['bad.jsonl', 'bad.csv'])
    expect(await files[1]!.blob.text()).toContain(
      `0,some.jsonl,1,"'=HYPERLINK(""x"")",end.empty,error,`,
    )
    expect(summary.written).toBe(1)
    expect(summary.files[1]).toMatchObject({ rows: 1, bytes: files[1]!.blob.size })
  })
})
