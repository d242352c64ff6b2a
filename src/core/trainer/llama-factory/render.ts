import type { Json } from '../../model/json.ts'
import type { AlignedMessage, AlignedRow } from './aligned.ts'
import { checkCalls, checkTools, parseFunctionMessage } from './function-message.ts'
import { isTruthy, pythonType, TrainerStop } from './python.ts'
import type { Template } from './templates.ts'

/**
 * Puts one conversation through a template, as far as that can fail or change its meaning. Returns
 * the silent changes. The last message is what is learned.
 */
export function renderConversation(
  messages: readonly AlignedMessage[],
  row: AlignedRow,
  template: Template,
): string[] {
  const changes: string[] = []
  if (template.reasoning) checkThinking(messages)
  checkSystem(row, template)
  for (const { role, content } of messages) {
    if (role === 'system') throw new TrainerStop('NotImplementedError', 'a system turn')
    if (role === 'function') {
      const parsed = parseFunctionMessage(content, template.thinkMarkers, template.callMarkers)
      checkCalls(parsed, template.toolFormat)
      changes.push(...parsed.changes)
      continue
    }
    const text = expectText(content)
    if (role === 'user' && text.includes('{{idx}}'))
      changes.push('{{idx}} in a user message becomes a number')
  }
  const last = messages.at(-1)
  if (last && (last.role === 'user' || last.role === 'observation'))
    changes.push(`a side is trained as the turn of a ${last.role}`)
  return changes
}

function checkSystem({ system, tools }: AlignedRow, { toolFormat }: Template): void {
  if (isTruthy(tools)) checkTools(tools, toolFormat)
  if (!isTruthy(system) || typeof system === 'string') return
  // The tools' text is added to it, which fails for anything but text, and with a list's length.
  throw new TrainerStop('TypeError', `a system text expected, got ${pythonType(system)}`)
}

/** Thinking is taken out of the answers before the last one by a search, which needs text. */
function checkThinking(messages: readonly AlignedMessage[]): void {
  for (let i = 1; i < messages.length - 2; i += 2) {
    const { content } = messages[i]!
    if (typeof content !== 'string')
      throw new TrainerStop('TypeError', `text expected, got ${pythonType(content)}`)
  }
}

function expectText(content: Json): string {
  if (typeof content === 'string') return content
  throw new TrainerStop('RuntimeError', `Expected a string, got ${pythonType(content)}`)
}

export function hasThinking(message: AlignedMessage, template: Template): boolean {
  const markers = template.thinkMarkers
  const { content } = message
  return (
    markers !== null &&
    typeof content === 'string' &&
    (content.includes(markers[0].trim()) || content.includes(markers[1].trim()))
  )
}
