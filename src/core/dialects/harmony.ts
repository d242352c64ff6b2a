import type { Dialect, Segment } from './dialect.ts'
import { asJson } from './lay-out.ts'
import { bareCall, firstOf, trimmed } from './places.ts'
import { stickyAt } from './qwen3-coder.ts'

const HEAD =
  /(?:<\|start\|>assistant)?(?:\s*to=([^\s<]+))?\s*<\|channel\|>\s*(analysis|commentary|final)(?:\s+to=([^\s<]+))?(?:\s*<\|constrain\|>\s*\w+|\s+(?:json|code))?\s*<\|message\|>/y
const STOPS = ['<|end|>', '<|call|>', '<|return|>', '<|start|>', '<|channel|>']
const PREFIX = 'functions.'

/** gpt-oss: every message has a channel; thinking is one, calls name their recipient. */
export const harmony: Dialect = {
  id: 'harmony',
  title: 'Harmony (gpt-oss)',
  openers: ['<|start|>assistant', '<|channel|>'],

  readBlock(text, at, to) {
    const head = stickyAt(HEAD, text, at)
    if (!head) return null
    const from = at + head[0].length
    const stop = firstOf(text, STOPS, from, to)
    const mark = STOPS.slice(0, 3).find((token) => text.startsWith(token, stop))
    const end = Math.min(to, stop + (mark?.length ?? 0))
    const segment = messageOf(text, at, head, from, stop)
    return { segments: segment ? [segment] : [], end }
  },

  writeArguments: asJson,
  serialise: (items) =>
    items
      .map((item, i) => {
        const start = i === 0 ? '' : '<|start|>assistant'
        if (item.kind === 'call') {
          const { name, argsText } = item.call
          return `${start}<|channel|>commentary to=${PREFIX}${name} <|constrain|>json<|message|>${argsText}<|call|>`
        }
        if (item.kind === 'reasoning')
          return `${start}<|channel|>analysis<|message|>${item.text}<|end|>`
        const said = item.kind === 'text' ? item.text : item.result.text
        const isLast = i === items.length - 1
        return isLast
          ? `${start}<|channel|>final<|message|>${said}<|return|>`
          : `${start}<|channel|>commentary<|message|>${said}<|end|>`
      })
      .join(''),

  results: {
    read(text) {
      const match =
        /^<\|start\|>functions\.(\S+) to=assistant<\|channel\|>commentary<\|message\|>([^]*?)(?:<\|end\|>)?$/.exec(
          text.trim(),
        )
      return match ? [{ name: match[1] ?? '', text: match[2] ?? '' }] : null
    },
    write: (results) =>
      results
        .map(
          ({ name, text }) =>
            `<|start|>${PREFIX}${name ?? 'tool'} to=assistant<|channel|>commentary<|message|>${text}<|end|>`,
        )
        .join(''),
  },
}

function messageOf(
  text: string,
  at: number,
  head: RegExpExecArray,
  from: number,
  stop: number,
): Segment | null {
  const recipient = head[3] ?? head[1]
  const { start, end } = trimmed(text, from, stop)
  if (recipient !== undefined) {
    const name = recipient.startsWith(PREFIX) ? recipient.slice(PREFIX.length) : recipient
    const nameEnd = at + head[0].indexOf(`to=${recipient}`) + 3 + recipient.length
    const place = { start: nameEnd - name.length, end: nameEnd }
    return bareCall(text, 'harmony', place, { start, end })
  }
  if (start === end) return null
  return head[2] === 'analysis'
    ? { kind: 'reasoning', wrap: 'harmony', start, end }
    : { kind: 'text', start, end }
}
