import { describe, expect, it } from 'vitest'
import { exactText, hexLines, visibleText } from './raw-bytes.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('raw bytes', () => {
  it('show sixteen bytes a line with their place', () => {
    const lines = hexLines(utf8('{"content": "Yes, ö'))
    expect(lines).toEqual([
      {
        offset: 0,
        hex: '7b 22 63 6f 6e 74 65 6e 74 22 3a 20 22 59 65 73',
        text: '{"content": "Yes',
      },
      { offset: 16, hex: '2c 20 c3 b6', text: ', ··' },
    ])
  })
  it('show a part only', () => {
    expect(hexLines(utf8('0123456789abcdefXYZ'), 16, 18)).toEqual([
      { offset: 16, hex: '58 59', text: 'XY' },
    ])
  })
  it('make NUL, escape and the byte-order mark visible', () => {
    expect(visibleText(utf8('\ufeffa\u0000b\u001bc\nd'))).toBe('⟨U+FEFF⟩a␀b␛c\nd')
  })
  it('mark what is no UTF-8', () => {
    expect(visibleText(new Uint8Array([0x61, 0xff, 0x62]))).toBe('a\ufffdb')
  })
})

it('exact text is the bytes’ own, or none', () => {
  const bytes = new TextEncoder().encode('\ufeff{"a": "é\u0000"}')
  expect(new TextEncoder().encode(exactText(bytes))).toEqual(bytes)
  expect(exactText(Uint8Array.of(0x7b, 0xff))).toBeUndefined()
})
