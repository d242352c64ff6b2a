import type { Dialect, Item, ResultManner, Segment } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { argumentsAt, bareCall, firstOf, skipStop, trimmed } from './places.ts'
import { writeReasoning } from './reasoning.ts'
import { stickyAt } from './qwen3-coder.ts'

const V2 = /(?:<\|from\|>assistant\n)?<\|recipient\|>([^\n<]+)\n<\|content\|>/y
const V2_MARKS = ['<|from|>', '<|recipient|>', '<|stop|>']

/** Functionary v2: every message names its recipient; `all` is the user. */
export const functionaryV2: Dialect = {
  id: 'functionary-v2',
  title: 'Functionary v2',
  openers: ['<|from|>assistant\n', '<|recipient|>'],
  readBlock(text, at, to) {
    const match = stickyAt(V2, text, at)
    const name = match?.[1]
    if (!match || name === undefined) return null
    const from = at + match[0].length
    const end = firstOf(text, V2_MARKS, from, to)
    const start = at + match[0].indexOf(name, match[0].indexOf('<|recipient|>'))
    return {
      segments: addressed(text, 'functionary-v2', name, start, from, end),
      end: skipStop(text, end, to),
    }
  },
  writeArguments: asJson,
  serialise: (items) =>
    items
      .map((item) => `<|from|>assistant\n<|recipient|>${recipient(item)}\n<|content|>${body(item)}`)
      .join('\n')
      .concat('<|stop|>'),
  results: {
    read(text) {
      const match = /^<\|from\|>([^\n]+)\n<\|recipient\|>all\n<\|content\|>([^]*)$/.exec(
        text.trim(),
      )
      return match ? [{ name: match[1] ?? '', text: match[2] ?? '' }] : null
    },
    write: (results) =>
      results
        .map(({ name, text }) => `<|from|>${name ?? 'tool'}\n<|recipient|>all\n<|content|>${text}`)
        .join('\n'),
  },
}

/** What is said to a recipient: text to everybody, otherwise a call. */
function addressed(
  text: string,
  dialect: 'functionary-v2' | 'functionary-v3',
  name: string,
  nameStart: number,
  from: number,
  end: number,
): readonly Segment[] {
  if (name !== 'all') {
    const args = trimmed(text, from, end)
    return [bareCall(text, dialect, { start: nameStart, end: nameStart + name.length }, args)]
  }
  const { start, end: stop } = trimmed(text, from, end)
  return start === stop ? [] : [{ kind: 'text', start, end: stop }]
}

function recipient(item: Item): string {
  return item.kind === 'call' ? item.call.name : 'all'
}

function body(item: Item): string {
  if (item.kind === 'call') return item.call.argsText
  if (item.kind === 'reasoning') return writeReasoning(item.text, item.wrap)
  return item.kind === 'text' ? item.text : item.result.text
}

const V3 = />>>([^\s>]+)\n/y

/** A tool message holds the result as it is. */
const WHOLE_TEXT: ResultManner = {
  read: (text) => [{ text }],
  write: (results) => results.map(({ text }) => text).join('\n'),
}

/** Functionary v3: `>>>NAME`, then on the next line what is said to it. */
export const functionaryV3: Dialect = {
  id: 'functionary-v3',
  title: 'Functionary v3',
  openers: ['>>>'],
  readBlock(text, at, to) {
    const match = stickyAt(V3, text, at)
    const name = match?.[1]
    if (!match || name === undefined) return null
    const from = at + match[0].length
    const end = firstOf(text, ['>>>', '<|eot_id|>'], from, to)
    const isCall = text[trimmed(text, from, end).start] === '{'
    if (name !== 'all' && !isCall) return null
    return {
      segments: addressed(text, 'functionary-v3', name, at + 3, from, end),
      end: skipStop(text, end, to),
    }
  },
  writeArguments: asJson,
  serialise: (items) => items.map((item) => `>>>${recipient(item)}\n${body(item)}`).join(''),
  results: WHOLE_TEXT,
}

const V31 = /<function=([^\s<>]+)>\s*(?=\{)/y
const V31_END = '</function>'

/** Functionary v3.1: JSON between `<function=NAME>` marks. */
export const functionaryV31: Dialect = {
  id: 'functionary-v3.1',
  title: 'Functionary v3.1',
  openers: ['<function='],
  readBlock(text, at, to) {
    const match = stickyAt(V31, text, at)
    const name = match?.[1]
    if (!match || name === undefined) return null
    const close = text.indexOf(V31_END, at)
    if (close < 0 || close >= to) return null
    const start = at + '<function='.length
    const nameAt = { start, end: start + name.length }
    const found = argumentsAt(text, at + match[0].length, close)
    const args = trimmed(text, found.start, close)
    return {
      segments: [bareCall(text, 'functionary-v3.1', nameAt, args)],
      end: skipStop(text, close + V31_END.length, to),
    }
  },
  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls.map(({ name, argsText }) => `<function=${name}>${argsText}${V31_END}`).join(''),
    ),
  results: WHOLE_TEXT,
}
