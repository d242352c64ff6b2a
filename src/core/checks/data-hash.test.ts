import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { dataHash } from './data-hash.ts'

function reordered(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(reordered)
  return Object.fromEntries(
    Object.entries<Json>(value)
      .reverse()
      .map(([key, item]) => [key, reordered(item)]),
  )
}

test('equal data have equal hashes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const other = reordered(value as Json)
      expect(dataHash(other)).toBe(dataHash(value as Json))
    }),
  )
  expect(dataHash(-0)).toBe(dataHash(0))
})

test('data that differ a little have different hashes', () => {
  const values: Json[] = []
  for (let i = 0; i < 1000; i++)
    values.push({ n: i }, { n: -i - 1 }, { n: i + 0.5 }, { n: `${i}` }, [i])
  for (const word of ['true', 'false', 'null']) values.push(JSON.parse(word) as Json)
  const hashes = new Set(values.map(dataHash))
  expect(hashes.size).toBeGreaterThan(values.length * 0.99)
})
