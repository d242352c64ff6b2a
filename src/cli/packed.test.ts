import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runForValues } from './testing/run-tool.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-cli-packed-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const HELLO = '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}'
const SHARED = '{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Ho"}]}'
const TEXT = `${HELLO}\n`.repeat(5)

function run(command: string, name: string, content: string | Uint8Array, ...more: string[]) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return runForValues(command, path, ...more)
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a packed file is named as it came, and its records counted', async () => {
  const packed = gzipSync(TEXT)
  const { status, values } = await run('inspect', 'a.jsonl.gz', packed)
  expect(status).toBe(0)
  expect(values).toEqual([
    expect.objectContaining({
      format: 'openai',
      records: 5,
      bytes: packed.length,
      sha256: sha256(packed),
      container: 'gzip of JSON Lines',
      notices: [],
    }),
  ])
})

test('a zip file has a line for each file in it', async () => {
  const zip = zipSync({
    'one.jsonl': Buffer.from(TEXT),
    'deep/two.json.gz': gzipSync(`{"data":[${HELLO},${HELLO}]}`),
  })
  const { values } = await run('inspect', 'all.zip', zip)
  expect(values).toEqual([
    expect.objectContaining({ entry: 'one.jsonl', records: 5, sha256: sha256(zip) }),
    expect.objectContaining({
      entry: 'deep/two.json.gz',
      records: 2,
      container: 'zip of gzip of a JSON array in an object',
      path: '/data',
    }),
  ])
  const checked = await run('check', 'all.zip', zip)
  expect(checked.values.at(-1)).toMatchObject({ summary: { records: 7 } })
})

test('tables are read, and rows that are none are unreadable with their line', async () => {
  const pair = {
    columnData: [
      { name: 'prompt', data: ['Hi', 'Ho'] },
      { name: 'chosen', data: ['a', 'b'] },
      { name: 'rejected', data: ['c', 'd'] },
    ],
  }
  const parquet = await run('inspect', 'a.parquet', new Uint8Array(parquetWriteBuffer(pair)))
  expect(parquet.values[0]).toMatchObject({
    format: 'trl/preference',
    records: 2,
    container: 'Parquet',
  })
  const csv = await run('inspect', 'a.csv', 'prompt,chosen,rejected\nHi,"a\nb",c\nHo,d\n')
  expect(csv.values[0]).toMatchObject({
    format: 'trl/preference',
    records: 1,
    unreadable: [{ reason: 'Line 4 of the table has 2 fields where the header has 3.' }],
  })
})

test('a packed file that was cut off gives what there is and says so', async () => {
  const packed = gzipSync(
    Array.from({ length: 900 }, (_, i) => HELLO.replace('Hi', `Hi ${i}`)).join('\n'),
  )
  const { values } = await run('inspect', 'cut.jsonl.gz', packed.subarray(0, packed.length - 99))
  expect(values[0]).toMatchObject({ notices: [{ kind: 'cut', atByte: packed.length - 99 }] })
  expect(values[0]!['records']).toBeGreaterThan(500)
  expect(values[0]!['unreadable']).toHaveLength(1)
})

test('NaN is kept and reported with its place', async () => {
  const { values } = await run('inspect', 'nan.jsonl', `{"a": 1, "score": NaN}\n${TEXT}`)
  expect(values[0]).toMatchObject({
    records: 5,
    unreadable: [{ line: 1, byteOffset: 0, reason: 'NaN is not JSON.', atByte: 18 }],
  })
})

test('records of several formats are counted over all of the file', async () => {
  const { values } = await run(
    'inspect',
    'mixed.jsonl',
    `${HELLO}\n${SHARED}\n${SHARED}\n`.repeat(300),
  )
  expect(values[0]).toMatchObject({ records: 900, formats: { sharegpt: 600, openai: 300 } })
  const checked = await run('check', 'mixed.jsonl', `${HELLO}\n${SHARED}\n`.repeat(9), '--no-set')
  expect(checked.values).toEqual([
    { summary: expect.objectContaining({ recordsWithFindings: 0 }) as unknown },
  ])
})

test.each([
  ['wrapped.json', `{"n":1,\n"data":[\n${HELLO},\n${HELLO}\n]}\n`],
  ['named.json', `{"7":${HELLO},\n "3" : ${HELLO}}`],
  ['one.json', JSON.stringify(JSON.parse(HELLO), null, 2)],
])('%s leaves as it came', async (name, text) => {
  const out = join(folder, 'out-' + name)
  const { status } = await run('export', name, text, '--to', 'source', '--out', out)
  expect(status).toBe(0)
  expect(readFileSync(join(out, name), 'utf8')).toBe(text)
})

test('a packed source leaves unpacked, under the name of what is in it', async () => {
  const out = join(folder, 'out-packed')
  await run('export', 'a.jsonl.gz', gzipSync(TEXT), '--to', 'source', '--out', out)
  await run('export', 'b.csv', 'a,b\n1,2\n', '--to', 'source', '--out', out)
  expect(readdirSync(out).sort()).toEqual(['a.jsonl', 'b.jsonl'])
  expect(readFileSync(join(out, 'a.jsonl'), 'utf8')).toBe(TEXT)
  expect(readFileSync(join(out, 'b.jsonl'), 'utf8')).toBe('{"a":"1","b":"2"}\n')
})
