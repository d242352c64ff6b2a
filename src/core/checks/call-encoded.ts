import { isJsonObject } from '../model/json.ts'
import type { Dialect, ToolCall } from '../model/message.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'call.encoded'

export const callEncoded: Check = {
  code: CODE,
  title: 'Arguments are text instead of an object',
  severity: 'warning',
  needs: { calls: 1 },
  help: {
    what: 'A call holds its arguments as a string of JSON where its dialect has an object. In OpenAI’s messages a string is right. Strings within strings and text that is not JSON are call.parse’s.',
    why: 'Whoever reads the dialect encodes the arguments once more: the tool gets text. LLaMA-Factory trains on them so encoded, or stops.',
    remedy: 'Write the arguments as an object.',
    bad: '<tool_call>{"name": "get", "arguments": "{\\"city\\": \\"Hue\\"}"}</tool_call>',
    good: '<tool_call>{"name": "get", "arguments": {"city": "Hue"}}</tool_call>',
    source: 'LLaMA-Factory function messages; Hermes function calling.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts)
          if (part.t === 'call' && isEncoded(part.call))
            found.add(
              'warning',
              `The arguments of “${part.call.name}” are a string of JSON where an object belongs. Whoever reads the call gets text.`,
              part.call.path,
              { lane, index },
            )
    }
    return found.list
  },
}

/** Dialects that write a call as JSON with an object for its arguments. */
const WITH_OBJECT: ReadonlySet<Dialect> = new Set([
  'llama-factory',
  'hermes',
  'llama3-json',
  'mistral',
  'minimax-m1',
])

function isEncoded({ argsWas, args, error, dialect }: ToolCall): boolean {
  return argsWas === 'string' && !error && WITH_OBJECT.has(dialect) && isJsonObject(args)
}
