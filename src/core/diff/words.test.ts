import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffWords, type TextRange, type WordDiff } from './words.ts'

/** The differing parts in brackets, so that a case fits a line. */
function shown(text: string, ranges: readonly TextRange[]): string {
  let out = ''
  let at = 0
  for (const { start, end } of ranges) {
    out += text.slice(at, start) + '[' + text.slice(start, end) + ']'
    at = end
  }
  return out + text.slice(at)
}
function both(a: string, b: string): [string, string, number] {
  const diff = diffWords(a, b)
  return [shown(a, diff.a), shown(b, diff.b), diff.edits]
}
function rest(text: string, ranges: readonly TextRange[]): string {
  return shown(text, ranges).replace(/\[[^\]]*\]/g, '')
}

describe('diffWords', () => {
  it('finds nothing in equal texts', () => {
    expect(diffWords('the same', 'the same')).toEqual({ a: [], b: [], edits: 0, coarse: false })
  })
  it('marks a replaced word on both sides as one edit', () => {
    expect(both('Your bags are free.', 'Your bags are $50 each.')).toEqual([
      'Your bags are [free].',
      'Your bags are [$50 each].',
      1,
    ])
  })
  it('marks an added sentence on its own side only', () => {
    expect(both('It is $255. Shall I?', 'It is $255. As a gold member. Shall I?')).toEqual([
      'It is $255. Shall I?',
      'It is $255. [As a gold member. ]Shall I?',
      1,
    ])
  })
  it('does not cut words or numbers in two', () => {
    expect(both('total 1.50 now', 'total 1.75 now')).toEqual([
      'total [1.50] now',
      'total [1.75] now',
      1,
    ])
    expect(both('hello', 'hello world')).toEqual(['hello', 'hello[ world]', 1])
    expect(both('the cart', 'the car')).toEqual(['the [cart]', 'the [car]', 1])
  })
  it('keeps Vietnamese words with stacked marks whole', () => {
    expect(both('Kết quả đã cũ', 'Kết quả chưa cũ')).toEqual([
      'Kết quả [đã] cũ',
      'Kết quả [chưa] cũ',
      1,
    ])
  })
  it('finds words in scripts without spaces', () => {
    const [a, b] = both('我喜欢红色的汽车', '我喜欢蓝色的汽车')
    expect(a).toMatch(/^我喜欢\[红.*汽车$/)
    expect(b).toMatch(/^我喜欢\[蓝.*汽车$/)
  })
  it('marks by lines where the words have too little in common', () => {
    const noise = (seed: number) =>
      Array.from({ length: 3_000 }, (_, i) => `w${((i + 1) * seed) % 7919}`).join(' ')
    const a = `same head\n${noise(13)}\nsame middle\n${noise(17)}\nsame tail`
    const b = `same head\n${noise(29)}\nsame middle\n${noise(31)}\nsame tail`
    const diff = diffWords(a, b)
    expect(diff.coarse).toBe(true)
    expect(diff.edits).toBe(2)
    expect(rest(a, diff.a)).toBe('same head\nsame middle\n\nsame tail')
  })
  it('answers quickly for huge texts', () => {
    const a = 'x '.repeat(2_000_000) + 'left ' + 'y '.repeat(2_000_000)
    const b = 'x '.repeat(2_000_000) + 'right ' + 'y '.repeat(2_000_000)
    const started = performance.now()
    expect(diffWords(a, b).edits).toBe(1)
    expect(performance.now() - started).toBeLessThan(1_500)
  })
})

describe('for any two texts', () => {
  const word = fc.constantFrom('a', 'bb', ' ', '\n', '.', '1.5', 'é', '\ud83d', '漢字', '[')
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''))
  const unmarked = (t: string, ranges: readonly TextRange[]) => {
    let out = ''
    let at = 0
    for (const { start, end } of ranges) {
      out += t.slice(at, start)
      at = end
    }
    return out + t.slice(at)
  }
  const ascending = (ranges: readonly TextRange[]) =>
    ranges.every((r, i) => r.end > r.start && r.start >= (ranges[i - 1]?.end ?? 0))

  it('what is not marked is equal on both sides', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const diff: WordDiff = diffWords(a, b)
        expect(unmarked(a, diff.a)).toBe(unmarked(b, diff.b))
        expect(ascending(diff.a) && ascending(diff.b)).toBe(true)
        expect(diff.edits === 0).toBe(a === b)
      }),
      { numRuns: 200 },
    )
  })
})
