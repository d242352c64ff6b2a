import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalNumber, hasLoneSurrogate, sameJson } from './exact-json.ts'

describe('comparing JSON as data', () => {
  test.each([
    ['{"a":1,"b":[2]}', '{ "b": [2], "a": 1.0 }', true],
    ['1e2', '100', true],
    ['-0', '0', true],
    ['12345678901234567890', '12345678901234567891', false],
    ['0.1', '0.10000000000000001', false],
    ['"1"', '1', false],
    ['"\\u0041"', '"A"', true],
    ['"1e2"', '"100"', false],
    ['{"a":1}', '{"a":1,"b":null}', false],
    ['[1,2]', '[2,1]', false],
    ['{oops', '{oops', true],
    ['{oops', '{ oops', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same)
    expect(sameJson(b, a)).toBe(same)
  })

  test('data equals itself however it is laid out', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(sameJson(text, JSON.stringify(JSON.parse(text), null, 2))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('a number has one canonical spelling', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 30 }), (digits, zeros) => {
        const padded = `${digits}${'0'.repeat(zeros)}`
        expect(canonicalNumber(`${padded}e-${zeros}`)).toBe(canonicalNumber(`${digits}`))
        expect(canonicalNumber(`${digits}.${'0'.repeat(zeros + 1)}`)).toBe(
          canonicalNumber(`${digits}`),
        )
      }),
      { numRuns: 100 },
    )
  })
})

describe('half characters', () => {
  test.each([
    ['plain', false],
    ['\ud83d\ude00', false],
    ['\ud83d', true],
    ['\ude00\ud83d', true],
    ['"\\ud83d\\ude00"', false],
    ['"\\uD83D"', true],
    ['"\\ud83d \\ude00"', true],
    ['"\\ude00"', true],
    ['"\\\\ud83d"', false],
    ['"\\ud83d\\n"', true],
  ])('%j: %s', (text, lone) => {
    expect(hasLoneSurrogate(text, true)).toBe(lone)
  })

  test('an escaped one is what JSON.parse would make of it', () => {
    const unit = fc.constantFrom('\\ud83d', '\\uDE00', '\\\\', 'u', 'd83d', '\\n', 'a')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
        const text = `"${units.join('')}"`
        expect(hasLoneSurrogate(text, true)).toBe(hasLoneSurrogate(JSON.parse(text) as string))
      }),
      { numRuns: 200 },
    )
  })
})
