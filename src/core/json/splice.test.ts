import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExactText } from './exact.ts'
import { arrangeElements, setMember, splice, type Arranged } from './splice.ts'
import { styleOf } from './style.ts'

function withMember(text: string, pointer: string, key: string, value: string | undefined) {
  const exact = new ExactText(text)
  return splice(text, setMember(exact, exact.span(pointer)!, key, value, styleOf(text)))
}

function withElements(text: string, pointer: string, elements: readonly Arranged[]) {
  const exact = new ExactText(text)
  return splice(text, [arrangeElements(exact, exact.span(pointer)!, elements, styleOf(text))])
}

describe('splice', () => {
  test('leaves everything outside its spans as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(60)), fc.string(), (text, cuts, fresh) => {
        const places = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort(
          (a, b) => a - b,
        )
        const splices = []
        for (let i = 0; i + 1 < places.length; i += 2)
          splices.push({ start: places[i]!, end: places[i + 1]!, text: fresh })
        let expected = ''
        let at = 0
        for (const s of splices) {
          expected += text.slice(at, s.start) + fresh
          at = s.end
        }
        expect(splice(text, splices.toReversed())).toBe(expected + text.slice(at))
      }),
    )
  })

  test('overlapping splices are refused', () => {
    const two = [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' },
    ]
    expect(() => splice('abcdef', two)).toThrow('2–4')
  })
})

describe('setMember', () => {
  test('replaces one value and nothing else', () => {
    expect(withMember('{ "a" : 1.0,\n"b":[ ] }', '', 'a', '"x"')).toBe('{ "a" : "x",\n"b":[ ] }')
  })

  test('sets the last of duplicate keys', () => {
    expect(withMember('{"a":1,"a":2}', '', 'a', '3')).toBe('{"a":1,"a":3}')
  })

  test('adds a member in the style of the others', () => {
    expect(withMember('{"a":1,"b":2}', '', 'c', '3')).toBe('{"a":1,"b":2,"c":3}')
    expect(withMember('{\n  "a": 1\n}', '', 'c', '3')).toBe('{\n  "a": 1,\n  "c": 3\n}')
    expect(withMember('{"m": {}}', '/m', 'c', '3')).toBe('{"m": {"c": 3}}')
  })

  test('removes every member of that name with its comma', () => {
    expect(withMember('{"a": 1, "b": 2, "a": 3}', '', 'a', undefined)).toBe('{"b": 2}')
    expect(withMember('{"b": 2, "a": 3}', '', 'a', undefined)).toBe('{"b": 2}')
    expect(withMember('{"a": 3}', '', 'a', undefined)).toBe('{}')
    expect(withMember('{"b": 2}', '', 'a', undefined)).toBe('{"b": 2}')
  })
})

describe('arrangeElements', () => {
  const pretty = '[\n  1,\n  2,\n  3\n]'

  test('keeps the layout when elements go or come', () => {
    expect(withElements(pretty, '', [{ at: 0 }, { at: 2 }])).toBe('[\n  1,\n  3\n]')
    expect(withElements(pretty, '', [{ at: 0 }, { text: 'x' }, { at: 1 }])).toBe(
      '[\n  1,\n  x,\n  2\n]',
    )
    expect(withElements('[1, 2]', '', [{ at: 1 }])).toBe('[2]')
    expect(withElements('[]', '', [{ text: '1' }, { text: '2' }])).toBe('[1,2]')
    expect(withElements(pretty, '', [])).toBe('[]')
  })

  test('all elements in their order give the same text', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), (list, indent) => {
        const text = JSON.stringify(list, null, indent)
        expect(
          withElements(
            text,
            '',
            list.map((_, at) => ({ at })),
          ),
        ).toBe(text)
      }),
    )
  })

  test('the arranged array parses to the arranged values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { minLength: 1 }),
        fc.array(fc.nat(30), { maxLength: 6 }),
        (list, order) => {
          const text = JSON.stringify(list, null, 1)
          const wanted = order.map((n): Arranged =>
            n < list.length ? { at: n } : { text: String(n) },
          )
          const parsed = JSON.parse(text) as unknown[]
          expect(JSON.parse(withElements(text, '', wanted))).toEqual(
            order.map((n) => (n < list.length ? parsed[n] : n)),
          )
        },
      ),
    )
  })
})
