import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { typeset } from './typeset.ts'

const blocks = (text: string) =>
  typeset(text).map((b) => {
    if (b.kind === 'blank') return `blank ${b.lines}`
    if (b.kind === 'item') return `${b.marker}${b.depth} ${text.slice(b.body, b.end)}`
    if (b.kind === 'code') return `code ${text.slice(b.body, b.bodyEnd)}`
    return `p ${text.slice(b.start, b.end)}`
  })

describe('typeset', () => {
  test('blank lines part paragraphs, single line breaks stay inside', () => {
    expect(blocks('one\ntwo\n\nthree')).toEqual(['p one\ntwo', 'p three'])
  })

  test('further blank lines are kept and counted', () => {
    expect(blocks('one\n\n\n\ntwo')).toEqual(['p one', 'blank 2', 'p two'])
    expect(blocks('\n\none')).toEqual(['blank 2', 'p one'])
  })

  test('lists keep their markers in place, indent gives depth', () => {
    expect(blocks('Pay:\n- a\n  - b\n2) c\n   more\nend')).toEqual([
      'p Pay:',
      'bullet0 a',
      'bullet1 b',
      'number0 c\n   more',
      'p end',
    ])
  })

  test('a dash without a word behind it, or inside a line, is no list', () => {
    expect(blocks('-\nminus -1')).toEqual(['p -\nminus -1'])
    expect(blocks('-5 degrees')).toEqual(['p -5 degrees'])
  })

  test('fences hold code whatever is in it; an open one runs to the end', () => {
    expect(blocks('See\n```python\n- x\n\ny\n```\nend')).toEqual([
      'p See',
      'code - x\n\ny',
      'p end',
    ])
    expect(blocks('```\nx\n')).toEqual(['code x\n'])
    expect(blocks('```')).toEqual(['code '])
    expect(blocks('```\nx\n```\n\n\n  end')).toEqual(['code x', 'blank 1', 'p   end'])
  })

  test('no character but blanks between blocks is left out, whatever the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '-', '`', '1', '.', '\t', '\r'),
    })
    fc.assert(
      fc.property(text, (t) => {
        let at = 0
        for (const block of typeset(t)) {
          expect(block.start).toBeGreaterThanOrEqual(at)
          expect(t.slice(at, block.start).trim()).toBe('')
          expect(block.end).toBeGreaterThanOrEqual(block.start)
          at = block.end
        }
        expect(t.slice(at).trim()).toBe('')
      }),
      { numRuns: 200 },
    )
  })
})
