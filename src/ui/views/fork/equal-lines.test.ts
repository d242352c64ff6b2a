import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldEqualLines } from './equal-lines.ts'

const TEXT = 'It is $255. Free bags.\n\nThe breakdown:\n- one\n- two\n\nHow many? Please confirm.'

function shown(text: string, ...marked: string[]): string[] {
  const ranges = marked.map((words) => {
    const start = text.indexOf(words)
    return { start, end: start + words.length }
  })
  return foldEqualLines(text, ranges).map((s) =>
    s.kind === 'equal' ? `(${s.lines})` : text.slice(s.start, s.end).trim(),
  )
}

describe('foldEqualLines', () => {
  it('folds what is equal between lines that differ', () => {
    expect(shown(TEXT, 'Free bags.', 'How many?')).toEqual([
      'It is $255. Free bags.',
      '(3)',
      'How many? Please confirm.',
    ])
  })
  it('leaves a single equal line where it stands', () => {
    expect(shown('a x\nsame\nb x', 'a', 'b')).toEqual(['a x\nsame\nb x'])
  })
  it('loses no line, whatever is marked', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\n', ' '), { maxLength: 40 })
      .map((words) => words.join(''))
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(10), (t, start, length) => {
        const stretches = foldEqualLines(t, [{ start, end: start + length + 1 }])
        expect(stretches.map((s) => t.slice(s.start, s.end)).join('\n')).toBe(t)
      }),
      { numRuns: 200 },
    )
  })
})
