import type { CallSegment, Dialect } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { bareCall, skipStop, trimmed } from './places.ts'
import { stickyAt } from './qwen3-coder.ts'

const ALL = '<|tool_calls_section_begin|>'
const ALL_END = /\s*<\|tool_calls_section_end\|>/y
const ONE = '<|tool_call_begin|>'
const ONE_END = '<|tool_call_end|>'
const CALL = /\s*<\|tool_call_begin\|>\s*([^\s<]+)\s*<\|tool_call_argument_begin\|>/y

/** Kimi-K2: the id names the function (`functions.NAME:0`). */
export const kimi: Dialect = {
  id: 'kimi',
  title: 'Kimi K2',
  openers: [ALL, ONE],

  readBlock(text, at, to) {
    const isWhole = text.startsWith(ALL, at)
    let from = isWhole ? at + ALL.length : at
    const segments: CallSegment[] = []
    for (let open = stickyAt(CALL, text, from); open; open = stickyAt(CALL, text, from)) {
      const id = open[1] ?? ''
      const idStart = from + open[0].indexOf(id, open[0].indexOf(ONE) + ONE.length)
      const inside = from + open[0].length
      const close = text.indexOf(ONE_END, inside)
      if (close < 0 || close >= to) return null
      const start = idStart + (id.startsWith('functions.') ? 'functions.'.length : 0)
      const end = idStart + id.replace(/:\d+$/, '').length
      const args = trimmed(text, inside, close)
      segments.push(bareCall(text, 'kimi', { start, end }, args, id))
      from = close + ONE_END.length
      if (!isWhole) break
    }
    if (segments.length === 0) return null
    const close = isWhole ? stickyAt(ALL_END, text, from) : null
    return { segments, end: skipStop(text, from + (close?.[0].length ?? 0), to) }
  },

  writeArguments: asJson,
  serialise(items) {
    let index = 0
    return layOut(
      items,
      (calls) => {
        const texts = calls.map(({ id, name, argsText }) => {
          const word = id ?? `functions.${name}:${index}`
          index++
          return `${ONE}${word}<|tool_call_argument_begin|>${argsText}${ONE_END}`
        })
        return `${ALL}${texts.join('')}<|tool_calls_section_end|>`
      },
      '',
    )
  },

  results: {
    read(text) {
      const match = /^\s*## Return of ([^\n]+)\n([^]*)$/.exec(text)
      return match ? [{ callId: match[1] ?? '', text: match[2] ?? '' }] : null
    },
    write: (results) =>
      results.map(({ callId, text }) => `## Return of ${callId ?? ''}\n${text}`).join('\n'),
  },
}
