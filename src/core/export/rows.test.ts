import { describe, expect, test } from 'vitest'
import { UNTOUCHED, type SampleState } from '../journal/edit.ts'
import type { Sample } from '../model/sample.ts'
import { trace } from '../testing/trace.ts'
import { RowExport, rowTarget } from './index.ts'
import type { ExportRequest } from './target.ts'

function runOf(request: Partial<ExportRequest> = {}) {
  const whole = {
    target: 'llama-factory/dpo',
    name: 'set',
    scope: 'notDropped',
    ...request,
  } as const
  return new RowExport(rowTarget(whole.target)!, whole)
}

function add(run: RowExport, record: number, sample: Sample, state: Partial<SampleState> = {}) {
  return run.add({ record, sample, state: { ...UNTOUCHED, ...state } }, [])
}

describe('a run of an export', () => {
  test('everything that comes in goes out or is held back with its record', () => {
    const run = runOf()
    const lines = [
      ...add(run, 0, trace('u | a / a')),
      ...add(run, 1, trace('u | a')),
      ...add(run, 2, trace('u | a / a'), { decision: 'drop' }),
      ...add(run, 4, trace('u | a')),
    ]
    run.addUnreadable(3, UNTOUCHED, 'It ends inside a string.')
    expect(run.end().lines).toEqual([])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/\}\n$/)
    const summary = run.summary()
    expect(summary).toMatchObject({ considered: 5, written: 1, firstRow: lines[0]!.trimEnd() })
    expect(summary.heldBack.map(({ reason, records }) => [reason, records])).toEqual([
      ['notAPair', [1, 4]],
      ['dropped', [2]],
      ['unreadable', [3]],
    ])
    expect(summary.heldBack[2]!.details).toEqual(['It ends inside a string.'])
    expect(summary.files).toEqual([
      { name: 'set.jsonl', rows: 1, bytes: lines[0]!.length },
      expect.objectContaining({ name: 'dataset_info.json', rows: 0 }),
    ])
  })

  test('with only decided samples asked for, the others stay behind', () => {
    const run = runOf({ scope: 'decided' })
    const pair = trace('u | a / a')
    expect(add(run, 0, pair)).toEqual([])
    expect(add(run, 1, pair, { decision: 'keep' })).toHaveLength(1)
    expect(add(run, 2, pair, { verdict: 'pair' })).toHaveLength(1)
    expect(run.summary().heldBack).toMatchObject([{ reason: 'undecided', records: [0] }])
  })

  test('bytes are counted as UTF-8', () => {
    const run = runOf()
    const [line] = add(run, 0, trace('u:é😀 | a / a'))
    expect(run.summary().files[0]!.bytes).toBe(new TextEncoder().encode(line).length)
  })

  test('transformations, notices and steps left out are counted over the rows', () => {
    const run = runOf()
    for (const record of [0, 1])
      add(run, record, trace('u | +f+g t&:2 a:x u a / +f+g t&:2 a:y', { exact: true }))
    const { transformations, notices } = run.summary()
    expect(transformations).toContainEqual({
      name: 'Results of parallel calls merged into one observation',
      rows: 2,
    })
    expect(notices).toContain('2 rows: The glm4 templates stop at parallel calls.')
    expect(notices.at(-1)).toMatch(/^4 steps left out/)
  })

  test('records of one reason are listed up to a hundred and counted beyond', () => {
    const run = runOf()
    for (let record = 0; record < 150; record++) add(run, record, trace('u | a'))
    const [group] = run.summary().heldBack
    expect(group).toMatchObject({ count: 150 })
    expect(group!.records).toHaveLength(100)
  })

  test('rows that must not be neighbours are arranged, and all of them written', () => {
    const run = runOf({ target: 'llama-factory/kto' })
    const pair = (user: string) => trace(`u:${user} | a:x / a:y`, { labels: [true, false] })
    const early = ['one', 'two', 'three'].flatMap((user, record) => add(run, record, pair(user)))
    const lines = [...early, ...run.end().lines]
    const prompts = lines.map((line) => /"value":"(\w+)"/.exec(line)![1])
    expect(prompts).toHaveLength(6)
    for (const [i, prompt] of prompts.entries()) expect(prompts[(i + 5) % 6]).not.toBe(prompt)
    expect(run.summary().written).toBe(6)
  })
})
