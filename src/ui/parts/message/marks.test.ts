import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutPieces, marksWithin, type Mark } from './marks.ts'

const shown = (text: string, marks: readonly Mark[] = []) =>
  cutPieces(text, marks).map(
    (p) => (p.mark ? `${p.mark}:` : '') + (p.hidden ? p.hidden.code : p.text),
  )

describe('cutPieces', () => {
  test('a plain text is one piece, an empty one none', () => {
    expect(shown('plain')).toEqual(['plain'])
    expect(shown('')).toEqual([])
  })

  test('marks and hidden characters cut it', () => {
    expect(shown('free bags\u200b.', [{ start: 0, end: 4, kind: 'ins' }])).toEqual([
      'ins:free',
      ' bags',
      'U+200B',
      '.',
    ])
  })

  test('a hidden character inside a mark keeps the mark', () => {
    expect(shown('a\u200bb', [{ start: 0, end: 3, kind: 'del' }])).toEqual([
      'del:a',
      'del:U+200B',
      'del:b',
    ])
  })

  test('whatever the text and marks, the pieces join to the text', () => {
    const marks = fc
      .array(fc.nat(40), { maxLength: 8 })
      .map((at) => [...at].sort((a, b) => a - b))
      .map((at): Mark[] =>
        at.flatMap((start, i) =>
          i % 2 === 0 && at[i + 1] !== undefined ? [{ start, end: at[i + 1]!, kind: 'ins' }] : [],
        ),
      )
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\u200b', '\u{e0041}', '😀') })
    fc.assert(
      fc.property(text, marks, (t, m) => {
        const pieces = cutPieces(t, m)
        expect(pieces.map((p) => p.text).join('')).toBe(t)
        let at = 0
        for (const p of pieces) {
          expect(p.start).toBe(at)
          at += p.text.length
        }
      }),
      { numRuns: 200 },
    )
  })
})

test('marksWithin clips and shifts', () => {
  const marks: Mark[] = [
    { start: 0, end: 4, kind: 'ins' },
    { start: 6, end: 12, kind: 'del' },
    { start: 20, end: 21, kind: 'ins' },
  ]
  expect(marksWithin(marks, 3, 10)).toEqual([
    { start: 0, end: 1, kind: 'ins' },
    { start: 3, end: 7, kind: 'del' },
  ])
})
