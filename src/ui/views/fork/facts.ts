import type { PairError } from '../../../core/model/pair.ts'
import { messageText, type Message } from '../../../core/model/message.ts'
import { sameMessage } from '../../../core/model/pair.ts'
import { callsOf } from '../../../core/model/message.ts'
import { differences, type Fork, type Tine, type TineRow } from './tines.ts'

/** Why a fork is not a pair yet, in words, and the message that leads on, where there is one. */
export interface Obstacle {
  readonly words: string
  readonly kind: 'stale' | 'other'
  readonly at?: { readonly lane: number; readonly index: number }
}

export function obstacleOf(error: PairError, fork: Fork): Obstacle {
  switch (error.kind) {
    case 'stale': {
      const lane = fork.tines.findIndex((tine) => tine.id === error.branch)
      const number = fork.context.length + error.index
      return {
        words: `Settle message ${number} first`,
        kind: 'stale',
        at: { lane, index: error.index },
      }
    }
    case 'noSides':
      if (error.missing === 'both')
        return { words: 'Choose the better branch first', kind: 'other' }
      return { words: `No branch is marked ${error.missing}`, kind: 'other' }
    case 'emptySide': {
      const side = error.side === 'chosen' ? 'chosen' : 'rejected'
      return { words: `The ${side} side is empty`, kind: 'other' }
    }
    case 'identical':
      return { words: 'Both sides say the same', kind: 'other' }
    case 'promptEnd':
      return { words: 'The prompt must end in a user message or a result', kind: 'other' }
    case 'apart':
      return { words: 'The sides bring two prompts', kind: 'other' }
  }
}

/** At most this many changed rows are compared word by word for the total. */
const MAX_COUNTED_ROWS = 200

/** Edits and values over all rows; a message on one side only counts as one edit. */
export function countDifferences(rows: readonly TineRow[], left: Tine, right: Tine): number {
  let total = 0
  let counted = 0
  for (const row of rows) {
    if (row.sign === 'equal') continue
    if (row.sign !== 'changed' || ++counted > MAX_COUNTED_ROWS) {
      total++
      continue
    }
    const diff = differences(left.messages[row.left!]!, right.messages[row.right!]!)
    total += diff.edits + diff.values
  }
  return total
}

/** Characters that a model is trained on: text, reasoning, calls with their arguments. */
export function lengthOf(messages: readonly Message[]): number {
  let length = 0
  for (const message of messages) {
    if (message.role !== 'assistant') continue
    length += messageText(message).length
    for (const part of message.parts) if (part.t === 'reasoning') length += part.text.length
    for (const call of callsOf(message))
      length += call.name.length + (call.argsText ?? JSON.stringify(call.args) ?? '').length
  }
  return length
}

/** What LLaMA-Factory's pairwise stages make of the two sides (one message each). */
export function targetNote(fork: Fork, chosen: Tine, rejected: Tine): string {
  const shortest = Math.min(chosen.messages.length, rejected.messages.length)
  let at = 0
  while (at < shortest && sameMessage(chosen.messages[at]!, rejected.messages[at]!)) at++
  const number = fork.context.length + at
  if (at === shortest)
    return 'One side is the beginning of the other. LLaMA-Factory DPO holds such a pair back.'
  if (chosen.messages[at]!.role !== 'assistant' || rejected.messages[at]!.role !== 'assistant')
    return `The sides first differ at message ${number}, which the model does not say. LLaMA-Factory DPO holds such a pair back.`
  const later = Math.max(chosen.messages.length, rejected.messages.length) > at + 1
  const before = at === 0 ? '' : ' What both say before it joins the prompt.'
  return `LLaMA-Factory DPO trains message ${number} of each side.${before}${later ? ' Later messages stay in the dataset.' : ''}`
}

/** What a stretch of messages holds: "14 messages: 4 user, 4 assistant, 3 calls with results". */
export function summaryOf(messages: readonly Message[]): string {
  let users = 0
  let assistants = 0
  let calls = 0
  let results = 0
  let systems = 0
  for (const message of messages) {
    const called = callsOf(message).length
    calls += called
    if (message.role === 'user') users++
    else if (message.role === 'tool') results++
    else if (message.role === 'assistant') assistants += called > 0 ? 0 : 1
    else systems++
  }
  const words: string[] = []
  if (systems > 0) words.push(systems === 1 ? 'system' : `${systems} system`)
  if (users > 0) words.push(`${users} user`)
  if (assistants > 0) words.push(`${assistants} assistant`)
  if (calls > 0 && calls === results)
    words.push(`${calls === 1 ? '1 call' : `${calls} calls`} with results`)
  else {
    if (calls > 0) words.push(calls === 1 ? '1 call' : `${calls} calls`)
    if (results > 0) words.push(results === 1 ? '1 result' : `${results} results`)
  }
  return words.join(', ')
}
