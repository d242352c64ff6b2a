import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORMATS } from './formats/index.ts'
import { RecentToolSets } from './formats/tool-sets.ts'
import { invalidUtf8At } from './json/utf8.ts'
import type { Json } from './model/json.ts'
import { readRecord } from './record.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (bytes: Uint8Array) =>
  readRecord(bytes, 'openai', { exact: true, toolSets: new RecentToolSets() })

test('a readable record comes with its value, sample and text', () => {
  const text = '{"messages":[{"role":"user","content":"é"}]}'
  expect(read(utf8(text))).toMatchObject({
    kind: 'sample',
    text,
    value: JSON.parse(text) as unknown,
    sample: { context: [{ role: 'user' }] },
  })
})

test('a record that is no object is a sample with a problem', () => {
  for (const text of ['7', 'null', '"x"', '[]'])
    expect(read(utf8(text))).toMatchObject({
      kind: 'sample',
      sample: { problems: [{ message: 'A record must be an object.' }] },
    })
})

test.each([
  ['{"é":"x', 'It ends inside a string.', 8],
  ['{"a":NaN}', 'NaN is not JSON.', 5],
  ['\ufeff{}', 'It cannot be read at a byte-order mark.', 0],
  ['{"a":"\u0000"}', 'A raw control character (NUL) inside a string.', 6],
])('%j is unreadable', (text, reason, atByte) => {
  expect(read(utf8(text))).toEqual({ kind: 'unreadable', reason, atByte })
})

test('invalid UTF-8 is named with its byte', () => {
  expect(read(Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d))).toEqual({
    kind: 'unreadable',
    reason: 'Invalid UTF-8 at byte 1.',
    atByte: 1,
  })
})

test('the first bad byte is where a strict decoder stops', () => {
  const strict = (bytes: Uint8Array) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.uint8Array({ maxLength: 3 }))
      .map(([text, tail]) => Uint8Array.from([...utf8(text), ...tail])),
  )
  fc.assert(
    fc.property(bytes, (some) => {
      const at = invalidUtf8At(some)
      if (at < 0) expect(() => strict(some)).not.toThrow()
      else {
        expect(() => strict(some)).toThrow()
        expect(() => strict(some.subarray(0, at))).not.toThrow()
      }
    }),
    { numRuns: 500 },
  )
})

test('arbitrary bytes give a sample or a reason, in every format', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(...Object.values(FORMATS)), (bytes, { id }) => {
      const record = readRecord(bytes, id, { exact: true, toolSets: new RecentToolSets() })
      if (record.kind === 'unreadable') expect(record.reason).not.toBe('')
      else expect(record.sample.format).toBe(id)
    }),
    { numRuns: 300 },
  )
})

test('nesting 100,000 deep is read, whatever the format', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const text = `{"messages":[{"role":"user","content":${deep}},{"role":"tool","content":${deep}}],"tools":${deep},"chosen":${deep},"rejected":${deep},"x":${deep}}`
  const value = JSON.parse(text) as Json
  for (const format of Object.values(FORMATS)) {
    const { id } = format
    const record = readRecord(utf8(text), id, { exact: true, toolSets: new RecentToolSets() })
    expect(record.kind).toBe('sample')
    expect(format.fits(value)).toBe(false)
    expect(format.read(value, { toolSets: new RecentToolSets() }).format).toBe(id)
  }
})

test('a record of 20 MB is read in a moment', () => {
  const text = `{"messages":[{"role":"user","content":"${'x'.repeat(20_000_000)}"}]}`
  expect(read(utf8(text)).kind).toBe('sample')
})
