import type { CallSegment, Dialect, ResultManner } from './dialect.ts'
import { asJson, jsonCall, layOut } from './lay-out.ts'
import { readJsonCalls } from './read-call.ts'

const WHOLE_TEXT: ResultManner = {
  read: (text) => [{ text }],
  write: (results) => results.map(({ text }) => text).join('\n'),
}

/** OpenAI's `tool_calls` as JSON text. In a message they are a field of their own. */
export const openai: Dialect = {
  id: 'openai',
  title: 'OpenAI tool_calls',
  openers: [],
  readWhole: (text, start, end, exact) => [segmentOf('openai', text, start, end, exact)],
  writeArguments: (argsText) => JSON.stringify(argsText),
  serialise: (items) =>
    layOut(items, (calls) => {
      const entries = calls.map(({ id, name, argsText }) => {
        const idText = id === undefined ? '' : `"id": ${JSON.stringify(id)}, `
        const body = `{"name": ${JSON.stringify(name)}, "arguments": ${JSON.stringify(argsText)}}`
        return `{${idText}"type": "function", "function": ${body}}`
      })
      return `[${entries.join(', ')}]`
    }),
  results: WHOLE_TEXT,
}

/** LLaMA-Factory's `function_call` role: one call, or a list of calls. */
export const llamaFactory: Dialect = {
  id: 'llama-factory',
  title: 'LLaMA-Factory function_call',
  openers: [],
  readWhole: (text, start, end, exact) => [segmentOf('llama-factory', text, start, end, exact)],
  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) => {
      const texts = calls.map((call) => jsonCall(call))
      return texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`
    }),
  results: WHOLE_TEXT,
}

function segmentOf(
  dialect: 'openai' | 'llama-factory',
  text: string,
  start: number,
  end: number,
  exact: boolean,
): CallSegment {
  const calls = readJsonCalls(text.slice(start, end), exact, { dialect, path: '' })
  return { kind: 'call', dialect, calls, start, end }
}
