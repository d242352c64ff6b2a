import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import { compileGeneral } from './general.ts'
import { compileSubset } from './subset-compile.ts'
import { fitsSubset, subsetBreaches } from './subset.ts'

const NAMES = ['a', 'b', 'toString', '__proto__', 'é/~']
const name = fc.constantFrom(...NAMES)
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.constantFrom(0, 1, -1, 2, 1.5, 1e21, 9007199254740993, 1e308),
    fc.constantFrom('', 'a', 'b', '😀', 'é', '\ud800', 'abc'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
  ),
}))

const sizes = fc.nat(3)
const bounds = fc.constantFrom(-1, 0, 1, 1.5, 2)
const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.boolean(),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom(...TYPES),
          fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }),
          // Malformed: the subset must leave these to the general validator.
          fc.constantFrom('str', 'fraction', '', 3),
        ),
        enum: fc.oneof({ weight: 3, arbitrary: fc.array(value, { maxLength: 3 }) }, value),
        const: value,
        required: fc.oneof(
          { weight: 5, arbitrary: fc.uniqueArray(name, { maxLength: 2 }) },
          fc.constantFrom('a', ['a', 'a'], [1]),
        ),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
        additionalProperties: tie('schema'),
        items: tie('schema'),
        minimum: bounds,
        maximum: bounds,
        exclusiveMinimum: bounds,
        exclusiveMaximum: bounds,
        minLength: sizes,
        maxLength: sizes,
        minItems: sizes,
        maxItems: sizes,
        minProperties: sizes,
        maxProperties: sizes,
        description: fc.oneof({ weight: 9, arbitrary: fc.constant('what') }, fc.constant(5)),
        format: fc.constant('date'),
        optional: fc.constant(true),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Json>,
  ),
}))

test('the subset gives the general validator’s verdict wherever it takes a schema', async () => {
  let taken = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(schema, fc.array(value, { minLength: 1, maxLength: 8 }), async (s, values) => {
      const general = await compileGeneral(s)
      const subset = compileSubset(s)
      if (!subset) return
      expect(general.kind).toBe('compiled')
      if (general.kind !== 'compiled') return
      taken++
      for (const v of values) {
        const fits = fitsSubset(subset, v)
        expect(fits).toBe(general.breaches(v).length === 0)
        expect(fits).toBe(subsetBreaches(subset, v).length === 0)
        if (!fits) refused++
      }
    }),
    { numRuns: 200 },
  )
  // The comparison means something only if both verdicts occur.
  expect(taken).toBeGreaterThan(20)
  expect(refused).toBeGreaterThan(20)
})

describe('what the subset leaves to the general validator', () => {
  const others: readonly [string, JsonObject][] = [
    ['a reference', { $ref: '#/$defs/a', $defs: { a: true } }],
    ['alternatives', { properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } }],
    ['a pattern', { type: 'string', pattern: '^a' }],
    ['a type it does not know', { type: 'str' }],
    ['required as a word', { required: 'a' }],
    ['a description that is no text', { description: 5 }],
    ['a list of item schemas', { items: [{ type: 'string' }] }],
  ]
  test.each(others)('%s', (_, s) => expect(compileSubset(s)).toBeUndefined())

  test('a schema nested 100,000 deep', () => {
    let deep: Json = {}
    for (let i = 0; i < 100_000; i++) deep = { items: deep }
    expect(compileSubset(deep)).toBeUndefined()
  })
})

test('arguments nested 100,000 deep are judged without recursion into what no schema names', () => {
  let deep: Json = []
  for (let i = 0; i < 100_000; i++) deep = [deep]
  const subset = compileSubset({ properties: { a: { type: 'array' }, b: { enum: [[]] } } })!
  expect(fitsSubset(subset, { a: deep })).toBe(true)
  expect(fitsSubset(subset, { b: deep })).toBe(false)
})

test('an integer beyond 2^53 is an integer', () => {
  const subset = compileSubset({ type: 'integer' })!
  expect(fitsSubset(subset, JSON.parse('12345678901234567890') as Json)).toBe(true)
  expect(fitsSubset(subset, JSON.parse('1e400') as Json)).toBe(false)
})
