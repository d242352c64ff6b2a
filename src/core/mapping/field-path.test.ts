import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExactText } from '../json/exact.ts'
import type { Json } from '../model/json.ts'
import { formatPath, parsePath, rootPlace, valuesAt, type PathStep } from './field-path.ts'
import { mappingSchema } from './mapping.ts'

const key = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('a', '.', '[', ']', '~', '"', '\\', '0', ' ') }),
)
const step: fc.Arbitrary<PathStep> = fc.oneof(
  key.map((name) => ({ kind: 'key' as const, key: name })),
  fc.integer({ min: -1, max: 99 }).map((index) => ({ kind: 'index' as const, index })),
  fc.constantFrom<PathStep>({ kind: 'each' }, { kind: 'decode' }),
)

function steps(path: string): readonly PathStep[] {
  const parsed = parsePath(path)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

function at(record: Json, path: string) {
  return valuesAt(rootPlace(record), steps(path)).map(({ value, steps: where }) => [
    value,
    ...where,
  ])
}

test('steps written as a path and parsed again are the same', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (path) => {
      expect(steps(formatPath(path))).toEqual(path)
    }),
  )
})

test('a path that parses is written as it came, but for needless quotes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '.', '[', ']', '*', '~', '"', '0') }),
      (path) => {
        const parsed = parsePath(path)
        if (!parsed.ok) return
        const written = formatPath(parsed.value)
        expect(steps(written)).toEqual(parsed.value)
        if (!path.includes('"')) expect(written).toBe(path)
      },
    ),
    { numRuns: 1000 },
  )
})

test.each(['', '.a', 'a..b', 'a.', 'a[', 'a[x]', 'a[01]', 'a[-2]', '"a', 'a"b"', 'a]', '[0]b'])(
  '%j is no path, and no mapping takes it',
  (path) => {
    expect(parsePath(path).ok).toBe(false)
    expect(mappingSchema.safeParse({ version: 1, name: 'm', id: path }).success).toBe(false)
  },
)

describe('values', () => {
  const record: Json = {
    'llm.input': [{ text: 'a' }, { text: 'b' }],
    extra: '{"talk":["x","y"],"deep":"[1,[2]]"}',
    'a/b': { '': null },
  }

  test.each<[string, readonly (readonly Json[])[]]>([
    ['"llm.input"[0].text', [['a', '/llm.input/0/text']]],
    ['"llm.input"[-1].text', [['b', '/llm.input/1/text']]],
    [
      '"llm.input"[*].text',
      [
        ['a', '/llm.input/0/text'],
        ['b', '/llm.input/1/text'],
      ],
    ],
    ['extra~.talk[1]', [['y', '/extra', '/talk/1']]],
    ['extra~.deep~[1][0]', [[2, '/extra', '/deep', '/1/0']]],
    ['a/b.""', [[null, '/a~1b/']]],
    ['nothing.here', []],
    ['"llm.input".text', []],
    ['__proto__', []],
    ['extra[0]', []],
  ])('at %s', (path, expected) => expect(at(record, path)).toEqual(expected))

  test('stand where their pointers say', () => {
    fc.assert(
      fc.property(
        // As read from text, which has one zero only.
        fc.json().map((text) => JSON.parse(text) as Json),
        fc.array(step, { maxLength: 4 }),
        (value, path) => {
          const exact = new ExactText(JSON.stringify(value))
          for (const place of valuesAt(rootPlace(value), path))
            if (place.steps.length === 1)
              expect(JSON.parse(exact.slice(place.steps[0])!)).toEqual(place.value)
        },
      ),
    )
  })

  test('a text that is no JSON is named, where it stands', () => {
    const dead: string[] = []
    const found = valuesAt(rootPlace({ a: '{"b"' }), steps('a~.b'), ({ at: place, message }) =>
      dead.push(`${place.steps[0]} ${message}`),
    )
    expect(found).toEqual([])
    expect(dead).toEqual(['/a The text here is not JSON.'])
  })
})
