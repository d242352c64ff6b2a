import { describe, expect, test } from 'vitest'
import { findHidden } from './hidden-characters.ts'

const codes = (text: string) => findHidden(text).map((h) => h.code)

describe('findHidden', () => {
  test('controls, zero-width and bidirectional characters are found with place and name', () => {
    expect(findHidden('a\u0000b\u202ec')).toEqual([
      { at: 1, length: 1, code: 'U+0000', name: 'NUL' },
      { at: 3, length: 1, code: 'U+202E', name: 'right-to-left override' },
    ])
    expect(codes('x\u200by\ufeff')).toEqual(['U+200B', 'U+FEFF'])
  })

  test('ordinary white space and Windows line ends are not hidden', () => {
    expect(codes('a\tb\nc\r\nd e')).toEqual([])
  })

  test('a carriage return alone is hidden', () => {
    expect(codes('a\rb')).toEqual(['U+000D'])
  })

  test('joiners inside emoji and Persian words are left alone, between Latin letters they are not', () => {
    expect(codes('👩‍💻 می‌خواهم ❤️')).toEqual([])
    expect(codes('ad\u200dmin')).toEqual(['U+200D'])
    expect(codes('می\u200c end')).toEqual(['U+200C'])
  })

  test('a lone surrogate is found, a pair is not', () => {
    expect(codes('😀')).toEqual([])
    expect(findHidden('a\ud83d')).toEqual([
      { at: 1, length: 1, code: 'U+D83D', name: 'lone surrogate' },
    ])
  })

  test('tag characters outside the basic plane count as one', () => {
    expect(findHidden('\u{e0041}')).toEqual([
      { at: 0, length: 2, code: 'U+E0041', name: 'U+E0041' },
    ])
  })
})
