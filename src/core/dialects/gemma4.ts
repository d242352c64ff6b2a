import { ExactText } from '../json/exact.ts'
import type { Json } from '../model/json.ts'
import type { CallReading, CallSegment, Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { skipStop } from './places.ts'
import { brokenCall } from './read-call.ts'
import { blockResults } from './result-blocks.ts'

const OPEN = '<|tool_call>call:'
const CLOSE = '<tool_call|>'
const QUOTE = '<|"|>'
const MAX_DEPTH = 512

/** Gemma 4: `call:NAME{key:value}`; texts stand between `<|"|>` marks, keys bare. */
export const gemma4: Dialect = {
  id: 'gemma4',
  title: 'Gemma 4',
  openers: ['<|tool_call>'],

  readBlock(text, at, to) {
    if (!text.startsWith(OPEN, at)) return null
    const close = closingMark(text, at + OPEN.length, to)
    const brace = text.indexOf('{', at)
    if (close < 0 || brace < 0 || brace >= close) return null
    const start = at + OPEN.length
    const name = text.slice(start, brace).trim()
    const body = text.slice(brace, close).trimEnd()
    const argsText = gemmaToJson(body)
    const end = brace + body.length
    const place = { name: { start, end: start + name.length }, args: { start: brace, end } }
    const call: CallReading =
      argsText === null
        ? { ...brokenCall('The arguments cannot be read.', body), name }
        : { name, args: JSON.parse(argsText) as Json, argsText, argsWas: 'object' }
    const segment: CallSegment = {
      kind: 'call',
      dialect: 'gemma4',
      calls: [call],
      place,
      start,
      end,
    }
    return { segments: [segment], end: skipStop(text, close + CLOSE.length, to) }
  },

  writeArguments: jsonToGemma,
  serialise: (items) =>
    layOut(
      items,
      (calls) =>
        calls.map(({ name, argsText }) => OPEN + name + jsonToGemma(argsText) + CLOSE).join(''),
      '',
    ),
  results: blockResults('<|tool_response>', '<tool_response|>', { before: '', between: '' }),
}

/** The mark that ends a call and does not stand inside a text. */
function closingMark(text: string, from: number, to: number): number {
  for (let at = from; ;) {
    const close = text.indexOf(CLOSE, at)
    const quote = text.indexOf(QUOTE, at)
    if (close < 0 || close >= to) return -1
    if (quote < 0 || quote > close) return close
    const quoteEnd = text.indexOf(QUOTE, quote + QUOTE.length)
    if (quoteEnd < 0 || quoteEnd >= to) return close
    at = quoteEnd + QUOTE.length
  }
}

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=[\s,}\]])/y
const BARE_KEY = /[^\s,:{}[\]"]*(?=\s*:)/y

/** Gemma's words as JSON text; null where they are none. No recursion. */
export function gemmaToJson(source: string): string | null {
  const closers: string[] = []
  let out = ''
  let at = 0
  let want: 'value' | 'key' | 'next' = 'value'
  let isFirst = false
  const space = () => {
    while (/\s/.test(source[at] ?? '')) at++
  }
  const string = (): string | null => {
    if (source.startsWith(QUOTE, at)) {
      const end = source.indexOf(QUOTE, at + QUOTE.length)
      if (end < 0) return null
      const text = source.slice(at + QUOTE.length, end)
      at = end + QUOTE.length
      return JSON.stringify(text)
    }
    const match = /^"(?:[^"\\]|\\.)*"/s.exec(source.slice(at))?.[0]
    if (match === undefined) return null
    try {
      JSON.parse(match)
    } catch {
      return null
    }
    at += match.length
    return match
  }
  for (;;) {
    space()
    const char = source[at]
    if (want === 'next') {
      const closer = closers.at(-1)
      if (closer === undefined) return at === source.length ? out : null
      if (char === ',') {
        out += ', '
        at++
        want = closer === '}' ? 'key' : 'value'
        isFirst = false
      } else if (char === closer) {
        closers.pop()
        out += closer
        at++
      } else return null
      continue
    }
    if (char === undefined) return null
    if (isFirst && char === closers.at(-1)) {
      closers.pop()
      out += char
      at++
      want = 'next'
      continue
    }
    isFirst = false
    if (want === 'key') {
      let key = string()
      if (key === null) {
        BARE_KEY.lastIndex = at
        const bare = BARE_KEY.exec(source)?.[0]
        if (bare === undefined) return null
        at += bare.length
        key = JSON.stringify(bare)
      }
      space()
      if (source[at] !== ':') return null
      at++
      out += key + ': '
      want = 'value'
      continue
    }
    if (char === '{' || char === '[') {
      if (closers.length >= MAX_DEPTH) return null
      closers.push(char === '{' ? '}' : ']')
      out += char
      at++
      want = char === '{' ? 'key' : 'value'
      isFirst = true
      continue
    }
    const text = string()
    if (text !== null) out += text
    else {
      SCALAR.lastIndex = at
      const scalar = SCALAR.exec(source)?.[0]
      if (scalar === undefined) return null
      out += scalar
      at += scalar.length
    }
    want = 'next'
  }
}

/** JSON text in Gemma's words; keys keep their order. */
export function jsonToGemma(jsonText: string): string {
  const exact = new ExactText(jsonText)
  return writeSpan(exact, exact.root)
}

function writeSpan(exact: ExactText, span: { start: number; end: number }): string {
  const raw = exact.text.slice(span.start, span.end)
  if (raw.startsWith('{')) {
    const members = exact
      .members(span)
      .map(
        ({ key, value }) =>
          `${isBareKey(key) ? key : QUOTE + key + QUOTE}:${writeSpan(exact, value)}`,
      )
    return `{${members.join(',')}}`
  }
  if (raw.startsWith('[')) {
    return `[${exact
      .elements(span)
      .map((element) => writeSpan(exact, element))
      .join(',')}]`
  }
  return raw.startsWith('"') ? QUOTE + String(JSON.parse(raw)) + QUOTE : raw
}

function isBareKey(key: string): boolean {
  return key !== '' && !/[\s,:{}[\]"<]/.test(key)
}
