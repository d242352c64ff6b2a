import { isJsonObject } from '../model/json.ts'
import type { ToolCall } from '../model/message.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import type { Severity } from '../model/finding.ts'
import type { Check } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'call.parse'

export const callParse: Check = {
  code: CODE,
  title: 'Tool call cannot be parsed',
  severity: 'error',
  needs: { calls: 1 },
  help: {
    what: 'A tool call, or its arguments, is not the JSON that it should be: broken text, no name, or arguments that are no object.',
    why: 'LLaMA-Factory stops the whole run at such a call; a model trained on it learns to write calls that nobody can execute.',
    remedy: 'Edit the call. Its raw text is shown beside the reason.',
    bad: '{"name": "get_weather", "arguments": {"city": "Hue"',
    good: '{"name": "get_weather", "arguments": {"city": "Hue"}}',
    source: 'OpenAI tool calls; LLaMA-Factory function messages.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts) {
          if (part.t !== 'call') continue
          const fault = faultOf(part.call)
          if (fault) found.add(fault.severity, fault.message, part.call.path, { lane, index })
        }
    }
    return found.list
  },
}

function faultOf(call: ToolCall): { severity: Severity; message: string } | undefined {
  if (call.error) return error(`The call cannot be read. ${call.error.reason}${mendOf(call)}`)
  if (call.mend)
    return {
      severity: 'warning',
      message: `The call to “${call.name}” is marked wrongly.${mendOf(call)}`,
    }
  if (call.name === '') return error('The call names no tool.')
  if (call.argsWas === 'absent')
    return {
      severity: 'warning',
      message: `The call to “${call.name}” has no arguments. A call without any should carry {}.`,
    }
  if (!isJsonObject(call.args))
    return error(
      `The arguments of “${call.name}” are ${kindOf(call.args)}, not an object. Chat templates and parsers expect named arguments.`,
    )
  if (call.argsWas === 'doubleString')
    return {
      severity: 'warning',
      message: `The arguments of “${call.name}” are JSON within JSON within a string. Most readers decode them once and find text.`,
    }
  return undefined
}

/** Which repairs would mend the call, by their numbers in the ladder. */
function mendOf({ mend }: ToolCall): string {
  if (!mend) return ''
  const repairs = mend.repairs.map(({ rule, what }) => `${what} (repair ${rule})`)
  return ` This would mend it: ${repairs.join(' ')}`
}

function error(message: string): { severity: Severity; message: string } {
  return { severity: 'error', message }
}

function kindOf(args: ToolCall['args']): string {
  if (args === null || args === undefined) return 'null'
  if (Array.isArray(args)) return 'a list'
  return typeof args === 'string' ? 'text' : `a ${typeof args}`
}
