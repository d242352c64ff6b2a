/** Whole real files where they are at hand (`../shared/data` beside the project). */
import { readFileSync } from 'node:fs'
import { createCutter, detectContainer, type RecordSpans } from '../../containers/index.ts'
import type { Json } from '../../model/json.ts'

export const data = new URL('../../../../../shared/data/', import.meta.url)

export function recordsOf(file: string): Uint8Array[] {
  const bytes = readFileSync(new URL(file, data))
  const head = bytes.subarray(0, 65_536)
  const verdict = detectContainer(head, head.length === bytes.length)
  if (verdict.kind === 'refusal') throw new Error(verdict.refusal)
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter(verdict.container)
  for (let at = 0; at < bytes.length; at += 10_007)
    cutter.feed(bytes.subarray(at, at + 10_007), spans)
  cutter.end(spans)
  return spans.offsets.map((offset, i) => bytes.subarray(offset, offset + spans.lengths[i]!))
}

export const parse = (record: Uint8Array): Json =>
  JSON.parse(new TextDecoder().decode(record)) as Json
