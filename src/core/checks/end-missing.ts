import type { Message } from '../model/message.ts'
import type { Severity } from '../model/finding.ts'
import { CONTEXT_LANE, type Sample } from '../model/sample.ts'
import type { Check } from './check.ts'
import { conversationLength, Findings, hasCall, messageIn, placeIn } from './conversation.ts'

const CODE = 'end.missing'

export const endMissing: Check = {
  code: CODE,
  title: 'No final answer',
  severity: 'warning',
  help: {
    what: 'The conversation ends in a user message, a tool result or a tool call instead of an answer. A record that consists of one single step, ending on its first call, is only noted.',
    why: 'What stands last is what is trained. LLaMA-Factory skips records that do not end with the assistant, and loses a tool result at the end.',
    remedy: 'Write the answer, cut the tail, or use the sample as a prompt.',
    bad: 'user → assistant calls → tool result',
    good: 'user → assistant calls → tool result → assistant answers',
    source:
      'LLaMA-Factory converters: even message count; its OpenAI converter drops trailing results.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++) {
      const { messages, label } = sample.branches[lane]!
      // A side or a labelled completion that is not there at all is end.empty's.
      if (messages.length === 0 && (sample.recordedPair || label !== undefined)) continue
      const index = conversationLength(sample, lane) - 1
      if (index < 0) {
        found.add('warning', 'The record holds no messages.', '')
        continue
      }
      const last = messageIn(sample, lane, index)
      const fault = faultOf(sample, lane, last)
      if (!fault) continue
      found.add(fault.severity, fault.message, last.path, placeIn(sample, lane, index))
    }
    return found.list
  },
}

function faultOf(
  sample: Sample,
  lane: number,
  last: Message,
): { severity: Severity; message: string } | undefined {
  switch (last.role) {
    case 'assistant':
      if (!hasCall(last)) return undefined
      return hasResult(sample, lane)
        ? { severity: 'warning', message: 'The trajectory ends on a tool call without an answer.' }
        : { severity: 'note', message: 'The record ends on its tool call: a single step.' }
    case 'tool':
      return {
        severity: 'warning',
        message:
          'The conversation ends in a tool result; the answer is missing. LLaMA-Factory loses such a result.',
      }
    case 'user':
      return {
        severity: 'warning',
        message:
          'The conversation ends in a user message; the answer is missing. LLaMA-Factory skips such a record.',
      }
    default:
      return { severity: 'warning', message: 'The conversation ends before anybody answers.' }
  }
}

function hasResult(sample: Sample, lane: number): boolean {
  return (
    sample.branches[lane]!.messages.some((message) => message.role === 'tool') ||
    (lane > CONTEXT_LANE && sample.context.some((message) => message.role === 'tool'))
  )
}
