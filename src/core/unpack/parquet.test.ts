import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { lineValues, readOne } from './testing/read-out.ts'

function write(
  columnData: ColumnSource[],
  more: Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'> = {},
): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...more }))
}

const leaf = (name: string, type: SchemaElement['type'], more: Partial<SchemaElement> = {}) =>
  ({ name, type, repetition_type: 'OPTIONAL', ...more }) as SchemaElement
const group = (name: string, children: number, more: Partial<SchemaElement> = {}) =>
  ({ name, num_children: children, repetition_type: 'OPTIONAL', ...more }) as SchemaElement

const CONVERSATIONS = {
  schema: [
    { name: 'root', num_children: 2 },
    leaf('id', 'INT64', { repetition_type: 'REQUIRED' }),
    group('messages', 1, { converted_type: 'LIST' }),
    group('list', 1, { repetition_type: 'REPEATED' }),
    group('element', 2),
    leaf('role', 'BYTE_ARRAY', { converted_type: 'UTF8' }),
    leaf('content', 'BYTE_ARRAY', { converted_type: 'UTF8' }),
  ] satisfies SchemaElement[],
  rows: Array.from({ length: 300 }, (_, i) => ({
    id: 9007199254740993n + BigInt(i),
    messages:
      i % 7 === 0
        ? []
        : [
            { role: 'user', content: `Ask “${i}”` },
            { role: 'assistant', content: i % 5 === 0 ? null : 'é\n' },
          ],
  })),
}

function conversations(more: { rowGroupSize?: number; codec?: 'UNCOMPRESSED' | 'GZIP' } = {}) {
  const { schema, rows } = CONVERSATIONS
  return write(
    [
      { name: 'id', data: rows.map(({ id }) => id) },
      { name: 'messages', data: rows.map(({ messages }) => messages) },
    ],
    { schema, compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) }, ...more },
  )
}

const EXPECTED = CONVERSATIONS.rows
  .map(({ id, messages }) => `{"id":${id},"messages":${JSON.stringify(messages)}}\n`)
  .join('')

describe('a Parquet file', () => {
  test('of nested rows gives each as a line, with integers whole', async () => {
    for (const more of [
      {},
      { rowGroupSize: 70 },
      { codec: 'UNCOMPRESSED' },
      { codec: 'GZIP' },
    ] as const) {
      const out = await readOne(conversations(more))
      expect(out.packings).toEqual(['parquet'])
      expect(out.text).toBe(EXPECTED)
    }
  })

  test('within gzip is read too', async () => {
    const out = await readOne(gzipSync(conversations()), 'a.parquet.gz')
    expect(out).toMatchObject({ text: EXPECTED, packings: ['gzip', 'parquet'] })
  })

  test('keeps decimals, times and bytes without loss', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 9 },
      leaf('price', 'INT64', { converted_type: 'DECIMAL', scale: 2, precision: 18 }),
      leaf('day', 'INT32', { converted_type: 'DATE' }),
      leaf('at', 'INT64', { converted_type: 'TIMESTAMP_MICROS' }),
      leaf('local', 'INT64', {
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
      }),
      leaf('raw', 'BYTE_ARRAY'),
      leaf('word', 'BYTE_ARRAY'),
      leaf('score', 'DOUBLE'),
      leaf('ok', 'BOOLEAN'),
      leaf('n', 'INT32'),
    ]
    const bytes = write(
      [
        { name: 'price', data: [-1234567890123456n, 5n, undefined] },
        { name: 'day', data: [new Date('1969-12-31'), new Date('2024-02-29'), undefined] },
        { name: 'at', data: [new Date(-1), new Date(1_700_000_000_123), undefined] },
        { name: 'local', data: [new Date(0), new Date(1_700_000_000_123), undefined] },
        { name: 'raw', data: [Uint8Array.of(0xff, 0x00), Uint8Array.of(0xfe), undefined] },
        {
          name: 'word',
          data: ['text', 'é', undefined].map((t) => t && new TextEncoder().encode(t)),
        },
        { name: 'score', data: [1, NaN, 0.1] },
        { name: 'ok', data: [true, false, undefined] },
        { name: 'n', data: [1, -2, undefined] },
      ],
      { schema },
    )
    const { text, notices } = await readOne(bytes)
    expect(text.split('\n')).toEqual([
      '{"price":-12345678901234.56,"day":"1969-12-31","at":"1969-12-31T23:59:59.999000Z","local":"1970-01-01T00:00:00.000","raw":"/wA=","word":"text","score":1.0,"ok":true,"n":1}',
      '{"price":0.05,"day":"2024-02-29","at":"2023-11-14T22:13:20.123000Z","local":"2023-11-14T22:13:20.123","raw":"/g==","word":"é","score":null,"ok":false,"n":-2}',
      '{"price":null,"day":null,"at":null,"local":null,"raw":null,"word":null,"score":0.1,"ok":null,"n":null}',
      '',
    ])
    expect(notices.map(({ message }) => /“(\w+)”/.exec(message)?.[1])).toEqual([
      undefined,
      'raw',
      'score',
    ])
  })

  test('keeps the order of a map’s keys', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 1 },
      group('scores', 1, { converted_type: 'MAP' }),
      group('key_value', 2, { repetition_type: 'REPEATED' }),
      leaf('key', 'BYTE_ARRAY', { converted_type: 'UTF8', repetition_type: 'REQUIRED' }),
      leaf('value', 'INT64'),
    ]
    const data = [{ b: 1n, a: 2n }, {}, { '10': 3n }]
    const { text } = await readOne(write([{ name: 'scores', data }], { schema }))
    expect(text).toBe('{"scores":{"b":1,"a":2}}\n{"scores":{}}\n{"scores":{"10":3}}\n')
  })

  test('that ends early says that nothing can be read without its end', async () => {
    const whole = conversations()
    const { text, notices } = await readOne(whole.subarray(0, whole.length - 20))
    expect(text).toBe('')
    expect(notices).toEqual([expect.objectContaining({ kind: 'cut', atByte: whole.length - 20 })])
  })

  test('with a damaged row group gives the others and names the rows', async () => {
    const bytes = conversations({ rowGroupSize: 100 })
    bytes.fill(0xff, 4, 60)
    const { text, notices } = await readOne(bytes)
    expect(text).toBe(EXPECTED.split('\n').slice(100).join('\n'))
    expect(notices.at(-1)).toMatchObject({ kind: 'damaged' })
    expect(notices.at(-1)?.message).toContain('Rows 1 to 100')
  })
})

const shared = new URL(
  '../../../../shared/data/qiancheng0__ToolRL/rlla_4k.test.parquet',
  import.meta.url,
)

test.runIf(existsSync(shared))('a real file has its 80 records', async () => {
  const values = lineValues(await readOne(readFileSync(shared)))
  expect(values).toHaveLength(80)
  expect(values[0]).toMatchObject({ extra_info: {}, reward_model: {} })
})
