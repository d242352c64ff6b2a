import { describe, expect, test } from 'vitest'
import { Analyser, measureSample } from './analyse.ts'
import { checkIndex } from './checks/index.ts'
import { COLUMNS, emptyBatch, FLAGS, type BatchColumns } from './columns.ts'
import { formatOf } from './formats/index.ts'
import { RecentToolSets } from './formats/tool-sets.ts'
import type { FormatId } from './model/sample.ts'
import { ToolValidators } from './schema/validators.ts'
import { pairExample, toolCallingExample, trajectoryExample } from './testing/examples.ts'

const encoder = new TextEncoder()

function analyserOf(format: FormatId): Analyser {
  const toolSets = new RecentToolSets()
  return new Analyser({ format: formatOf(format), validators: new ToolValidators(), toolSets })
}

const bytesOf = (record: unknown): Uint8Array =>
  record instanceof Uint8Array
    ? record
    : encoder.encode(typeof record === 'string' ? record : JSON.stringify(record))

/** The records in one buffer, a line each, analysed. */
async function batchOf(format: FormatId, records: readonly unknown[]): Promise<BatchColumns> {
  const lines = records.map(bytesOf)
  const offset: number[] = []
  let size = 0
  for (const line of lines) {
    offset.push(size)
    size += line.length + 1
  }
  const bytes = new Uint8Array(size).fill(10)
  lines.forEach((line, i) => bytes.set(line, offset[i]))
  const batch = emptyBatch(lines.length)
  const length = lines.map((line) => line.length)
  await analyserOf(format).analyseBatch(bytes, { offset, length }, batch)
  return batch
}

function columnsAt({ columns }: BatchColumns, index: number): Record<string, number> {
  return Object.fromEntries(COLUMNS.map(({ name }) => [name, columns[name][index]!]))
}

const user = { role: 'user', content: 'Hi' }
const answer = { role: 'assistant', content: 'Hello' }

describe('a batch', () => {
  test.each<[FormatId, readonly unknown[]]>([
    ['sharegpt', toolCallingExample()],
    ['llama-factory/dpo', pairExample()],
    ['tau-bench', trajectoryExample()],
  ])('of real %s records has the numbers of each by itself', async (format, records) => {
    const batch = await batchOf(format, records)
    expect(batch.unreadable).toEqual([])
    const analyser = analyserOf(format)
    for (const [i, record] of records.entries()) {
      const analysis = await analyser.analyse(bytesOf(record))
      if (analysis.kind !== 'sample') throw new Error(analysis.reason)
      // Spaces in the exact text of arguments count as characters; that is all that may differ.
      const { tokens: estimate, ...measures } = measureSample(analysis.sample, analysis.findings)
      const { tokens, ...columns } = columnsAt(batch, i)
      expect(columns).toMatchObject(measures)
      expect(Math.abs(tokens! - estimate) / estimate).toBeLessThan(0.1)
    }
  })

  test('keeps good records apart from what cannot be read between them', async () => {
    const good = { messages: [user, answer] }
    const batch = await batchOf('openai', [
      good,
      '{"messages": [{"role": "us',
      Uint8Array.of(0x22, 0xff, 0x22),
      good,
      '',
      '{"messages": []} x',
      'NaN',
      good,
    ])
    expect(batch.unreadable.map(({ index }) => index)).toEqual([1, 2, 4, 5, 6])
    for (const { index, reason, atByte } of batch.unreadable) {
      expect(columnsAt(batch, index)).toMatchObject({ flags: FLAGS.unreadable, messages: 0 })
      expect(reason).toMatch(/^[A-Z].*\.$/)
      expect(atByte).toBeGreaterThanOrEqual(0)
    }
    for (const index of [0, 3, 7])
      expect(columnsAt(batch, index)).toMatchObject({ flags: 0, messages: 2, branches: 1 })
  })

  test('of records that are JSON and no conversation reports them and goes on', async () => {
    const batch = await batchOf('openai', ['5', 'null', '[]', '{}', { messages: [user, answer] }])
    expect(batch.unreadable).toEqual([])
    const bit = 1 << checkIndex('schema')
    expect([...batch.columns.findings0].map((word) => (word & bit) !== 0)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })

  test('marks pairs, labels and sides with two prompts', async () => {
    const pair = { prompt: 'Hi', chosen: 'Hello', rejected: 'What?' }
    const apart = { chosen: [user, answer], rejected: [{ ...user, content: 'Ho' }, answer] }
    const pairs = await batchOf('trl/preference', [pair, apart])
    expect([...pairs.columns.flags]).toEqual([FLAGS.hasPair, FLAGS.apart])
    expect([...pairs.columns.branches]).toEqual([2, 1])
    const labelled = [true, false].map((label) => ({ messages: [user, answer], label }))
    const labels = await batchOf('llama-factory/kto', labelled)
    expect([...labels.columns.flags]).toEqual([FLAGS.labelTrue, FLAGS.labelFalse])
  })

  test('counts up to what a column holds', async () => {
    const messages = Array.from({ length: 70_000 }, () => ({ role: 'user', content: '' }))
    const {
      errors,
      warnings,
      messages: count,
    } = columnsAt(await batchOf('openai', [{ messages }]), 0)
    expect({ errors, warnings, count }).toEqual({ errors: 0, warnings: 255, count: 65_535 })
  })

  test('waits for schemas that must be compiled', async () => {
    const parameters = { properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } }
    const tools = [{ type: 'function', function: { name: 'get', parameters } }]
    const call = (a: unknown) => ({
      messages: [
        user,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: '1',
              type: 'function',
              function: { name: 'get', arguments: JSON.stringify({ a }) },
            },
          ],
        },
        { role: 'tool', content: 'ok', tool_call_id: '1' },
        answer,
      ],
      tools,
    })
    const batch = await batchOf('openai', [call('x'), call(1), call(null)])
    const bit = 1 << checkIndex('call.schema')
    expect([...batch.columns.findings0]).toEqual([0, bit, 0])
  })
})

describe('numbers beyond 2^53', () => {
  const step = (id: string, n: number) =>
    `{"role":"assistant","content":null,"tool_calls":[{"id":"c${n}","type":"function","function":` +
    `{"name":"get","arguments":{"id":${id}}}}]},{"role":"tool","content":"ok","tool_call_id":"c${n}"}`
  const record = (ids: readonly string[]) =>
    `{"messages":[{"role":"user","content":"Hi"},${ids.map(step).join()},{"role":"assistant","content":"Done"}]}`
  const bit = 1 << checkIndex('loop.exact')

  test('calls with different ids are no loop, whether read for ingest or in full', async () => {
    const text = record(['12345678901234567', '12345678901234568', '12345678901234569'])
    expect((await batchOf('openai', [text])).columns.findings0[0]! & bit).toBe(0)
    const analysis = await analyserOf('openai').analyse(bytesOf(text))
    const codes = analysis.kind === 'sample' ? analysis.findings.map((f) => f.code) : []
    expect(codes).not.toContain('loop.exact')
  })

  test('calls with one id are', async () => {
    const text = record(Array<string>(3).fill('12345678901234567'))
    expect((await batchOf('openai', [text])).columns.findings0[0]! & bit).toBe(bit)
  })
})

test('an unreadable record says where', async () => {
  expect(await analyserOf('openai').analyse(bytesOf('{"a": tru'))).toMatchObject({
    kind: 'unreadable',
    atByte: 9,
  })
})

test('nesting 100,000 deep neither crashes nor hides the neighbours', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const batch = await batchOf('openai', [
    `{"messages":${deep}}`,
    `{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":${deep}}}]}]}`,
    `{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"a"}],"tools":${deep}}`,
    { messages: [user, answer] },
  ])
  expect(columnsAt(batch, 3)).toMatchObject({ messages: 2, errors: 0 })
})
