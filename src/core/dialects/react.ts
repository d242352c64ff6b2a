import { skipValue, type Span } from '../json/exact.ts'
import type { Dialect, Segment } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { bareCall, trimmed } from './places.ts'

const ACTION = /Action:[ \t]*([^\n]*?)[ \t]*\n[ \t]*Action Input:[ \t]*/y
const NEXT = /\n[ \t]*(?:Thought|Action|Observation|Final Answer):/g
const OBSERVATION = /\s*\n[ \t]*Observation:[ \t]*/y

/** ReAct: `Action` and `Action Input` on lines of their own; results follow as `Observation`. */
export const react: Dialect = {
  id: 'react',
  title: 'ReAct',
  openers: ['Action:'],

  readBlock(text, at, to) {
    if (!isLineStart(text, at)) return null
    ACTION.lastIndex = at
    const match = ACTION.exec(text)
    const name = match?.[1]
    if (!match || name === undefined || name === '') return null
    const from = at + match[0].length
    const start = at + match[0].indexOf(name, 'Action:'.length)
    const args = inputAt(text, from, to)
    const call = bareCall(text, 'react', { start, end: start + name.length }, args)
    const segments: Segment[] = [textInput(text, call, args)]
    let end = args.end
    OBSERVATION.lastIndex = end
    const observed = OBSERVATION.exec(text)
    if (observed && end + observed[0].length <= to) {
      const inside = end + observed[0].length
      const stop = nextLine(text, inside - 1, to)
      const place = trimmed(text, inside, stop)
      segments.push({ kind: 'result', name, ...place })
      end = stop
    }
    return { segments, end }
  },

  writeArguments: asJson,
  serialise: (items) =>
    layOut(
      items.map((item) =>
        item.kind === 'result' ? { kind: 'text', text: `Observation: ${item.result.text}` } : item,
      ),
      (calls) =>
        calls.map(({ name, argsText }) => `Action: ${name}\nAction Input: ${argsText}`).join('\n'),
    ),

  results: {
    read(text) {
      const match = /^\s*Observation:[ \t]*([^]*)$/.exec(text)
      return match ? [{ text: (match[1] ?? '').trimEnd() }] : null
    },
    write: (results) => results.map(({ text }) => `Observation: ${text}`).join('\n'),
  },
}

/** An input that is meant as plain text is one argument, a text; JSON that is broken stays an error. */
function textInput(text: string, call: ReturnType<typeof bareCall>, args: Span): Segment {
  const raw = text.slice(args.start, args.end)
  const [read] = call.calls
  if (!read?.error || /^[{[]/.test(raw)) return call
  const argsText = JSON.stringify(raw)
  return { ...call, calls: [{ name: read.name, args: raw, argsText, argsWas: 'string' }] }
}

function isLineStart(text: string, at: number): boolean {
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--
  return at === 0 || text[at - 1] === '\n'
}

function inputAt(text: string, from: number, to: number): Span {
  const { start } = trimmed(text, from, to)
  if (text[start] === '{' || text[start] === '[') {
    const end = skipValue(text, start)
    if (end <= to && /[}\]]/.test(text[end - 1] ?? '')) return { start, end }
  }
  return trimmed(text, from, nextLine(text, Math.max(from - 1, 0), to))
}

/** Where the next line of the pattern begins, or `to`. */
function nextLine(text: string, from: number, to: number): number {
  NEXT.lastIndex = from
  const match = NEXT.exec(text)
  return match && match.index < to ? match.index : to
}
