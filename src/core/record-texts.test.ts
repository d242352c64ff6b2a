import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, RecordTexts } from './record-texts.ts'

const encoder = new TextEncoder()

function textsOf(records: readonly Uint8Array[], separator: string) {
  const glue = encoder.encode(separator)
  const offset: number[] = []
  const bytes: number[] = []
  for (const record of records) {
    offset.push(bytes.length)
    bytes.push(...record, ...glue)
  }
  const length = records.map((record) => record.length)
  // Not at the start of its buffer, as parts of larger buffers are.
  const texts = new RecordTexts(Uint8Array.from([0, ...bytes]).subarray(1), { offset, length })
  return records.map((_, i) => texts.at(i))
}

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 30 })
const words = fc.string({ unit: 'binary', maxLength: 30 })
const long = fc.constantFrom('x'.repeat(1_024), 'é'.repeat(700), 'y'.repeat(1_023))
const record = fc.oneof(ascii, ascii, words, long).map((text) => encoder.encode(text))

test('texts are those of decoding each record by itself, whatever stands between them', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      fc.constantFrom('\n', ',\r\n', '', '\u00a0'),
      (records, separator) => {
        const texts = textsOf(records, separator)
        records.forEach((bytes, i) => {
          expect(texts[i]).toBe(decodeUtf8(bytes))
        })
      },
    ),
  )
})

test('a record that is not UTF-8 leaves its neighbours alone', () => {
  const good = encoder.encode('{"a":1}')
  const texts = textsOf([good, Uint8Array.of(0x22, 0xff, 0x22), good, good], '\n')
  expect(texts).toEqual(['{"a":1}', undefined, '{"a":1}', '{"a":1}'])
})

test('groups end at 32 kB and start anew', () => {
  const records = Array.from({ length: 200 }, (_, i) =>
    encoder.encode(String(i).padEnd(1_000, 'x')),
  )
  textsOf(records, '\n').forEach((text, i) => expect(text).toBe(String(i).padEnd(1_000, 'x')))
})

test('a byte-order mark is not swallowed', () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe('\ufeff1')
})
