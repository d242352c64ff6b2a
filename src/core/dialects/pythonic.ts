import type { Dialect } from './dialect.ts'
import { layOut } from './lay-out.ts'
import { callsAt, pythonArguments, pythonCall, pythonValue } from './python-calls.ts'

/** Llama 3.2, ToolACE, Gorilla: the whole message is a list of Python calls. */
export const pythonic: Dialect = {
  id: 'pythonic',
  title: 'Python calls',
  openers: [],
  readWhole(text, from, to) {
    if (text[from] !== '[') return null
    const found = callsAt(text, from, 'pythonic', true)
    return found && found.end === to && found.calls.every(({ place }) => place) ? found.calls : null
  },
  writeArguments: pythonArguments,
  writeValue: pythonValue,
  serialise: (items) => layOut(items, (calls) => `[${calls.map(pythonCall).join(', ')}]`),
  results: {
    read: (text) => [{ text }],
    write: (results) => results.map(({ text }) => text).join('\n'),
  },
}
