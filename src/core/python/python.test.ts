import { expect, test } from 'vitest'
import { parseExpression } from './expression.ts'
import { LiteralFault, literalValue } from './literal.ts'
import { loadPyJson } from './load-json.ts'
import { pyStrip, pyStripChar } from './space.ts'
import { floatRepr, jsonString, stringRepr, writeJson, writeRepr } from './write.ts'

test.each([
  [1, '1.0'],
  [-0, '-0.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1234567890123456, '1234567890123456.0'],
  [1e22, '1e+22'],
  [5e-324, '5e-324'],
  [Infinity, 'inf'],
  [NaN, 'nan'],
])('%d is written %s', (value, text) => expect(floatRepr(value)).toBe(text))

test.each([
  ['{"b": 1, "a": 2, "b": 3.0}', '{"b": 3.0, "a": 2}'],
  ['[9007199254740993, -0, -0.0, NaN, -Infinity]', '[9007199254740993, 0, -0.0, NaN, -Infinity]'],
  ['{"2": 1, "1": "\\u00e9\\ud83e\\udd8a"}', '{"2": 1, "1": "é🦊"}'],
  [' \n[ ] ', '[]'],
])('json.loads then json.dumps of %s', (text, written) => {
  const loaded = loadPyJson(text)
  expect(loaded.ok && writeJson(loaded.value)).toBe(written)
})

test.each(['', '{', '{"a":1,}', '[1 2]', '01', '1.', "{'a':1}", '"a\nb"', '\ufeff{}', '{} x'])(
  '%j is no JSON for Python',
  (text) => expect(loadPyJson(text).ok).toBe(false),
)

test('nesting beyond what Python stands is refused, not a crash', () => {
  expect(loadPyJson('['.repeat(100_000))).toEqual({ ok: false, reason: 'tooDeep' })
  expect(parseExpression('('.repeat(100_000))).toBeNull()
  expect(parseExpression('-'.repeat(100_000) + '1')).toBeNull()
})

test.each([
  ['\'a\' "b"', '"ab"'],
  ['{"a": [1, 2.50, None], "b": (True,)}', '{"a": [1, 2.5, null], "b": [true]}'],
  ['0x1F', '31'],
  ['1_000', '1000'],
  ['-0.0', '-0.0'],
  ['1e3', '1000.0'],
  [String.raw`'it\'s \x41\u00e9\n'`, '"it\'s Aé\\n"'],
  [String.raw`r'\d'`, '"\\\\d"'],
  [String.raw`'C:\Users'`, undefined],
  [String.raw`'C:\path'`, '"C:\\\\path"'],
  ['"""two\nlines"""', '"two\\nlines"'],
  ['# note\n[1, # one\n 2]', '[1, 2]'],
  ["{1: 'a', None: 'b'}", '{"1": "a", "null": "b"}'],
])('the literal %s is %s', (source, json) => {
  const node = parseExpression(source)
  const value = node && literalValue(node)
  expect(value === null || value instanceof LiteralFault ? undefined : writeJson(value)).toBe(json)
})

test.each(['f(', 'f(a=1', 'a b', '1 +', "'open", 'f(a=1, 2)', 'f(class=1)', '012', '[1,,2]', ''])(
  '%j is a syntax error',
  (source) => expect(parseExpression(source)).toBeNull(),
)

test.each(['f()', 'name', '1 + 2', 'not 1', 'a.b', "f'{x}'", '[1] if x else [2]', '--5', '{**x}'])(
  '%j is Python, but no literal',
  (source) => {
    const node = parseExpression(source)
    expect(node).not.toBeNull()
    expect(node && literalValue(node)).toEqual(new LiteralFault('ValueError'))
  },
)

test('a call keeps the places of its name and arguments', () => {
  const source = 'get.it( a = "x, y", **{"b-c": 1} )'
  const node = parseExpression(source)
  if (node?.t !== 'call') throw new Error('no call')
  expect(node.callee).toMatchObject({ t: 'dotted', id: 'get.it' })
  expect(source.slice(node.inside.start, node.inside.end)).toBe(' a = "x, y", **{"b-c": 1} ')
  expect(node.args.map(({ key, value }) => [key, source.slice(value.start, value.end)])).toEqual([
    ['a', '"x, y"'],
    ['**', '{"b-c": 1}'],
  ])
})

test('texts are written as Python writes them', () => {
  expect(jsonString('a"\\\u0001\x7f\ud800')).toBe('"a\\"\\\\\\u0001\x7f\ud800"')
  expect(stringRepr("it's")).toBe('"it\'s"')
  expect(stringRepr('both \' and "\u00a0\n')).toBe(`'both \\' and "\\xa0\\n'`)
  expect(writeRepr([null, true, 1n, 'a'])).toBe("[None, True, 1, 'a']")
  expect(pyStrip('\u0085\x1c a \u3000')).toBe('a')
  expect(pyStrip('\ufeffa')).toBe('\ufeffa')
  expect(pyStripChar('``a`', '`')).toBe('a')
})
