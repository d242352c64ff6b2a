import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bufferSource } from './bytes.ts'
import {
  beginAt,
  createCutter,
  findRecords,
  type CutterCheckpoint,
  type RecordSpans,
} from './index.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

async function find(text: string) {
  const found = await findRecords(bufferSource(utf8(text)))
  if (found.kind === 'refusal') throw new Error(found.refusal)
  return found
}

interface Cut {
  readonly records: string[]
  readonly lines: number[]
}

/** Finds and cuts in chunks of a size; `restartAt` cuts again from a checkpoint at that byte. */
async function cut(text: string, chunk = 1 << 20, restartAt = -1): Promise<Cut> {
  const { container, place } = await find(text)
  const bytes = utf8(text)
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  let cutter = createCutter(container, place && beginAt(container, place))
  let at = place?.byteOffset ?? 0
  while (at < bytes.length) {
    const end = at < restartAt ? Math.min(at + chunk, restartAt) : at + chunk
    cutter.feed(bytes.subarray(at, end), spans)
    at = end
    if (at !== restartAt) continue
    const saved = JSON.parse(JSON.stringify(cutter.checkpoint())) as CutterCheckpoint
    cutter = createCutter(container, saved)
    at = saved.byteOffset
    restartAt = -1
  }
  cutter.end(spans)
  const records = spans.offsets.map((offset, i) =>
    new TextDecoder().decode(bytes.subarray(offset, offset + spans.lengths[i]!)),
  )
  return { records, lines: spans.lines }
}

const message = { role: 'user', content: 'Hi' }
const trace = { messages: [message, { role: 'assistant', content: 'Ho' }] }

describe('an object', () => {
  const CASES: readonly (readonly [
    name: string,
    value: unknown,
    container: string,
    path?: string,
  ])[] = [
    ['wrapping “data”', { n: 1, data: [{ a: 1 }] }, 'json-wrapped', '/data'],
    ['wrapping “rows” of nothing', { rows: [] }, 'json-wrapped', '/rows'],
    ['wrapping traces by any name', { xyz: [trace], meta: [{ a: 1 }] }, 'json-wrapped', '/xyz'],
    [
      'wrapping most of itself',
      { a: 1, things: Array.from({ length: 50 }, (_, b) => ({ b })) },
      'json-wrapped',
      '/things',
    ],
    ['of a few things', { a: 1, things: [{ b: 1 }, { b: 2 }, { b: 3 }] }, 'jsonl'],
    ['nested', { result: { data: [{ a: 1 }] }, ok: true }, 'json-wrapped', '/result/data'],
    [
      'of tasks and runs',
      { info: { a: 1 }, tasks: [{ id: 1 }], simulations: [{ id: 1, ...trace }] },
      'json-wrapped',
      '/simulations',
    ],
    ['of records by number', { 10: { a: 1 }, 2: { b: 1 } }, 'json-members', ''],
    ['of records by name', { x: { a: 1, b: 2 }, y: { a: 3, b: 4 } }, 'json-members', ''],
    ['of records inside', { ok: 1, results: { 1: trace, 2: trace } }, 'json-members', '/results'],
    ['that is a trace', trace, 'jsonl'],
    ['that is a conversation', { conversations: [{ from: 'human', value: 'Hi' }] }, 'jsonl'],
    ['that is a pair', { prompt: { a: 1 }, chosen: { a: 1 }, rejected: { a: 2 } }, 'jsonl'],
    [
      'that is a question with answers to it',
      { instruction: 'Hi', completions: [{ response: 'Ho' }, { response: 'Hey' }] },
      'jsonl',
    ],
    ['with tools', { tools: [{ name: 'f', parameters: {} }], data: [{ a: 1 }] }, 'jsonl'],
    ['with steps', { info: { a: 1 }, run: [{ action: 'ls', observation: 'x' }] }, 'jsonl'],
    ['with parts that differ', { a: { x: 1 }, b: { y: 1 } }, 'jsonl'],
    [
      'with a small list of something',
      { text: 'x'.repeat(99), refs: [{ a: 1 }, { a: 2 }] },
      'jsonl',
    ],
    ['without anything in it', {}, 'jsonl'],
  ]

  test.each(CASES)('%s', async (_name, value, container, path) => {
    const found = await find(JSON.stringify(value))
    expect(found.container).toBe(container)
    expect(found.place?.path).toBe(path)
    // However it is laid out, and with a byte-order mark before it.
    const laidOut = await find('\ufeff' + JSON.stringify(value, null, 2))
    expect(laidOut.place?.path).toBe(path)
  })

  test('with two lists of records says which are not read', async () => {
    const text = JSON.stringify({ train: [trace, trace, trace], test: [trace, trace] })
    expect(await find(text)).toMatchObject({
      place: { path: '/train' },
      others: [{ container: 'json-wrapped', place: { path: '/test' }, records: 2 }],
    })
  })

  test('that is followed by another is one of several records', async () => {
    const text = JSON.stringify({ data: [{ a: 1 }] }, null, 1)
    expect((await find(`${text}\n${text}`)).container).toBe('json-sequence')
    expect((await find('{"data":[{"a":1}]}\n{"data":[{"a":1}]}\n')).container).toBe('jsonl')
  })

  test('that ends early still wraps what came', async () => {
    const { records } = await cut('{\n "data": [\n  {"a": 1},\n  {"a": 2},\n  {"a"')
    expect(records).toEqual(['{"a": 1}', '{"a": 2}', '{"a"'])
  })

  test('deeper than any stack is one record', async () => {
    const deep = '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)
    expect((await cut(deep)).records).toEqual([deep])
  })
})

test('members leave in source order with their lines, and end where their object does', async () => {
  const text =
    '{\n"r": {\n "10": {"a":1}, "2" :{"a":\n2},\n"1\\"": {"a":3}, "x" : {"a":4} },\n"n": {"a":5}, "m": 1}'
  expect(await find(text)).toMatchObject({ container: 'json-members', place: { path: '/r' } })
  expect(await cut(text)).toEqual({
    records: ['{"a":1}', '{"a":\n2}', '{"a":3}', '{"a":4}'],
    lines: [3, 3, 5, 5],
  })
})

test('values that are no objects are records of an object of records too', async () => {
  const some = Array.from({ length: 40 }, (_, i) => `"${i}": {"a":${i}}`).join(',')
  const { records } = await cut(`{${some}, "x": 4 , "y":[5],"z":"}" , "w":null}`)
  expect(records.slice(40)).toEqual(['4', '[5]', '"}"', 'null'])
})

test('wrapped and named records are the same however the bytes are cut', async () => {
  const value = fc.record({ messages: fc.array(fc.object({ maxDepth: 2 })), 'a"\\': fc.string() })
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.constantFrom(undefined, 1, '\t'),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(300),
      async (values, isWrapped, indent, chunk, restart) => {
        const keys = values.map((_, i) => String((i * 7) % 5) + (i % 2 ? '' : '0'))
        const text = isWrapped
          ? JSON.stringify({ 'k"': 1, data: values, behind: [{ a: 1 }] }, null, indent)
          : `{${values.map((v, i) => `"${keys[i]}":${JSON.stringify(v, null, indent)}`).join(' , ')}}`
        const { records, lines } = await cut(text)
        expect(records.map((record) => JSON.parse(record) as unknown)).toEqual(
          values.map((v) => JSON.parse(JSON.stringify(v)) as unknown),
        )
        expect(await cut(text, chunk, restart)).toEqual({ records, lines })
      },
    ),
    { numRuns: 200 },
  )
})
