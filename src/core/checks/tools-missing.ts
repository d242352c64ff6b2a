import type { FormatId } from '../model/sample.ts'
import { messageText } from '../model/message.ts'
import { CONTEXT_LANE, type Sample } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings, hasCall, messagesOf } from './conversation.ts'

const CODE = 'tools.missing'

export const toolsMissing: Check = {
  code: CODE,
  title: 'Calls without tool definitions',
  severity: 'warning',
  needs: { calls: 1 },
  help: {
    what: 'Tools are called, but the record defines none, though its format has a place for them. Records whose system message names the called tools are fine.',
    why: 'The model learns to call tools that it was never offered: it will invent some.',
    remedy: 'Add the tool definitions to the record.',
    bad: 'messages: user, assistant calls get_weather; no tools',
    good: 'tools: [get_weather]; messages: user, assistant calls get_weather',
    source: 'Chat templates of Qwen, Llama and Hermes list the tools in the prompt.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const { tools, format } = sample
    if (tools.defs.length > 0 || tools.encoding !== 'absent' || tools.error) return found.list
    if (!WITH_TOOLS.has(format)) return found.list
    const names = new Set<string>()
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index]!
        if (!hasCall(message)) continue
        for (const part of message.parts)
          if (part.t === 'call' && part.call.name !== '' && !isTold(sample, part.call.name))
            names.add(part.call.name)
        if (names.size === 0) continue
        const [name] = names
        found.add(
          'warning',
          `“${name}” is called, but the record defines no tools. The model learns to call what it was not offered.`,
          message.path,
          { lane, index },
        )
        return found.list
      }
    }
    return found.list
  },
}

/** Formats that have a place for tool definitions. Logs of agents have none. */
const WITH_TOOLS: ReadonlySet<FormatId> = new Set<FormatId>([
  'sharegpt',
  'openai',
  'openai/preference',
  'openai/batch-input',
  'openai/responses',
  'llama-factory/dpo',
  'llama-factory/kto',
  'llama-factory/v1-dpo',
  'trl/preference',
  'trl/prompt-completion',
  'trl/language-modeling',
  'trl/unpaired',
  'verl/sft',
  'hermes',
  'anthropic',
  'gemini',
  'ms-swift',
  'axolotl',
  'tuning-fork',
])

/** Whether the instructions name the tool in words that are no definition we could read. */
function isTold({ context }: Sample, name: string): boolean {
  return context.some(
    (message) =>
      (message.role === 'system' || message.role === 'developer') &&
      messageText(message).includes(name),
  )
}
