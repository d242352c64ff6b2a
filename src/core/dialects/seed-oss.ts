import type { CallSegment, Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { stickyAt } from './qwen3-coder.ts'
import { blockResults } from './result-blocks.ts'
import { bareValue, textValuesCall, valueTexts, type TextValue } from './xml-arguments.ts'

const OPEN = '<seed:tool_call>'
const CLOSE = '</seed:tool_call>'
/** LLaMA-Factory leaves out the `>` behind the name. */
const FUNCTION = /\s*<function=\s*([^\s<>]+)>?/y
const PARAMETER = /\s*<parameter=([^\n>]*)>/y
const FUNCTION_END = /\s*<\/function>/y
const VALUE_END = '</parameter>'

/** Seed-OSS: like Qwen3-Coder, under its own mark and without line ends around values. */
export const seedOss: Dialect = {
  id: 'seed-oss',
  title: 'Seed-OSS',
  openers: [OPEN],

  readBlock(text, at, to) {
    const segments: CallSegment[] = []
    let from = at + OPEN.length
    for (let open = stickyAt(FUNCTION, text, from); open; open = stickyAt(FUNCTION, text, from)) {
      const name = open[1] ?? ''
      const nameStart = from + open[0].lastIndexOf(name)
      from += open[0].length
      let argsStart = from
      const values: TextValue[] = []
      for (
        let mark = stickyAt(PARAMETER, text, from);
        mark;
        mark = stickyAt(PARAMETER, text, from)
      ) {
        const start = from + mark[0].length
        const close = text.indexOf(VALUE_END, start)
        if (close < 0 || close >= to) return null
        if (values.length === 0) argsStart = trimmed(text, from, start).start
        values.push({ key: mark[1] ?? '', value: { start, end: close } })
        from = close + VALUE_END.length
      }
      const args = { start: argsStart, end: from }
      const nameAt = { start: nameStart, end: nameStart + name.length }
      segments.push(textValuesCall(text, 'seed-oss', nameAt, args, values))
      const close = stickyAt(FUNCTION_END, text, from)
      if (!close) return null
      from += close[0].length
    }
    const close = text.indexOf(CLOSE, from)
    if (segments.length === 0 || close < 0 || close >= to) return null
    return { segments, end: skipStop(text, close + CLOSE.length, to) }
  },

  writeArguments: (argsText) =>
    valueTexts(argsText)
      .map(([key, value]) => `<parameter=${key}>${value}${VALUE_END}`)
      .join('\n'),
  writeValue: bareValue,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls
        .map(({ name, argsText }) => {
          const args = seedOss.writeArguments(argsText)
          return `${OPEN}\n<function=${name}>\n${args === '' ? '' : args + '\n'}</function>\n${CLOSE}`
        })
        .join('\n'),
    ),
  results: blockResults('<seed:tool_response>', '</seed:tool_response>'),
}
