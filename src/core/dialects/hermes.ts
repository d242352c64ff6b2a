import { skipValue } from '../json/exact.ts'
import type { CallReading, CallSegment, Dialect } from './dialect.ts'
import { asJson, jsonCall, layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { readJsonCalls } from './read-call.ts'
import { TOOL_RESPONSES } from './result-blocks.ts'

const OPEN = '<tool_call>'
const CLOSE = '</tool_call>'

/** Hermes and Qwen: JSON between `<tool_call>` marks. */
export const hermes: Dialect = {
  id: 'hermes',
  title: 'Hermes, Qwen',
  openers: [OPEN],

  readBlock(text, at, to, exact) {
    const inside = at + OPEN.length
    const close = text.indexOf(CLOSE, inside)
    if (close >= 0 && close < to) {
      const { start, end } = trimmed(text, inside, close)
      if (isProse(text.slice(start, end))) return null
      const calls = readJsonCalls(text.slice(start, end), exact, { dialect: 'hermes', path: '' })
      const segment: CallSegment = { kind: 'call', dialect: 'hermes', calls, start, end }
      return { segments: [segment], end: skipStop(text, close + CLOSE.length, to) }
    }
    if (!/^\s*[[{]/.test(text.slice(inside, inside + 200))) return null
    return unclosed(text, inside, to, exact)
  },

  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls.map((call) => `${OPEN}\n${jsonCall(call)}\n${CLOSE}`).join('\n'),
    ),
  results: TOOL_RESPONSES,
}

/**
 * Whether what stands between the marks is words, or nothing: a text that only names the marks (“wrap
 * it in <tool_call></tool_call> tags”). What has a mark of JSON or of a call in it is a broken call.
 */
function isProse(inner: string): boolean {
  return !/[[\]{}"=:<>]|\w\(/.test(inner)
}

/** A block whose end mark is missing, or is another one's (`</tool_response>`, `<tool_call>` again). */
function unclosed(text: string, inside: number, to: number, exact: boolean) {
  const { start, end } = trimmed(text, inside, to)
  const behind = skipValue(text, start)
  const wrong = /^\s*<\/?[a-z_:]+>/.exec(text.slice(behind, behind + 100))?.[0]
  const isWrong = behind < end && wrong !== undefined
  const stop = isWrong ? behind : end
  const calls = readJsonCalls(text.slice(start, stop), exact, { dialect: 'hermes', path: '' }).map(
    (call) => (isWrong ? closing(call, 7, `Takes “${wrong.trim()}” for “${CLOSE}”.`) : call),
  )
  const [only] = calls
  const shown =
    only && calls.length === 1 && !isWrong
      ? [closing(only, 6, `Closes “${OPEN}” where the text ends.`)]
      : calls
  const segment: CallSegment = { kind: 'call', dialect: 'hermes', calls: shown, start, end: stop }
  const isOpener = wrong?.trim() === OPEN
  return { segments: [segment], end: isWrong && !isOpener ? stop + wrong.length : stop }
}

/** The call with a repair of its marks proposed. */
function closing(call: CallReading, rule: number, what: string): CallReading {
  const repair = { rule, what }
  if (call.mend) return { ...call, mend: { ...call.mend, repairs: [...call.mend.repairs, repair] } }
  if (call.error) return call
  const argsText = call.argsText ?? JSON.stringify(call.args)
  return { ...call, mend: { name: call.name, argsText, repairs: [repair] } }
}
