import { describe, expect, it } from 'vitest'
import { bytes, counted, duration, percent, when } from './numbers.ts'

describe('numbers', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [714_000, '714 kB'],
    [999_900, '1.0 MB'],
    [2_040_000, '2.0 MB'],
    [1_030_000_000, '1.03 GB'],
    [12_000_000_000, '12.0 GB'],
  ])('%d bytes are written %s', (n, text) => expect(bytes(n)).toBe(text))

  it('count one and many', () => {
    expect(counted(1, 'sample')).toBe('1 sample')
    expect(counted(51_200, 'sample')).toBe('51,200 samples')
    expect(counted(2, 'entry', 'entries')).toBe('2 entries')
  })

  it('never call a few nothing, nor most all', () => {
    expect(percent(1, 1000)).toBe('<1%')
    expect(percent(999, 1000)).toBe('99%')
    expect(percent(1000, 1000)).toBe('100%')
    expect(percent(0, 0)).toBe('0%')
  })

  it.each([
    [0.2, 'less than 1 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [3600, '1 h'],
    [6900, '1 h 55 min'],
  ])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})

describe('when', () => {
  const now = new Date(2026, 6, 5, 15, 0).getTime()
  it.each([
    [new Date(2026, 6, 5, 14, 2), '14:02 today'],
    [new Date(2026, 6, 4, 16, 40), 'Yesterday, 16:40'],
    [new Date(2026, 6, 3, 9, 0), '3 July'],
    [new Date(2025, 6, 3, 9, 0), '3 July 2025'],
  ])('%s is told as %s', (date, text) => expect(when(date.getTime(), now)).toBe(text))
})
