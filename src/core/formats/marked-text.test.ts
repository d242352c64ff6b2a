import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentsOf } from './marked-text.ts'

const shown = (text: string) =>
  segmentsOf(text)?.map((segment) => {
    const kind = segment.kind === 'reasoning' ? segment.wrap : segment.kind
    return `${kind}:${text.slice(segment.start, segment.end)}`
  })

test.each([
  ['plain <b>text</b>', undefined],
  ['<think>\nhm\n</think>\n\nYes.', ['think:hm', 'text:Yes.']],
  ['hm</think>Yes.', ['openTail:hm', 'text:Yes.']],
  ['<think>never closed', undefined],
  ['Look. <tool_call>\n{"name":"f"}\n</tool_call>', ['text:Look.', 'call:{"name":"f"}']],
  ['<tool_call>{}</tool_call>\n<tool_call>[]</tool_call> ', ['call:{}', 'call:[]']],
  [
    '<think>use <tool_call>{}</tool_call></think>No.',
    ['think:use <tool_call>{}</tool_call>', 'text:No.'],
  ],
  ['<tool_call>{"name":"f"', ['call:{"name":"f"']],
  ['Write <tool_call> before it.', undefined],
  ['<think></think>Yes.', ['think:', 'text:Yes.']],
])('%j', (text, expected) => expect(shown(text)).toEqual(expected))

test('segments stand in order and leave out only marks and white space', () => {
  const piece = fc.constantFrom(
    '<think>',
    '</think>',
    '<tool_call>',
    '</tool_call>',
    ' ',
    '\n',
    'a',
    '{}',
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      let at = 0
      let left = ''
      for (const { start, end } of segmentsOf(text) ?? [{ start: 0, end: text.length }]) {
        expect(start).toBeGreaterThanOrEqual(at)
        left += text.slice(at, start)
        at = end
      }
      left += text.slice(at)
      expect(left.replace(/<\/?(think|tool_call)>|\s/g, '')).toBe('')
    }),
    { numRuns: 300 },
  )
})
