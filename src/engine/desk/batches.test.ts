import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContainerId, CutterCheckpoint } from '../../core/containers/cutter.ts'
import { cutBatches } from './batches.ts'

async function cut(
  text: string,
  container: ContainerId,
  sliceBytes: number,
  from: CutterCheckpoint | null = null,
) {
  const found: { text: string; offset: number; line: number; next: CutterCheckpoint }[] = []
  const options = { sliceBytes, overlapBytes: Math.floor(sliceBytes / 3), readAhead: 3 }
  for await (const batch of cutBatches(new Blob([text]), container, from, options)) {
    // As a transfer leaves it: what was given away cannot be read again.
    const bytes = structuredClone(batch.bytes, { transfer: [batch.bytes.buffer] })
    batch.spans.offsets.forEach((offset, i) => {
      const start = offset - batch.from
      const record = bytes.subarray(start, start + batch.spans.lengths[i]!)
      const line = batch.spans.lines[i]!
      found.push({
        text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(record),
        offset,
        line,
        next: batch.next,
      })
    })
  }
  return found
}

describe('cutting a source into batches', () => {
  const lines = fc.array(fc.string({ unit: 'grapheme' }).map((s) => JSON.stringify({ s })))

  it('gives every record whole, however the file is sliced', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 40 }), async (records, sliceBytes) => {
        const found = await cut(records.join('\n'), 'jsonl', sliceBytes)
        expect(found.map(({ text }) => text)).toEqual(records)
        expect(found.map(({ line }) => line)).toEqual(records.map((_, i) => i + 1))
        const array = await cut(`[${records.join(',\n')}]`, 'json-array', sliceBytes)
        expect(array.map(({ text }) => text)).toEqual(records)
      }),
      { numRuns: 100 },
    )
  })

  it('goes on from the checkpoint of any batch as if it had never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<ContainerId>('jsonl', 'json-array', 'json-sequence'),
        async (records, sliceBytes, container) => {
          const body = records.join(container === 'json-array' ? ',\n' : '\n')
          const text = container === 'json-array' ? `[${body}]` : body
          const all = await cut(text, container, sliceBytes)
          for (const { next } of all) {
            const rest = await cut(text, container, sliceBytes, next)
            const behind = all.filter(({ offset }) => offset >= next.byteOffset)
            expect(rest.map(({ next: _, ...r }) => r)).toEqual(behind.map(({ next: _, ...r }) => r))
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
