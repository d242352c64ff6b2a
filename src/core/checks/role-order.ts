import type { Message } from '../model/message.ts'
import { endsPrompt } from '../model/message.ts'
import { CONTEXT_LANE, type Sample } from '../model/sample.ts'
import type { Severity } from '../model/finding.ts'
import type { Check } from './check.ts'
import { Findings, hasCall, messagesOf } from './conversation.ts'

const CODE = 'role.order'

/**
 * Errors are what no trainer can train as meant: a result of nothing, a completion that is not the
 * assistant's, a prompt nobody is to answer, instructions in the middle (LLaMA-Factory skips such
 * rows, most templates raise or move the text). What only some trainers refuse (two messages of one
 * role in a row, a conversation that the assistant opens) is a warning: OpenAI takes both.
 */
export const roleOrder: Check = {
  code: CODE,
  title: 'Roles out of order',
  severity: 'error',
  help: {
    what: 'A role stands where it cannot: a tool result before any call, a system message in the middle, a completion that does not begin with the assistant, a prompt that ends with it, or two messages of one role in a row.',
    why: 'Trainers that insist on turns (LLaMA-Factory, most chat templates) skip such a record without a word or stop at it.',
    remedy: 'Move, join or remove the message.',
    bad: 'user → tool result → assistant',
    good: 'user → assistant calls → tool result → assistant',
    source: 'LLaMA-Factory data converters; TRL prompt rule: a prompt ends in user or tool.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const shared = new Progress()
    look(sample, CONTEXT_LANE, shared, found)
    for (let lane = 0; lane < sample.branches.length; lane++) {
      const first = sample.branches[lane]!.messages[0]
      if (first && first.role !== 'assistant' && sample.context.length > 0)
        found.add(
          'error',
          `The completion begins with a ${first.role} message. It must begin with the assistant, or a trainer learns to write the ${first.role}’s words.`,
          first.path,
          { lane, index: 0 },
        )
      look(sample, lane, shared.copy(), found)
    }
    lookAtPromptEnd(sample, found)
    return found.list
  },
}

/** What a conversation has come to before its next message. */
class Progress {
  /** The last message that was not an instruction. */
  previous: Message | undefined = undefined
  called = false

  copy(): Progress {
    const copy = new Progress()
    copy.previous = this.previous
    copy.called = this.called
    return copy
  }
}

function look(sample: Sample, lane: number, progress: Progress, found: Findings): void {
  const messages = messagesOf(sample, lane)
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]!
    const fault = faultOf(message, progress)
    if (fault) found.add(fault.severity, fault.message, message.path, { lane, index })
    if (message.role === 'system' || message.role === 'developer') continue
    progress.previous = message
    progress.called ||= message.role === 'assistant' && hasCall(message)
  }
}

interface Fault {
  readonly severity: Severity
  readonly message: string
}

function faultOf(message: Message, { previous, called }: Progress): Fault | undefined {
  switch (message.role) {
    case 'system':
    case 'developer':
      return previous && MIDDLE
    case 'tool':
      return called ? undefined : EARLY_RESULT
    case 'user':
      return previous?.role === 'user' ? TWO_USERS : undefined
    case 'assistant':
      if (!previous) return OPENING
      return previous.role === 'assistant' ? TWO_ASSISTANTS : undefined
  }
}

const MIDDLE: Fault = {
  severity: 'error',
  message:
    'A system message stands in the middle of the conversation. LLaMA-Factory skips such a record; most chat templates allow it only at the start.',
}
const EARLY_RESULT: Fault = {
  severity: 'error',
  message:
    'A tool result comes before any tool call. The model would learn that results appear out of nothing.',
}
const TWO_USERS: Fault = {
  severity: 'warning',
  message:
    'Two user messages in a row. LLaMA-Factory skips such a record, and several chat templates stop at it.',
}
const TWO_ASSISTANTS: Fault = {
  severity: 'warning',
  message:
    'Two assistant messages in a row. LLaMA-Factory skips such a record, and several chat templates stop at it.',
}
const OPENING: Fault = {
  severity: 'warning',
  message:
    'The conversation opens with the assistant. LLaMA-Factory skips such a record, and several chat templates stop at it.',
}

/**
 * The prompt as the record gives it. A reader moves what follows the last user message or tool
 * result into every branch, so a message that two branches share by its path was the prompt's end.
 */
function lookAtPromptEnd({ context, branches }: Sample, found: Findings): void {
  const first = branches[0].messages[0]
  const other = branches[1]?.messages[0]
  if (first && other && first.path === other.path && first.path !== '' && !endsPrompt(first))
    found.add('error', endMessage(first), first.path, { lane: 0, index: 0 })
  const last = context.at(-1)
  if (last && !endsPrompt(last) && branches.every((branch) => branch.messages.length === 0))
    found.add('error', endMessage(last), last.path, {
      lane: CONTEXT_LANE,
      index: context.length - 1,
    })
}

function endMessage({ role }: Message): string {
  const article = role === 'assistant' ? 'an' : 'a'
  return `The prompt ends in ${article} ${role} message. It must end in a user message or a tool result, so that there is something to answer.`
}
