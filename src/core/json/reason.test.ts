import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonProblem, utf8Length } from './reason.ts'

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const CASES: readonly (readonly [text: string, atChar: number, reason: string])[] = [
  ['', 0, 'There is no value in it.'],
  ['  ', 2, 'There is no value in it.'],
  ['{"a":"b', 7, 'It ends inside a string.'],
  ['{"a":"b\\', 8, 'It ends inside a string.'],
  ['{"a":{"b":1}', 12, 'It ends before an object is closed.'],
  ['[1,', 3, 'It ends before a list is closed.'],
  ['{"a":NaN}', 5, 'NaN is not JSON.'],
  ['[-Infinity]', 1, '-Infinity is not JSON.'],
  ['{"a":None}', 5, 'None is Python; JSON has null.'],
  ["{'a':1}", 1, 'A single quote where JSON wants a double one.'],
  ['{"a":\'b\'}', 5, 'A single quote where JSON wants a double one.'],
  ['{“a”:1}', 1, 'A curly quote where JSON wants a straight double one.'],
  ['[1,]', 2, 'A comma before the closing bracket.'],
  ['{"a":1,}', 6, 'A comma before the closing brace.'],
  ['{"a":1},', 7, 'A comma behind the value.'],
  ['{"a":1} {"b":2}', 8, 'Something follows the value: “{”.'],
  ['{"a":"\u0000"}', 6, 'A raw control character (NUL) inside a string.'],
  ['{"a":"\n"}', 6, 'A raw control character (line feed) inside a string.'],
  ['{"a" 1}', 5, 'A colon is missing behind a key, before “1”.'],
  ['{"a":1 "b":2}', 7, 'A comma is missing before “"”.'],
  ['{a:1}', 1, 'A key without quotes.'],
  ['{"a":[1}', 7, '“}” closes what was opened with “[”.'],
  ['{"a":"\\x"}', 6, 'JSON has no escape “\\x”.'],
  ['{"a":"\\u12G4"}', 6, 'A \\u escape needs four hexadecimal digits.'],
  ['[01]', 1, 'A number with a leading zero.'],
  ['[1.]', 1, 'A number without digits behind its point.'],
  ['[1e]', 1, 'A number without digits in its exponent.'],
  ['[tru', 4, 'It ends inside the word “true”.'],
  ['// x\n{}', 0, 'JSON has no comments.'],
  ['\ufeff{}', 0, 'It cannot be read at a byte-order mark.'],
]

test.each(CASES)('%j is refused at %i: %s', (text, atChar, reason) => {
  expect(parses(text)).toBe(false)
  expect(jsonProblem(text)).toMatchObject({ atChar, reason })
})

test('there is a problem exactly where JSON.parse refuses', () => {
  const chars = '{}[]:,"\\ \n\t01-+.eEtruefalsnN/\'bu\u0000é'.split('')
  const soup = fc.string({ unit: fc.constantFrom(...chars), maxLength: 12 })
  const cut = fc
    .tuple(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.nat(),
      fc.constantFrom('', ...chars),
    )
    .map(([text, at, fresh]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + fresh + text.slice(place + 1)
    })
  fc.assert(
    fc.property(fc.oneof(soup, cut), (text) => {
      expect(jsonProblem(text) === null).toBe(parses(text))
    }),
    { numRuns: 2000 },
  )
})

test('the place in bytes counts what UTF-8 takes', () => {
  expect(jsonProblem('{"é😀":x}')).toMatchObject({ atChar: 7, atByte: 10 })
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})

test('nesting 100,000 deep does not overflow', () => {
  expect(jsonProblem('['.repeat(100_000))?.reason).toBe('It ends before a list is closed.')
  expect(jsonProblem('['.repeat(100_000) + ']'.repeat(100_000))).toBeNull()
})
