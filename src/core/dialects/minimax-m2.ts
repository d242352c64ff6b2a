import type { Dialect } from './dialect.ts'
import { invokeArguments, readInvocations, writeInvocations } from './invoke.ts'
import { layOut } from './lay-out.ts'
import { blockResults } from './result-blocks.ts'
import { bareValue } from './xml-arguments.ts'

const OPEN = '<minimax:tool_call>'
const CLOSE = /\s*<\/minimax:tool_call>/y

/** MiniMax-M2. LLaMA-Factory writes its invocations without the mark around them. */
export const minimaxM2: Dialect = {
  id: 'minimax-m2',
  title: 'MiniMax-M2',
  openers: [OPEN, '<invoke name="'],
  readBlock(text, at, to) {
    return text.startsWith(OPEN, at)
      ? readInvocations(text, at + OPEN.length, to, 'minimax-m2', CLOSE)
      : readInvocations(text, at, to, 'minimax-m2', null)
  },
  writeArguments: invokeArguments,
  writeValue: bareValue,
  serialise: (items) =>
    layOut(
      items,
      (calls) => `<minimax:tool_call>\n${writeInvocations(calls)}\n</minimax:tool_call>`,
    ),
  results: blockResults('<response>', '</response>', { before: '' }),
}
