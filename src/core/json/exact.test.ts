import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { childPointer, isJsonObject, type Json } from '../model/json.ts'
import { elementSpans, ExactText, memberSpans, rootSpan } from './exact.ts'

const spacing = fc.constantFrom(undefined, 1, 2, '\t')
const anyText = fc.tuple(fc.jsonValue(), spacing).map(([value, indent]) => ({
  text: JSON.stringify(value, null, indent),
}))

describe('spans', () => {
  test('the span of every pointer parses to the value that JSON.parse gives there', () => {
    fc.assert(
      fc.property(anyText, ({ text }) => {
        const exact = new ExactText(text)
        const walk = (value: Json, pointer: string): void => {
          expect(JSON.parse(exact.slice(pointer)!)).toEqual(value)
          if (Array.isArray(value)) value.forEach((v: Json, i) => walk(v, childPointer(pointer, i)))
          else if (isJsonObject(value))
            for (const key of Object.keys(value)) walk(value[key]!, childPointer(pointer, key))
        }
        walk(JSON.parse(text) as Json, '')
      }),
      { numRuns: 200 },
    )
  })

  test('arbitrary text never throws', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', 'a', '1'))
    fc.assert(
      fc.property(pieces, (chars) => {
        const text = chars.join('')
        const exact = new ExactText(text)
        exact.span('/a/0/a')
        exact.span('/1')
        expect(rootSpan(text).end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 200 },
    )
  })

  test('of duplicate keys the last counts, and all are listed', () => {
    const text = '{"a":1, "b":2, "a":3}'
    expect(new ExactText(text).slice('/a')).toBe('3')
    expect(memberSpans(text, 0).map((member) => member.key)).toEqual(['a', 'b', 'a'])
  })

  test('an escaped key is found by what it means', () => {
    expect(new ExactText('{"\\u0061/b~":1}').slice('/a~1b~0')).toBe('1')
  })

  test('numbers keep their spelling', () => {
    const exact = new ExactText('{"n":[12345678901234567890,1.10,1e5,-0]}')
    expect([0, 1, 2, 3].map((i) => exact.slice(`/n/${i}`))).toEqual([
      '12345678901234567890',
      '1.10',
      '1e5',
      '-0',
    ])
  })

  test('what is not there has no span', () => {
    const exact = new ExactText('{"a":[1]}')
    for (const pointer of ['/b', '/a/1', '/a/-', '/a/00', '/a/0/x'])
      expect(exact.span(pointer)).toBeUndefined()
  })

  test('nesting 100,000 deep does not overflow', () => {
    const text = '[' + '['.repeat(100_000) + ']'.repeat(100_000) + ',"x"]'
    expect(elementSpans(text, 0)).toHaveLength(2)
    expect(new ExactText(text).slice('/1')).toBe('"x"')
  })

  test('a string ends at its quote, however many backslashes stand before it', () => {
    const text = JSON.stringify(['\\', '\\"', '"\\\\', 'x'])
    expect(new ExactText(text).slice('/3')).toBe('"x"')
  })
})
