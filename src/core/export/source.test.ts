import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCutter, type ContainerId } from '../containers/index.ts'
import { planSource, type SourcePiece, type SourceRecord } from './source.ts'

type Fate = SourceRecord['fate']

function cut(container: ContainerId, bytes: Uint8Array): { offset: number; length: number }[] {
  const spans = { offsets: [], lengths: [], lines: [] as number[] } as {
    offsets: number[]
    lengths: number[]
    lines: number[]
  }
  const cutter = createCutter(container)
  cutter.feed(bytes, spans)
  cutter.end(spans)
  return spans.offsets.map((offset, i) => ({ offset, length: spans.lengths[i]! }))
}

function plan(container: ContainerId, text: string, fates: readonly Fate[]): SourcePiece[] {
  const bytes = new TextEncoder().encode(text)
  const records = cut(container, bytes).map((span, i) => ({ ...span, fate: fates[i] ?? 'leave' }))
  return [...planSource(container, bytes.length, records)]
}

function cleaned(container: ContainerId, text: string, fates: readonly Fate[]): string {
  const bytes = new TextEncoder().encode(text)
  return plan(container, text, fates)
    .map((piece) =>
      'text' in piece ? piece.text : new TextDecoder().decode(bytes.subarray(piece.from, piece.to)),
    )
    .join('')
}

describe('the cleaned source', () => {
  test('an untouched file is one range over all of it', () => {
    const text = '\ufeff{"a":1}\r\n\r\n{"a":2}'
    const bytes = new TextEncoder().encode(text).length
    expect(plan('jsonl', text, [])).toEqual([{ from: 0, to: bytes }])
    expect(plan('jsonl', '', [])).toEqual([])
    expect(plan('json-array', '[ ]', [])).toEqual([{ from: 0, to: 3 }])
  })

  test.each<[string, ContainerId, string, readonly Fate[], string]>([
    ['the first line', 'jsonl', '1\n2\n3\n', ['drop'], '2\n3\n'],
    ['a middle line', 'jsonl', '1\n2\n3\n', ['leave', 'drop'], '1\n3\n'],
    ['the last line', 'jsonl', '1\n2\n3\n', ['leave', 'leave', 'drop'], '1\n2\n'],
    ['the last line of a file without a final newline', 'jsonl', '1\n2', ['leave', 'drop'], '1'],
    ['a line with CRLF', 'jsonl', '1\r\n2\r\n3\r\n', ['leave', 'drop'], '1\r\n3\r\n'],
    ['every line', 'jsonl', '1\n2\n', ['drop', 'drop'], ''],
    ['the first element', 'json-array', '[1, 2, 3]', ['drop'], '[2, 3]'],
    ['a middle element', 'json-array', '[1, 2, 3]', ['leave', 'drop'], '[1, 3]'],
    ['the last elements', 'json-array', '[1, 2, 3]', ['leave', 'drop', 'drop'], '[1]'],
    ['every element', 'json-array', '[1, 2]', ['drop', 'drop'], '[]'],
    [
      'an element of a laid out array',
      'json-array',
      '[\n  {"a": 1},\n  {"b": 2}\n]\n',
      ['drop'],
      '[\n  {"b": 2}\n]\n',
    ],
    [
      'a value of a sequence',
      'json-sequence',
      '{"a":1}\n\n{"b":2}\n{"c":3}\n',
      ['leave', 'drop'],
      '{"a":1}\n\n{"c":3}\n',
    ],
  ])('drops %s', (_, container, text, fates, expected) => {
    expect(cleaned(container, text, fates)).toBe(expected)
  })

  test('an edited record is text between ranges', () => {
    expect(plan('jsonl', '1\n2\n3\n', ['leave', { text: 'two' }])).toEqual([
      { from: 0, to: 2 },
      { text: 'two' },
      { from: 3, to: 6 },
    ])
  })

  test('whatever is dropped or edited, exactly the rest remains and stays well formed', () => {
    const fate = fc.constantFrom<Fate>('leave', 'drop', { text: '{"edited":true}' })
    const layout = fc.constantFrom('', ' ', '\n  ', '\r\n')
    fc.assert(
      fc.property(
        fc.array(fate, { maxLength: 12 }),
        layout,
        fc.boolean(),
        (fates, space, final) => {
          const records = fates.map((_, i) => `{"id":${i}}`)
          const expected = fates.flatMap((f, i) =>
            f === 'drop' ? [] : [f === 'leave' ? { id: i } : { edited: true }],
          )
          const array = `${space}[${space}${records.join(`${space},${space}`)}${space}]${space}`
          expect(JSON.parse(cleaned('json-array', array, fates))).toEqual(expected)

          const newline = space === '\r\n' ? '\r\n' : '\n'
          const lines = records.join(newline) + (final ? newline : '')
          const left = cleaned('jsonl', lines, fates)
            .split(newline)
            .filter((line) => line !== '')
          expect(left.map((line) => JSON.parse(line) as unknown)).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    )
  })
})
