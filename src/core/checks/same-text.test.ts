import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameButSpace } from './same-text.ts'

/** The definition, which the quick way must equal. */
function slowly(a: string, b: string): boolean {
  const normalised = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
  return normalised(a) === normalised(b)
}

const unit = fc.constantFrom(
  'a',
  'b',
  ' ',
  '\n',
  '\u00a0',
  'é',
  'e',
  '\u0301',
  '天',
  '한',
  'ᄒ',
  'ᅡ',
  'ᆫ',
)
const words = fc.string({ unit, maxLength: 12 })
const long = fc.tuple(words, fc.nat(90), words).map(([a, n, b]) => a + 'x '.repeat(n) + b)

test('it says what comparing normalised texts says', () => {
  fc.assert(
    fc.property(fc.oneof(words, long), fc.oneof(words, long), (a, b) => {
      expect(sameButSpace(a, b)).toBe(slowly(a, b))
    }),
    { numRuns: 200 },
  )
})

test('texts that are spelt differently but say the same are found to do so', () => {
  const spelling = fc.constantFrom('NFC', 'NFD')
  fc.assert(
    fc.property(long, words, spelling, fc.constantFrom(' ', '\n\n', '\t '), (a, b, form, space) => {
      const one = `${a} ${b}`
      const other = ` ${a}${space}${b} `.normalize(form)
      expect(sameButSpace(one, other)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('the letter before the first difference counts', () => {
  expect(sameButSpace('e', 'e\u0301')).toBe(false)
  expect(sameButSpace('xe\u0301y', 'x\u00e9y')).toBe(true)
  expect(sameButSpace('xe\u0301y', 'x\u00e9z')).toBe(false)
})
