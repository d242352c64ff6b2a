import { describe, expect, test } from 'vitest'
import { UNTOUCHED, type SampleState } from '../journal/edit.ts'
import type { Sample } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { trace } from '../testing/trace.ts'
import { runTrainer } from '../trainer/llama-factory/run.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import type { Converted } from './target.ts'

function convert(sample: Sample, state: Partial<SampleState> = {}): Converted {
  return llamaFactoryKto.convert({ record: 0, sample, state: { ...UNTOUCHED, ...state } }, [])
}

interface KtoRow {
  readonly conversations: readonly { readonly from: string; readonly value: string }[]
  readonly label: boolean
}

function rowsOf(converted: Converted): KtoRow[] {
  if (!converted.ok) throw new Error(`${converted.reason}: ${converted.message}`)
  return converted.rows.map(({ text }) => JSON.parse(text) as KtoRow)
}

function reasonOf(converted: Converted): string {
  return converted.ok ? 'goes out' : converted.reason
}

describe('a labelled completion becomes a row', () => {
  test('the last answer is judged and all before it is prompt', () => {
    const sample = trace('s:Be_brief. u | +f t a:done', { labels: [true], exact: true })
    const [row] = rowsOf(convert(sample))
    expect(row).toEqual({
      conversations: [
        { from: 'human', value: 'user 1' },
        { from: 'function_call', value: '{"name": "f", "arguments": {}}' },
        { from: 'observation', value: 'ok' },
        { from: 'gpt', value: 'done' },
      ],
      label: true,
      system: 'Be brief.',
      tools: '',
    })
  })

  test('a person’s label goes before the recorded one', () => {
    const sample = trace('u | a', { labels: [true] })
    expect(rowsOf(convert(sample, { label: false }))[0]!.label).toBe(false)
  })

  test('what stands behind the judged answer is left out and counted', () => {
    const converted = convert(trace('u | +f t', { labels: [false], exact: true }))
    expect(rowsOf(converted)[0]!.conversations.at(-1)!.from).toBe('function_call')
    expect(converted).toMatchObject({
      stepsLeftOut: 1,
      transformations: ['Messages behind the judged answer left out'],
    })
  })

  test('a pair is taken apart only when both sides carry labels', () => {
    const both = rowsOf(convert(trace('u | a:x / a:y', { labels: [true, false] })))
    expect(both.map((row) => row.label)).toEqual([true, false])
    expect(reasonOf(convert(trace('u | a:x / a:y', { labels: [true] })))).toBe('noLabel')
    expect(reasonOf(convert(trace('u | a:x / a:y')))).toBe('noLabel')
  })

  test('rows of one prompt share a key, others do not', () => {
    const converted = convert(trace('u | a:x / a:y', { labels: [true, false] }))
    const other = convert(trace('u:else | a', { labels: [true] }))
    if (!converted.ok || !other.ok) throw new Error('held back')
    const keys = converted.rows.map((row) => row.promptKey)
    expect(keys[0]).toBe(keys[1])
    expect(other.rows[0]!.promptKey).not.toBe(keys[0])
  })
})

describe('what is held back', () => {
  test('no label, no answer, a blank desirable answer', () => {
    expect(reasonOf(convert(trace('u | a')))).toBe('noLabel')
    expect(reasonOf(convert(trace('u', { labels: [true] }), { label: true }))).toBe('noAnswer')
    expect(reasonOf(convert(trace('u | a:', { labels: [true] })))).toBe('blank')
    expect(reasonOf(convert(trace('u | a:_', { labels: [true] })))).toBe('blank')
  })

  test('a blank undesirable answer keeps its label and goes out', () => {
    const [row] = rowsOf(convert(trace('u | a:', { labels: [false] })))
    const entry = JSON.parse(
      llamaFactoryKto.sideFiles({ target: 'llama-factory/kto', name: 'x', scope: 'decided' })[0]!
        .text,
    ) as { x: { columns: object } }
    const outcome = runTrainer({
      stage: 'kto',
      entry: entry.x as never,
      template: 'qwen3_nothink',
      rows: [row as never],
    })
    expect(outcome.rows).toMatchObject([{ fate: 'kept', label: false, changes: [] }])
  })

  test('a fork that is neither finished nor labelled', () => {
    const sample = trace('u | a:x / a:y', { pair: false, labels: [true, false] })
    const tree = recordedTree(sample)
    expect(reasonOf(convert(sample, { tree }))).toBe('draft')
    expect(reasonOf(convert(sample))).toBe('noLabel')
  })
})

test('labels are declared in dataset_info.json, and ranking is false', () => {
  const request = { target: 'llama-factory/kto', name: 'labels', scope: 'decided' } as const
  const [file] = llamaFactoryKto.sideFiles(request)
  expect(JSON.parse(file!.text)).toMatchObject({
    labels: {
      ranking: false,
      columns: { messages: 'conversations', kto_tag: 'label', system: 'system', tools: 'tools' },
    },
  })
})
