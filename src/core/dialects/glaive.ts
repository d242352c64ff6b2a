import { isJsonSpace, skipValue, type Span } from '../json/exact.ts'
import type { CallSegment, Dialect } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { bareCall, skipStop, trimmed } from './places.ts'
import { readJsonCalls } from './read-call.ts'

const OPEN = '<functioncall>'
/** The arguments stand as JSON in single quotes, which are not escaped inside. */
const QUOTED = /\s*\{\s*"name"\s*:\s*"([^"\\]*)"\s*,\s*"arguments"\s*:\s*'/y
const QUOTED_END = /'\s*\}/g

/** Glaive v2. */
export const glaive: Dialect = {
  id: 'glaive',
  title: 'Glaive',
  openers: [OPEN],

  readBlock(text, at, to, exact) {
    const inside = at + OPEN.length
    QUOTED.lastIndex = inside
    const quoted = QUOTED.exec(text)
    if (quoted) {
      const argsStart = inside + quoted[0].length
      const close = quoteEnd(text, argsStart, to)
      if (!close) return null
      const name = nameIn(text, inside, quoted)
      const args = { start: argsStart, end: close.start }
      return {
        segments: [bareCall(text, 'glaive', name, args)],
        end: skipStop(text, close.end, to),
      }
    }
    const { start } = trimmed(text, inside, to)
    if (text[start] !== '{') return null
    const end = Math.min(to, skipValue(text, start))
    const calls = readJsonCalls(text.slice(start, end), exact, { dialect: 'glaive', path: '' })
    const segment: CallSegment = { kind: 'call', dialect: 'glaive', calls, start, end }
    return { segments: [segment], end: skipStop(text, end, to) }
  },

  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls
        .map(
          ({ name, argsText }) =>
            `${OPEN} {"name": ${JSON.stringify(name)}, "arguments": '${argsText}'} <|endoftext|>`,
        )
        .join('\n'),
    ),

  results: {
    read(text) {
      const match = /^\s*FUNCTION RESPONSE:[ \t]*([^]*)$/.exec(text)
      if (!match) return null
      return (match[1] ?? '')
        .split(/\n+FUNCTION RESPONSE:[ \t]*/)
        .map((one) => ({ text: one.trimEnd() }))
    },
    write: (results) => results.map(({ text }) => `FUNCTION RESPONSE: ${text}`).join('\n'),
  },
}

function nameIn(text: string, from: number, match: RegExpExecArray): Span {
  const name = match[1] ?? ''
  const start = text.indexOf('"', text.indexOf(':', from)) + 1
  return { start, end: start + name.length }
}

/** Of the quotes that could close the arguments: the first behind which the JSON is whole. */
function quoteEnd(text: string, from: number, to: number): Span | null {
  let start = from
  while (isJsonSpace(text.charCodeAt(start))) start++
  QUOTED_END.lastIndex = text[start] === '{' ? skipValue(text, start) : from
  let match = QUOTED_END.exec(text)
  if (!match) {
    QUOTED_END.lastIndex = from
    match = QUOTED_END.exec(text)
  }
  if (!match || match.index >= to) return null
  return { start: match.index, end: match.index + match[0].length }
}
