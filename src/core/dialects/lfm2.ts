import type { Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { callsAt, pythonArguments, pythonCall, pythonValue } from './python-calls.ts'
import { brokenCall } from './read-call.ts'
import { blockResults } from './result-blocks.ts'

const OPEN = '<|tool_call_start|>'
const CLOSE = '<|tool_call_end|>'

/** LFM2: a list of Python calls between marks. */
export const lfm2: Dialect = {
  id: 'lfm2',
  title: 'LFM2',
  openers: [OPEN],
  readBlock(text, at, to) {
    const close = text.indexOf(CLOSE, at)
    if (close < 0 || close >= to) return null
    const { start, end } = trimmed(text, at + OPEN.length, close)
    const behind = skipStop(text, close + CLOSE.length, to)
    const found = callsAt(text, start, 'lfm2')
    if (found?.end === end) return { segments: found.calls, end: behind }
    const raw = text.slice(start, end)
    const calls = [brokenCall('The calls are no list of Python calls with literal arguments.', raw)]
    return { segments: [{ kind: 'call', dialect: 'lfm2', calls, start, end }], end: behind }
  },
  writeArguments: pythonArguments,
  writeValue: pythonValue,
  serialise: (items) =>
    layOut(items, (calls) => `${OPEN}[${calls.map(pythonCall).join(', ')}]${CLOSE}`),
  results: blockResults('<|tool_response_start|>', '<|tool_response_end|>', { before: '' }),
}
