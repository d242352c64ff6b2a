import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createCutter, type RecordSpans } from '../containers/index.ts'
import type { Json } from '../model/json.ts'
import { recordedTree } from '../model/tree.ts'
import { readRecord } from '../record.ts'
import { detectFormat } from './detect.ts'
import { formatOf } from './index.ts'
import { RecentToolSets } from './tool-sets.ts'

const folder = new URL('fixtures/', import.meta.url)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length))

function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter('jsonl')
  cutter.feed(bytes, spans)
  cutter.end(spans)
  return spans.offsets.map((offset, i) => bytes.subarray(offset, offset + spans.lengths[i]!))
}

function parsed(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json
  } catch {
    return null
  }
}

function readAll(bytes: Uint8Array) {
  const records = recordsOf(bytes)
  const { format } = detectFormat(records.map(parsed))[0]!
  const toolSets = new RecentToolSets()
  return {
    format,
    records: records.map((record) => {
      const read = readRecord(record, format, { exact: true, toolSets })
      if (read.kind === 'unreadable') return read
      const { sample, text = '' } = read
      const written = formatOf(format).write(text, sample, recordedTree(sample))
      const fits = formatOf(format).fits(read.value)
      return { fits, writesBack: written.ok && written.value === text, sample }
    }),
  }
}

test.each(names)('%s reads as expected', (name) => {
  const read = readAll(readFileSync(new URL(`${name}.jsonl`, folder)))
  const file = new URL(`${name}.expected.json`, folder)
  if (process.env.UPDATE_GOLDENS) writeFileSync(file, JSON.stringify(read, null, 1) + '\n')
  expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})

test('there are fixtures', () => expect(names.length).toBeGreaterThan(10))
