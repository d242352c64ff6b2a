import { equalData } from '../json/equal.ts'
import type { Message, Part, ToolCall } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { sameArguments } from './loops.ts'
import { sameButSpace } from './same-text.ts'

/**
 * How alike the two sides of a pair are: the same (ids of calls aside), the same but for white space
 * and the order of arguments, or different. Returns at the first difference that matters.
 */
export function likeness(sample: Sample): 'same' | 'form' | 'different' {
  const pair = sample.recordedPair
  if (!pair) return 'different'
  const chosen = sample.branches[pair.chosen]!.messages
  const rejected = sample.branches[pair.rejected]!.messages
  if (chosen.length !== rejected.length) return 'different'
  let same = true
  for (let i = 0; i < chosen.length; i++) {
    const alike = messageLikeness(chosen[i]!, rejected[i]!)
    if (alike === 'different') return 'different'
    if (alike === 'form') same = false
  }
  return same ? 'same' : 'form'
}

function messageLikeness(a: Message, b: Message): 'same' | 'form' | 'different' {
  if (a.role !== b.role) return 'different'
  if (a.parts.length !== b.parts.length) return 'different'
  let same = true
  for (let i = 0; i < a.parts.length; i++) {
    const alike = partLikeness(a.parts[i]!, b.parts[i]!)
    if (alike === 'different') return 'different'
    if (alike === 'form') same = false
  }
  return same ? 'same' : 'form'
}

function partLikeness(a: Part, b: Part): 'same' | 'form' | 'different' {
  if (a.t === 'call') return b.t === 'call' ? callLikeness(a.call, b.call) : 'different'
  if (a.t === 'media' || b.t === 'media') return equalData(a, b) ? 'same' : 'different'
  if (b.t === 'call' || a.t !== b.t) return 'different'
  if (a.text === b.text) return 'same'
  return sameButSpace(a.text, b.text) ? 'form' : 'different'
}

function callLikeness(a: ToolCall, b: ToolCall): 'same' | 'form' | 'different' {
  if (!sameArguments(a, b)) return 'different'
  if (a.argsText !== undefined && b.argsText !== undefined)
    return a.argsText === b.argsText ? 'same' : 'form'
  return JSON.stringify(a.args) === JSON.stringify(b.args) ? 'same' : 'form'
}
