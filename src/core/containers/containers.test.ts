import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCutter, type ContainerId, type CutterCheckpoint, type RecordSpans } from './index.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

interface Cut {
  readonly records: string[]
  readonly offsets: number[]
  readonly lines: number[]
}

/** Cuts a text in chunks of the given lengths (the last one repeats). */
function cut(container: ContainerId, text: string, chunks: readonly number[] = [1 << 20]): Cut {
  const bytes = new TextEncoder().encode(text)
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter(container)
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = chunks[Math.min(n, chunks.length - 1)]!
    cutter.feed(bytes.subarray(at, at + length), spans)
    at += length
  }
  cutter.end(spans)
  return {
    records: spans.offsets.map((offset, i) =>
      decoder.decode(bytes.subarray(offset, offset + spans.lengths[i]!)),
    ),
    offsets: spans.offsets,
    lines: spans.lines,
  }
}

const CONTAINERS = ['jsonl', 'json-array', 'json-sequence'] as const

/** Text that looks like JSON files, whole and broken. */
const jsonish = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('{', '}', '[', ']', ',', '"', '\n', '\r\n', ' ') },
      { weight: 2, arbitrary: fc.constantFrom('\\', '\\"', '\ufeff', 'é', 'a', '1', ':', '\t') },
      { weight: 2, arbitrary: fc.object({ maxDepth: 2 }).map((o) => JSON.stringify(o, null, 1)) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

describe.each(CONTAINERS)('%s', (container) => {
  test('spans do not depend on how the bytes were cut into chunks', () => {
    fc.assert(
      fc.property(
        jsonish,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (text, c) => {
          expect(cut(container, text, c)).toEqual(cut(container, text))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a restart from a checkpoint gives the same rest', () => {
    fc.assert(
      fc.property(jsonish, fc.nat(100), (text, place) => {
        const bytes = new TextEncoder().encode(text)
        const at = Math.min(place, bytes.length)
        const before: RecordSpans = { offsets: [], lengths: [], lines: [] }
        const first = createCutter(container)
        first.feed(bytes.subarray(0, at), before)
        expect(first.pendingFrom).toBeLessThanOrEqual(at)
        const saved = JSON.parse(JSON.stringify(first.checkpoint())) as CutterCheckpoint
        const second = createCutter(container, saved)
        second.feed(bytes.subarray(saved.byteOffset), before)
        second.end(before)
        const whole = cut(container, text)
        expect(before.offsets).toEqual(whole.offsets)
        expect(before.lines).toEqual(whole.lines)
      }),
      { numRuns: 300 },
    )
  })

  test('records lie in order, apart from each other and within the file', () => {
    fc.assert(
      fc.property(jsonish, (text) => {
        const { records, offsets, lines } = cut(container, text)
        const bytes = new TextEncoder().encode(text)
        let end = 0
        records.forEach((record, i) => {
          expect(offsets[i]!).toBeGreaterThanOrEqual(end)
          expect(record).not.toBe('')
          const before = decoder.decode(bytes.subarray(0, offsets[i]))
          expect(lines[i]).toBe(before.split('\n').length)
          end = offsets[i]! + new TextEncoder().encode(record).length
        })
        expect(end).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 300 },
    )
  })

  test('what lies between records is separators only', () => {
    const separators = container === 'jsonl' ? /^[\s\ufeff]*$/ : /^[\s\ufeff,\]}[\x1e]*$/
    fc.assert(
      fc.property(jsonish, (text) => {
        const { records } = cut(container, text)
        let rest = text
        for (const record of records) {
          const at = rest.indexOf(record)
          expect(rest.slice(0, at)).toMatch(separators)
          rest = rest.slice(at + record.length)
        }
        expect(rest).toMatch(separators)
      }),
      { numRuns: 300 },
    )
  })
})

describe('jsonl', () => {
  test('LF and CRLF end a line, blank lines are counted but are no records', () => {
    expect(cut('jsonl', '{"a":1}\r\n\r\n  \n {"b":2} \n{"c":3}')).toEqual({
      records: ['{"a":1}', '{"b":2}', '{"c":3}'],
      offsets: [0, 15, 24],
      lines: [1, 4, 5],
    })
  })

  test('a byte-order mark is not part of the first record', () => {
    for (const container of CONTAINERS)
      expect(cut(container, '\ufeff{"a":1}\n', [1])).toEqual({
        records: ['{"a":1}'],
        offsets: [3],
        lines: [1],
      })
  })

  test('half a byte-order mark is content', () => {
    const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
    const cutter = createCutter('jsonl')
    cutter.feed(Uint8Array.of(0xef), spans)
    expect(cutter.pendingFrom).toBe(0)
    cutter.feed(Uint8Array.of(0x41, 0x0a), spans)
    cutter.end(spans)
    expect(spans).toEqual({ offsets: [0], lengths: [2], lines: [1] })
  })
})

describe('json-array', () => {
  test('gives the exact spans of the elements, whatever the layout', () => {
    fc.assert(
      fc.property(
        fc.array(fc.object(), { minLength: 1 }),
        fc.constantFrom(undefined, 2, '\t'),
        (list, indent) => {
          const text = JSON.stringify(list, null, indent)
          const { records } = cut('json-array', text, [7])
          expect(records.map((record) => JSON.parse(record) as unknown)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  test('elements need not be objects', () => {
    expect(cut('json-array', '[1, "a,]b" ,[2,[3]], null,{"x":"]"}]\n').records).toEqual([
      '1',
      '"a,]b"',
      '[2,[3]]',
      'null',
      '{"x":"]"}',
    ])
  })

  const BROKEN: readonly (readonly [why: string, text: string, records: readonly string[]])[] = [
    ['a truncated file', '[{"a":1},\n{"b":"x', ['{"a":1}', '{"b":"x']],
    ['a string never closed', '[\n{"a":"x},\n{"b":2}\n]', ['{"a":"x},\n', '{"b":2}']],
    ['an object never closed', '[\n{"a":{"b":1},\n{"b":2}\n]', ['{"a":{"b":1},\n', '{"b":2}']],
    [
      'an object never closed deep within',
      '[\n  {"m":[{"x":{"y":1}],\n  "n":{\n  "o":1,\n  {"b":2},\n  {"c":3}\n]',
      ['{"m":[{"x":{"y":1}],\n  "n":{\n  "o":1,\n  ', '{"b":2}', '{"c":3}'],
    ],
    ['a missing comma', '[{"a":1}\n{"b":2}]', ['{"a":1}', '{"b":2}']],
    ['a comma at the end', '[{"a":1},\n]', ['{"a":1}']],
    ['a brace too many', '[{"a":1}},{"b":2}]', ['{"a":1}', '{"b":2}']],
    ['a bracket that fits nothing', '[{"a":1]},{"b":2}]', ['{"a":1]}', '{"b":2}']],
    ['words between', '[{"a":1}, oops, {"b":2}]', ['{"a":1}', 'oops', '{"b":2}']],
    ['two arrays', '[{"a":1}]\n[{"b":2}]', ['{"a":1}', '{"b":2}']],
  ]
  test.each(BROKEN)('%s costs no good element', (_why, text, records) => {
    expect(cut('json-array', text).records).toEqual(records)
  })

  test('nesting 100,000 deep is one record', () => {
    const deep = '{"a":' + '['.repeat(100_000) + ']'.repeat(100_000) + '}'
    expect(cut('json-array', `[${deep},{"b":1}]`).records).toEqual([deep, '{"b":1}'])
  })
})

describe('json-sequence', () => {
  test('takes values however they are put one after the other', () => {
    const text = '{"a":1}{"b":2}\n{\n "c": "}"\n}\x1e{"d":4},\n{"e":5}\n[1,2] 3\n"x y"'
    expect(cut('json-sequence', text)).toMatchObject({
      records: [
        '{"a":1}',
        '{"b":2}',
        '{\n "c": "}"\n}',
        '{"d":4}',
        '{"e":5}',
        '[1,2]',
        '3',
        '"x y"',
      ],
      lines: [1, 1, 2, 4, 5, 6, 6, 7],
    })
  })
})

test('a checkpoint of another container is refused', () => {
  expect(() => createCutter('jsonl', createCutter('json-array').checkpoint())).toThrow('json-array')
})
