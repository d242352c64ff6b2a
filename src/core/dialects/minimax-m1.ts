import type { CallSegment, Dialect } from './dialect.ts'
import { asJson, jsonCall, layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { readJsonCalls } from './read-call.ts'
import { blockResults } from './result-blocks.ts'

const OPEN = '<tool_calls>'
const CLOSE = '</tool_calls>'

/** MiniMax-M1: one JSON object a line between `<tool_calls>` marks. */
export const minimaxM1: Dialect = {
  id: 'minimax-m1',
  title: 'MiniMax-M1',
  openers: [OPEN],
  readBlock(text, at, to, exact) {
    const close = text.indexOf(CLOSE, at)
    if (close < 0 || close >= to) return null
    const { start, end } = trimmed(text, at + OPEN.length, close)
    const calls = readJsonCalls(text.slice(start, end), exact, { dialect: 'minimax-m1', path: '' })
    const segment: CallSegment = { kind: 'call', dialect: 'minimax-m1', calls, start, end }
    return { segments: [segment], end: skipStop(text, close + CLOSE.length, to) }
  },
  writeArguments: asJson,
  serialise: (items) =>
    layOut(
      items,
      (calls) => `${OPEN}\n${calls.map((call) => jsonCall(call)).join('\n')}\n${CLOSE}`,
    ),
  results: blockResults('<response>', '</response>', { before: '' }),
}
