import type { Dialect } from './dialect.ts'
import { invokeArguments, readInvocations, writeInvocations } from './invoke.ts'
import { layOut } from './lay-out.ts'
import { stickyAt } from './qwen3-coder.ts'
import { blockResults } from './result-blocks.ts'
import { bareValue } from './xml-arguments.ts'

const OPEN = /<(?:antml:)?function_calls>/y
const CLOSE = /\s*<\/(?:antml:)?function_calls>/y

/** Claude's calls as text. As blocks (`tool_use`) they are read with the message. */
export const anthropic: Dialect = {
  id: 'anthropic',
  title: 'Anthropic',
  openers: ['<function_calls>', `<${'antml:'}function_calls>`],
  readBlock(text, at, to) {
    const open = stickyAt(OPEN, text, at)
    return open && readInvocations(text, at + open[0].length, to, 'anthropic', CLOSE)
  },
  writeArguments: invokeArguments,
  writeValue: bareValue,
  serialise: (items) =>
    layOut(items, (calls) => `<function_calls>\n${writeInvocations(calls)}\n</function_calls>`),
  results: blockResults('<result>', '</result>', {
    outer: ['<function_results>\n', '\n</function_results>'],
  }),
}
