import type { Message, Role } from '../model/message.ts'
import type { Severity } from '../model/finding.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'message.empty'

export const messageEmpty: Check = {
  code: CODE,
  title: 'Empty message',
  severity: 'warning',
  help: {
    what: 'A message says nothing: no text but white space, no call, no picture. The answer at the end of a branch is judged by “empty answer”.',
    why: 'An empty user message is a turn without a task; an empty assistant message teaches silence. Empty results of tools happen and are only noted.',
    remedy: 'Remove the message or fill it in.',
    bad: 'user: "" → assistant: "How can I help?"',
    good: 'user: "Hi" → assistant: "How can I help?"',
    source: 'LLaMA-Factory renders empty turns as they are; a KTO answer left blank is dropped.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index]!
        const isAnswer =
          message.role === 'assistant' && lane !== CONTEXT_LANE && index === messages.length - 1
        if (isAnswer || !isEmpty(message)) continue
        const { severity, text } = FAULTS[message.role]
        found.add(severity, text, message.path, { lane, index })
      }
    }
    return found.list
  },
}

/** Whether a message has nothing to see: reasoning alone is not seen. */
export function isEmpty(message: Message): boolean {
  for (const part of message.parts) {
    if (part.t === 'call' || part.t === 'media') return false
    if (part.t !== 'reasoning' && hasInk(part.text)) return false
  }
  return true
}

function hasInk(text: string): boolean {
  const first = text.charCodeAt(0)
  // Nearly every text begins with a letter; the rest is for the regular expression.
  return (first > 32 && first < 0x80) || /\S/.test(text)
}

const FAULTS: Readonly<Record<Role, { severity: Severity; text: string }>> = {
  system: { severity: 'note', text: 'The system message is empty.' },
  developer: { severity: 'note', text: 'The developer message is empty.' },
  user: {
    severity: 'warning',
    text: 'This user message is empty. The model learns to answer nothing.',
  },
  assistant: {
    severity: 'warning',
    text: 'This assistant message says nothing and calls nothing. The model learns to be silent.',
  },
  tool: { severity: 'note', text: 'This tool result is empty.' },
}
