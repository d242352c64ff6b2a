import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { styleOf } from '../../../core/json/style.ts'
import {
  appendElement,
  layOut,
  lineAndColumn,
  renameMember,
  setValue,
  valueText,
} from './argument-text.ts'

const ARGS = '{"id":12345678901234567890, "price":1.10,"legs":[{"to":"SEA"},{"to":"JFK"}]}'

describe('setValue', () => {
  it('replaces one value and no other character', () => {
    expect(setValue(ARGS, '/price', '2.50')).toBe(ARGS.replace('1.10', '2.50'))
    expect(setValue(ARGS, '/legs/1/to', '"LAX"')).toBe(ARGS.replace('"JFK"', '"LAX"'))
  })
  it('adds a missing member behind the others', () => {
    expect(setValue('{"a":1}', '/b', 'true')).toBe('{"a":1,"b":true}')
    expect(setValue('{}', '/b', 'true')).toBe('{"b":true}')
  })
  it('removes a member or an element', () => {
    expect(valueText(setValue(ARGS, '/price', undefined), '/price')).toBeUndefined()
    expect(setValue(ARGS, '/legs/0', undefined)).toBe(ARGS.replace('{"to":"SEA"},', ''))
  })
  it('leaves duplicate keys in place and sets the last', () => {
    expect(setValue('{"a":1,"a":2}', '/a', '3')).toBe('{"a":1,"a":3}')
  })
})

describe('lists and names', () => {
  it('appends an element', () => {
    expect(valueText(appendElement(ARGS, '/legs', '{"to":""}'), '/legs/2')).toBe('{"to":""}')
    expect(appendElement('{"l":[]}', '/l', '1')).toBe('{"l":[1]}')
  })
  it('renames a member where it stands', () => {
    expect(renameMember(ARGS, 'price', 'cost')).toBe(ARGS.replace('price', 'cost'))
  })
})

describe('layOut', () => {
  it('puts members on lines and keeps every token', () => {
    expect(layOut('{"a":1.10,"b":{"c":[1,2]},"d":{}}', 'lines')).toBe(
      '{\n  "a": 1.10,\n  "b": {"c": [1, 2]},\n  "d": {}\n}',
    )
  })
  it('gives the same JSON, and the same text again in the style it had', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const lines = layOut(text, 'lines')
        expect(JSON.parse(lines)).toEqual(JSON.parse(text))
        expect(layOut(lines, styleOf(text)).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
      { numRuns: 150 },
    )
  })
})

it('counts lines and columns from 1', () => {
  expect(lineAndColumn('{\n  "a": x}', 9)).toEqual({ line: 2, column: 8 })
})
