import type { CallSegment, Dialect, WrittenCall } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { bareCall, skipStop, trimmed } from './places.ts'
import { blockResults } from './result-blocks.ts'
import { stickyAt } from './qwen3-coder.ts'

const ALL = '<｜tool▁calls▁begin｜>'
const ALL_END = /\s*<｜tool▁calls▁end｜>/y
const ONE = '<｜tool▁call▁begin｜>'
const ONE_END = '<｜tool▁call▁end｜>'
const SEP = '<｜tool▁sep｜>'
const OPENERS = [ALL, ONE]
const OUTPUT = ['<｜tool▁output▁begin｜>', '<｜tool▁output▁end｜>'] as const

const V3 = /\s*<｜tool▁call▁begin｜>\s*\w+<｜tool▁sep｜>([^\n]+)\n```(?:json)?\n?/y
const V31 = /\s*<｜tool▁call▁begin｜>\s*([^\s<｜]+)<｜tool▁sep｜>\s*/y

function reader(id: 'deepseek-v3' | 'deepseek-v3.1', pattern: RegExp, fence: string) {
  return (text: string, at: number, to: number) => {
    const isWhole = text.startsWith(ALL, at)
    let from = isWhole ? at + ALL.length : at
    const segments: CallSegment[] = []
    for (let open = stickyAt(pattern, text, from); open; open = stickyAt(pattern, text, from)) {
      const name = (open[1] ?? '').trimEnd()
      const start = from + open[0].indexOf(name, nameOffset(open[0], id))
      const inside = from + open[0].length
      const close = text.indexOf(ONE_END, inside)
      if (close < 0 || close >= to) return null
      const stop = fence === '' ? close : fenceStart(text, inside, close)
      const args = trimmed(text, inside, stop)
      segments.push(bareCall(text, id, { start, end: start + name.length }, args))
      from = close + ONE_END.length
      if (!isWhole) break
    }
    if (segments.length === 0) return null
    const close = isWhole ? stickyAt(ALL_END, text, from) : null
    return { segments, end: skipStop(text, from + (close?.[0].length ?? 0), to) }
  }
}

/** Where in a call's opening the name may begin: behind the separator, or behind the mark. */
function nameOffset(open: string, id: 'deepseek-v3' | 'deepseek-v3.1'): number {
  return id === 'deepseek-v3' ? open.indexOf(SEP) + SEP.length : open.indexOf(ONE) + ONE.length
}

function fenceStart(text: string, from: number, to: number): number {
  const fence = text.lastIndexOf('```', to)
  return fence >= from ? fence : to
}

function writer(one: (call: WrittenCall) => string, between: string) {
  return (calls: readonly WrittenCall[]) =>
    `${ALL}${calls.map((call) => ONE + one(call) + ONE_END).join(between)}<｜tool▁calls▁end｜>`
}

/** DeepSeek-V3: a type, a name, and the arguments in a code fence. */
export const deepseekV3: Dialect = {
  id: 'deepseek-v3',
  title: 'DeepSeek-V3',
  openers: OPENERS,
  readBlock: reader('deepseek-v3', V3, '```'),
  writeArguments: asJson,
  serialise: (items) =>
    layOut(
      items,
      writer(
        ({ name, argsText }) => `function${SEP}${name}\n\`\`\`json\n${argsText}\n\`\`\``,
        '\n',
      ),
      '',
    ),
  results: blockResults(...OUTPUT, {
    before: '',
    outer: ['<｜tool▁outputs▁begin｜>', '<｜tool▁outputs▁end｜>'],
  }),
}

/** DeepSeek-V3.1: a name and the arguments. */
export const deepseekV31: Dialect = {
  id: 'deepseek-v3.1',
  title: 'DeepSeek-V3.1',
  openers: OPENERS,
  readBlock: reader('deepseek-v3.1', V31, ''),
  writeArguments: asJson,
  serialise: (items) =>
    layOut(
      items,
      writer(({ name, argsText }) => name + SEP + argsText, ''),
      '',
    ),
  results: blockResults(...OUTPUT, { before: '', between: '' }),
}
