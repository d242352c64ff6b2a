import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { looksPythonic, parsePythonicCalls, pythonLiteral } from './pythonic.ts'

const read = (text: string) => {
  const parsed = parsePythonicCalls(text)
  return 'reason' in parsed
    ? parsed.reason
    : parsed.calls.map(({ name, argsText }) => [name, argsText])
}

test.each<[string, string, string]>([
  ['no arguments', '[f()]', '{}'],
  [
    'numbers as they are spelt',
    '[f(a=1.50, b=-2e3, c=+1, d=.5, e=1_000)]',
    '{"a": 1.50, "b": -2e3, "c": 1, "d": 0.5, "e": 1000}',
  ],
  [
    'words',
    '[f(a=True, b=False, c=None, d=true, e=null)]',
    '{"a": true, "b": false, "c": null, "d": true, "e": null}',
  ],
  ['either quote', `[f(a="it's", b='say "hi"')]`, '{"a": "it\'s", "b": "say \\"hi\\""}'],
  ['escapes', String.raw`[f(a='x\ty\'s \u00e9 \x41 \q')]`, String.raw`{"a": "x\ty's é A \\q"}`],
  [
    'containers',
    "[f(a=[1, (2, 'x'),], b={'k': {1: []}})]",
    '{"a": [1, [2, "x"]], "b": {"k": {"1": []}}}',
  ],
  ['marks inside strings', '[f(a="), g(b=1)]")]', '{"a": "), g(b=1)]"}'],
])('%s', (_name, text, args) => {
  expect(read(text)).toEqual([['f', args]])
})

test('several calls, names with spaces, dots and slashes, and where each stands', () => {
  const text = '[ Market Trends API(a=1),\n v1/b.c() ]'
  const parsed = parsePythonicCalls(text)
  if ('reason' in parsed) throw new Error(parsed.reason)
  expect(parsed.calls.map(({ name }) => name)).toEqual(['Market Trends API', 'v1/b.c'])
  expect(parsed.calls.map(({ start, end }) => text.slice(start, end))).toEqual([
    'Market Trends API(a=1)',
    'v1/b.c()',
  ])
})

test.each([
  ['[f(1)]', 'An argument must have a name, at character 4.'],
  ['[f(a=b)]', '“b” is no value, at character 6.'],
  ['[f(a="x)]', 'A string is not closed, at character 6.'],
  ['[f(a=1)', '“,” is wanted, at character 8.'],
  ['[f(a=1)] and more', 'Something stands behind the list of calls, at character 10.'],
  ['[f(a=' + '['.repeat(100_000) + ')]', 'The arguments are nested too deep, at character 70.'],
])('%.20s is refused with the place', (text, reason) => expect(read(text)).toBe(reason))

test('what looks like a list of calls', () => {
  expect(looksPythonic('[Big Thing(a=1), g()]')).toBe(true)
  for (const text of ['[1, 2]', '["f(a)"]', 'f(a=1)', '[see (1)', '[x](http://y)', '[]'])
    expect(looksPythonic(text)).toBe(false)
})

test('any JSON value written as a literal reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>, (value) => {
      const parsed = parsePythonicCalls(`[f(a=${pythonLiteral(value)})]`)
      if ('reason' in parsed) throw new Error(parsed.reason)
      const { argsText } = parsed.calls[0]!
      expect(JSON.parse(argsText)).toEqual(JSON.parse(JSON.stringify({ a: value })))
    }),
  )
})

test('any text is calls or has a reason', () => {
  const shards = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '=',
    ',',
    '"',
    "'",
    '\\',
    'f',
    '1',
    ' ',
    '{',
    ':',
  )
  fc.assert(
    fc.property(
      fc.array(shards).map((some) => '[f(' + some.join('')),
      (text) => {
        const parsed = parsePythonicCalls(text)
        if ('reason' in parsed) expect(parsed.reason).toMatch(/at character \d+\.$/)
        else for (const { argsText } of parsed.calls) JSON.parse(argsText)
      },
    ),
  )
})
