import { type Message, type ToolCall } from '../../../core/model/message.ts'
import { summaryOf } from './facts.ts'

/** How much of the shared prompt is shown: its head, its last message, its last few, or all. */
export type StemFold = 'closed' | 'last' | 'brief' | 'all'

/** A line of the folded stem: one message, or what a run of them holds. */
export type StemLine =
  | { readonly kind: 'message'; readonly from: number }
  | { readonly kind: 'run'; readonly from: number; readonly to: number; readonly words: string }

const LAST_MESSAGES = { last: 1, brief: 3 } as const

/** The lines of a folded stem: in `brief` the system message and the last three, else the last. */
export function stemLines(context: readonly Message[], fold: StemFold): StemLine[] {
  if (fold === 'closed' || fold === 'all') return []
  const tail = Math.max(0, context.length - LAST_MESSAGES[fold])
  const lines: StemLine[] = []
  let from = 0
  if (fold === 'brief' && tail > 0 && context[0]!.role === 'system') {
    lines.push({ kind: 'message', from: 0 })
    from = 1
  }
  if (tail - from === 1) lines.push({ kind: 'message', from })
  else if (tail > from) {
    const count = (tail - from).toLocaleString('en')
    const words = summaryOf(context.slice(from, tail))
    lines.push({
      kind: 'run',
      from,
      to: tail - 1,
      words: from > 0 ? `${count} messages: ${words}` : words,
    })
  }
  for (let at = tail; at < context.length; at++) lines.push({ kind: 'message', from: at })
  return lines
}

/** The arguments of a call in one line behind its name: ` · expression = 152 + 103`. */
export function argumentLine(call: ToolCall): string {
  const { args } = call
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    return call.argsText ? ` · ${call.argsText.slice(0, 160)}` : ''
  const members = Object.entries(args)
  if (members.length === 0) return ''
  const words = members
    .slice(0, 4)
    .map(([key, value]) => `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const rest = members.length > 4 ? `, ${members.length - 4} more` : ''
  return ` · ${words.join(', ').slice(0, 160)}${rest}`
}
