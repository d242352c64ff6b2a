import { expect, test } from 'vitest'
import { toolSet, trace } from './testing/trace.ts'
import { estimateTokens } from './tokens.ts'

test('four characters make a token, over the context and all branches', () => {
  expect(
    estimateTokens(trace(`u:${'x'.repeat(40)} | a:${'y'.repeat(20)} / a:${'z'.repeat(20)}`)),
  ).toBe(20)
})

test('a Chinese, Japanese or Korean character is one token', () => {
  expect(estimateTokens(trace('u:天气怎么样 a:はい a:네'))).toBe(8)
  expect(estimateTokens(trace('u:Ăn_cơm_chưa?'))).toBe(3)
})

test('reasoning, calls, results and tools count', () => {
  const bare = estimateTokens(trace('u:hi a:ok'))
  expect(estimateTokens(trace('u:hi a~thinking_about_it a:ok'))).toBeGreaterThan(bare)
  expect(estimateTokens(trace('u:hi +get{"city":"Hue"} t:sunny a:ok'))).toBeGreaterThan(bare + 5)
  const tools = toolSet({ get: { type: 'object', properties: { city: { type: 'string' } } } })
  expect(estimateTokens(trace('u:hi a:ok', { tools }))).toBeGreaterThan(bare + 8)
})

test('arguments count alike with their text and without', () => {
  const line = 'u +get{"city":"Hue","days":3,"units":["a","b"]}'
  const exact = estimateTokens(trace(line, { exact: true }))
  expect(Math.abs(estimateTokens(trace(line)) - exact)).toBeLessThanOrEqual(2)
})

test('few such characters in a long text may be overlooked, many are not', () => {
  const long = (share: number) =>
    Array.from({ length: 1_000 }, (_, i) => (i % 100 < share * 100 ? '天' : 'x')).join('')
  expect(estimateTokens(trace(`u:${long(0)} a:x`))).toBe(251)
  expect(estimateTokens(trace(`u:${long(0.5)} a:x`))).toBe(626)
})
