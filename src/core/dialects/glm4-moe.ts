import type { Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { skipStop } from './places.ts'
import { stickyAt } from './qwen3-coder.ts'
import { TOOL_RESPONSES } from './result-blocks.ts'
import { bareValue, textValuesCall, valueTexts, type TextValue } from './xml-arguments.ts'

const NAME = /<tool_call>\s*([^\s<>{}[\]"']+)/y
const KEY = /\s*<arg_key>([^<]*)<\/arg_key>\s*<arg_value>/y
const CLOSE = /\s*<\/tool_call>/y
const VALUE_END = '</arg_value>'

/** Whether a name without arguments is one, and no word of a text about the marks (“<tool_call> and”). */
function isBareName(text: string, at: number, name: string): boolean {
  return text[at - 1] !== ' ' && /[\p{L}\p{N}]/u.test(name)
}

/** GLM-4.5 and later: the name, then keys and untyped values in turn. */
export const glm4Moe: Dialect = {
  id: 'glm4-moe',
  title: 'GLM-4.5',
  openers: ['<tool_call>'],

  readBlock(text, at, to) {
    const open = stickyAt(NAME, text, at)
    const name = open?.[1]
    if (!open || name === undefined) return null
    const nameStart = at + open[0].length - name.length
    let from = at + open[0].length
    let argsStart = from
    const values: TextValue[] = []
    for (let key = stickyAt(KEY, text, from); key; key = stickyAt(KEY, text, from)) {
      const start = from + key[0].length
      const end = text.indexOf(VALUE_END, start)
      if (end < 0 || end >= to) return null
      if (values.length === 0) argsStart = from + key[0].indexOf('<')
      values.push({ key: key[1] ?? '', value: { start, end } })
      from = end + VALUE_END.length
    }
    const close = stickyAt(CLOSE, text, from)
    // LLaMA-Factory writes no closing mark; without arguments it then could be prose.
    if (values.length === 0 && (!close || !isBareName(text, nameStart, name))) return null
    const segment = textValuesCall(
      text,
      'glm4-moe',
      { start: nameStart, end: nameStart + name.length },
      { start: argsStart, end: from },
      values,
    )
    return { segments: [segment], end: skipStop(text, from + (close?.[0].length ?? 0), to) }
  },

  writeArguments: (argsText) =>
    valueTexts(argsText)
      .map(([key, value]) => `<arg_key>${key}</arg_key>\n<arg_value>${value}${VALUE_END}`)
      .join('\n'),
  writeValue: bareValue,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls
        .map(({ name, argsText }) => {
          const args = glm4Moe.writeArguments(argsText)
          return `<tool_call>${name}\n${args === '' ? '' : args + '\n'}</tool_call>`
        })
        .join('\n'),
    ),
  results: TOOL_RESPONSES,
}
