/** Cuts whole real files where they are at hand (`../shared/data` beside the project). */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { planSource } from '../export/source.ts'
import { bufferSource } from './bytes.ts'
import { beginAt, createCutter, findRecords, type RecordSpans } from './index.ts'

const data = new URL('../../../../shared/data/', import.meta.url)
const manifest = existsSync(new URL('MANIFEST.md', data))
  ? readFileSync(new URL('MANIFEST.md', data), 'utf8')
  : ''

/** What the manifest says of every file that is text. */
const FILES = [
  ...manifest.matchAll(/^### (\S+)\n(?:- .*\n)*?- (\d+) records, [\d,]+ bytes, ([^;]+);/gm),
]
  .map(([, file, records, container]) => ({
    file: file!,
    records: Number(records),
    container: container!,
  }))
  .filter(({ container }) => container !== 'parquet')

const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  jsonl: ['jsonl'],
  'json array': ['json-array'],
  'json object of records': ['json-members'],
  'json object (one record)': ['json-sequence', 'jsonl'],
}

describe.runIf(FILES.length > 0)('real files', () => {
  test('are all in the manifest', () => {
    expect(FILES.length).toBe(35)
  })

  test.each(FILES)('$file has its $records records and leaves as it came', async (expected) => {
    const bytes = new Uint8Array(readFileSync(new URL(expected.file, data)))
    const found = await findRecords(bufferSource(bytes))
    if (found.kind === 'refusal') throw new Error(found.refusal)
    const { container, place } = found
    expect(CONTAINERS[expected.container]).toContain(container)
    const cutter = createCutter(container, place && beginAt(container, place))
    const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
    const from = place?.byteOffset ?? 0
    for (let at = from; at < bytes.length; at += 1009)
      cutter.feed(bytes.subarray(at, at + 1009), spans)
    cutter.end(spans)
    expect(spans.offsets.length).toBe(expected.records)
    for (const [i, offset] of spans.offsets.entries()) {
      const record = bytes.subarray(offset, offset + spans.lengths[i]!)
      expect(JSON.parse(new TextDecoder().decode(record))).toBeTypeOf('object')
    }
    const records = spans.offsets.map((offset, i) => ({
      offset,
      length: spans.lengths[i]!,
      fate: 'leave' as const,
    }))
    expect([...planSource(container, bytes.length, records)]).toEqual([
      { from: 0, to: bytes.length },
    ])
  })
})
