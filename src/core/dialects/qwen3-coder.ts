import type { CallSegment, Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { TOOL_RESPONSES } from './result-blocks.ts'
import { bareValue, textValuesCall, valueTexts, type TextValue } from './xml-arguments.ts'

const OUTER = /<tool_call>\s*(?=<function=)/y
const FUNCTION = /<function=\s*([^\s<>]+?)\s*>/y
const PARAMETER = /\s*<parameter=([^\n>]*)>/y
const FUNCTION_END = /\s*<\/function>/y
const OUTER_END = /\s*<\/tool_call>/y
const VALUE_END = '</parameter>'

/** The next match of a sticky pattern at `at`. */
export function stickyAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Qwen3-Coder: a function with a mark for each argument, values as untyped text. */
export const qwen3Coder: Dialect = {
  id: 'qwen3-coder',
  title: 'Qwen3-Coder',
  openers: ['<tool_call>', '<function='],

  readBlock(text, at, to) {
    const outer = stickyAt(OUTER, text, at)
    const segments: CallSegment[] = []
    let from = at + (outer?.[0].length ?? 0)
    for (;;) {
      const read = readFunction(text, from, to)
      if (!read) break
      segments.push(read.segment)
      from = read.end
      if (!outer) break
    }
    if (segments.length === 0) return null
    const close = outer && stickyAt(OUTER_END, text, from)
    const end = from + (close?.[0].length ?? 0)
    return { segments, end: skipStop(text, end, to) }
  },

  writeArguments: (argsText) =>
    valueTexts(argsText)
      .map(([key, value]) => `<parameter=${key}>\n${value}\n${VALUE_END}`)
      .join('\n'),
  writeValue: bareValue,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls
        .map(({ name, argsText }) => {
          const args = qwen3Coder.writeArguments(argsText)
          const body = args === '' ? '' : args + '\n'
          return `<tool_call>\n<function=${name}>\n${body}</function>\n</tool_call>`
        })
        .join('\n'),
    ),
  results: TOOL_RESPONSES,
}

function readFunction(
  text: string,
  at: number,
  to: number,
): { readonly segment: CallSegment; readonly end: number } | null {
  while (/\s/.test(text[at] ?? '')) at++
  const open = stickyAt(FUNCTION, text, at)
  const name = open?.[1]
  if (!open || name === undefined) return null
  const nameStart = at + open[0].indexOf(name)
  let from = at + open[0].length
  const args = trimmed(text, from, from)
  const values: TextValue[] = []
  let argsEnd = from
  for (;;) {
    const parameter = stickyAt(PARAMETER, text, from)
    if (!parameter) break
    const start = from + parameter[0].length
    const close = text.indexOf(VALUE_END, start)
    if (close < 0 || close >= to) return null
    values.push({ key: (parameter[1] ?? '').trim(), value: unlined(text, start, close) })
    from = argsEnd = close + VALUE_END.length
  }
  const close = stickyAt(FUNCTION_END, text, from)
  if (!close || from >= to) return null
  // Where there are arguments they begin at the first one's mark, behind the line end.
  const argsStart = values.length > 0 ? trimmed(text, args.start, argsEnd).start : argsEnd
  return {
    segment: textValuesCall(
      text,
      'qwen3-coder',
      { start: nameStart, end: nameStart + name.length },
      { start: argsStart, end: argsEnd },
      values,
    ),
    end: from + close[0].length,
  }
}

/** A value without the one line end on either side that its layout puts there. */
export function unlined(text: string, from: number, to: number): { start: number; end: number } {
  const start = from < to && text[from] === '\n' ? from + 1 : from
  const end = to > start && text[to - 1] === '\n' ? to - 1 : to
  return { start, end }
}
