import { expect, test } from 'vitest'
import { excerptAround } from './raw-excerpt.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

test('the place at the end of a cut record is marked', () => {
  expect(excerptAround(utf8('{"a": "pro'), 10)).toEqual({
    before: '{"a": "pro',
    at: '⏎',
    after: '',
  })
})

test('a character of several bytes is marked whole', () => {
  expect(excerptAround(utf8('añb'), 1)).toEqual({ before: 'a', at: 'ñ', after: 'b' })
})

test('bytes that are no UTF-8 are spelled out', () => {
  expect(excerptAround(new Uint8Array([0x61, 0xff, 0xc3, 0x62]), 1)).toEqual({
    before: 'a',
    at: '\\xff',
    after: '\\xc3b',
  })
})

test('long records are cut on both sides, between characters', () => {
  const { before, at, after } = excerptAround(utf8('é'.repeat(500)), 500)
  expect(before).toBe('…' + 'é'.repeat(120))
  expect(at).toBe('é')
  expect(after).toBe('é'.repeat(40) + '…')
})
