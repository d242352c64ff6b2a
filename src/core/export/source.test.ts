import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../containers/bytes.ts'
import {
  beginAt,
  createCutter,
  findRecords,
  type ContainerId,
  type RecordSpans,
} from '../containers/index.ts'
import {
  behindComma,
  planSource,
  SourcePlan,
  type SourcePiece,
  type SourceRecord,
} from './source.ts'

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

  /** Cleans a file whose records lie somewhere in it. */
  async function cleanedInside(text: string, fates: readonly Fate[]): Promise<string> {
    const bytes = new TextEncoder().encode(text)
    const found = await findRecords(bufferSource(bytes))
    if (found.kind === 'refusal' || !found.place) throw new Error('it holds no list of records')
    const { container, place } = found
    const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
    const cutter = createCutter(container, beginAt(container, place))
    cutter.feed(bytes.subarray(place.byteOffset), spans)
    cutter.end(spans)
    const plan = new SourcePlan(container, bytes.length, place.byteOffset)
    let end = place.byteOffset
    const pieces = spans.offsets.flatMap((offset, i) => {
      const comma = plan.needsComma
        ? { behindComma: behindComma(bytes.subarray(end, offset), end) }
        : {}
      end = offset + spans.lengths[i]!
      return plan.add({ offset, length: spans.lengths[i]!, fate: fates[i] ?? 'leave', ...comma })
    })
    return [...pieces, ...plan.end()]
      .map((piece) =>
        'text' in piece
          ? piece.text
          : new TextDecoder().decode(bytes.subarray(piece.from, piece.to)),
      )
      .join('')
  }

  const MEMBERS = '{\n  "7": {"a": 1},\n  "3": {"a": ","},\n  "5": {"a": 3}\n}\n'
  const WRAPPED = '{"n": 1, "data": [{"id": 1}, {"id": 2}, {"id": 3}], "end": "]"}'

  test.each<[string, string, readonly Fate[], string]>([
    ['no member', MEMBERS, [], MEMBERS],
    ['the first member', MEMBERS, ['drop'], '{\n  "3": {"a": ","},\n  "5": {"a": 3}\n}\n'],
    ['the first members', MEMBERS, ['drop', 'drop'], '{\n  "5": {"a": 3}\n}\n'],
    ['a middle member', MEMBERS, ['leave', 'drop'], '{\n  "7": {"a": 1},\n  "5": {"a": 3}\n}\n'],
    ['the last members', MEMBERS, ['leave', 'drop', 'drop'], '{\n  "7": {"a": 1}\n}\n'],
    ['every member', MEMBERS, ['drop', 'drop', 'drop'], '{\n}\n'],
    ['no element of a wrapped array', WRAPPED, [], WRAPPED],
    ['its first element', WRAPPED, ['drop'], WRAPPED.replace('{"id": 1}, ', '')],
    ['its last element', WRAPPED, ['leave', 'leave', 'drop'], WRAPPED.replace(', {"id": 3}', '')],
    ['all its elements', WRAPPED, ['drop', 'drop', 'drop'], '{"n": 1, "data": [], "end": "]"}'],
  ])('drops %s', async (_, text, fates, expected) => {
    expect(await cleanedInside(text, fates)).toBe(expected)
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
