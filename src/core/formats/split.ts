/**
 * Where a conversation parts into the prompt that is shared and the completion that grows from it.
 *
 * The boundary rule (spec: formats §6c): the shared prefix is cut back until it ends in a user
 * message or a tool result and every side goes on with the assistant.
 */
import type { Pointer } from '../model/json.ts'
import { endsPrompt, type Message } from '../model/message.ts'
import type { RecordedBranch, Sample } from '../model/sample.ts'

export type Lanes = Pick<Sample, 'context' | 'branches' | 'recordedPair' | 'apart'>

const NO_MESSAGES: readonly Message[] = []
const FIRST_TWO = { chosen: 0, rejected: 1 }

/**
 * A plain conversation: everything up to the first answer is context. A conversation that the
 * assistant opens has no context; one without any answer to a user or a tool is all context.
 */
export function splitTrace(messages: readonly Message[]): Lanes {
  return lanesAt(messages, firstBoundary(messages))
}

/** A judged conversation: its last run of assistant messages is what was judged. */
export function splitJudged(messages: readonly Message[], label: boolean | undefined): Lanes {
  const at = lastBoundary(messages)
  const completion = messages.slice(at)
  const branch: RecordedBranch =
    label === undefined ? { messages: completion } : { messages: completion, label }
  return { context: messages.slice(0, at), branches: [branch] }
}

/** A prompt with its answer. A prompt that ends elsewhere is cut back. */
export function splitAnswer(prompt: readonly Message[], answer: readonly Message[]): Lanes {
  const at = promptEnd(prompt)
  const tail = at === prompt.length ? answer : [...prompt.slice(at), ...answer]
  return { context: prompt.slice(0, at), branches: [{ messages: tail }] }
}

/**
 * A prompt with any number of answers to it; `pair` says which is preferred. A prompt that ends
 * elsewhere is cut back before all of them.
 */
export function splitAnswers(
  prompt: readonly Message[],
  answers: readonly RecordedBranch[],
  pair: Sample['recordedPair'],
): Lanes {
  const at = promptEnd(prompt)
  const tail = prompt.slice(at)
  const [first = { messages: NO_MESSAGES }, ...rest] = answers
  const whole = (branch: RecordedBranch): RecordedBranch =>
    tail.length === 0 ? branch : { ...branch, messages: [...tail, ...branch.messages] }
  const lanes: Lanes = {
    context: prompt.slice(0, at),
    branches: [whole(first), ...rest.map(whole)],
  }
  return pair ? { ...lanes, recordedPair: pair } : lanes
}

/** A pair that brings its prompt once. A prompt that ends elsewhere is cut back on both sides. */
export function splitPair(
  prompt: readonly Message[],
  chosen: readonly Message[],
  rejected: readonly Message[],
): Lanes {
  const at = promptEnd(prompt)
  if (at === prompt.length) return pairLanes(prompt, chosen, rejected)
  const tail = prompt.slice(at)
  return pairLanes(prompt.slice(0, at), [...tail, ...chosen], [...tail, ...rejected])
}

/**
 * A pair whose sides bring their own prompts: split at the longest common prefix by the boundary
 * rule. Where the first difference is a system text or a user turn, on either side, the two prompts
 * differ: the sample is no pair, and side B stands apart. A difference in a tool result only is the
 * environment's, so the call before it goes to both sides.
 */
export function splitSides(
  a: readonly Message[],
  b: readonly Message[],
  areEqual: (a: Message, b: Message) => boolean,
): Lanes {
  const shared = sharedLength(a, b, areEqual)
  const [ours, theirs] = [a[shared], b[shared]]
  if (ours && theirs && (isPromptOnly(ours) || isPromptOnly(theirs)))
    return apartLanes(a, b, shared)
  const at = cutBack(a, shared, b)
  const noPrompt = at === 0 && ours && theirs && ours.role !== 'assistant'
  if (noPrompt) return apartLanes(a, b, shared)
  return pairLanes(a.slice(0, at), a.slice(at), b.slice(at))
}

function isPromptOnly(message: Message): boolean {
  return message.role !== 'assistant' && message.role !== 'tool'
}

function sharedLength(
  a: readonly Message[],
  b: readonly Message[],
  areEqual: (a: Message, b: Message) => boolean,
): number {
  const most = Math.min(a.length, b.length)
  let shared = 0
  while (shared < most && areEqual(a[shared]!, b[shared]!)) shared++
  return shared
}

function apartLanes(a: readonly Message[], b: readonly Message[], differsAt: number): Lanes {
  const ownSplit = lastBoundary(a)
  const otherSplit = lastBoundary(b)
  const path: Pointer = (a[differsAt] ?? b[differsAt])?.path ?? ''
  return {
    context: a.slice(0, ownSplit),
    branches: [{ messages: a.slice(ownSplit) }],
    apart: { context: b.slice(0, otherSplit), completion: b.slice(otherSplit), differsAt, path },
  }
}

function pairLanes(
  context: readonly Message[],
  chosen: readonly Message[],
  rejected: readonly Message[],
): Lanes {
  return {
    context,
    branches: [{ messages: chosen }, { messages: rejected }],
    recordedPair: FIRST_TWO,
  }
}

function lanesAt(messages: readonly Message[], at: number): Lanes {
  if (at === messages.length) return { context: messages, branches: [{ messages: NO_MESSAGES }] }
  return { context: messages.slice(0, at), branches: [{ messages: messages.slice(at) }] }
}

/** The first place at which the assistant answers; 0 where it opens, the length where it never does. */
function firstBoundary(messages: readonly Message[]): number {
  if (messages[0]?.role === 'assistant') return 0
  for (let at = 1; at < messages.length; at++)
    if (messages[at]!.role === 'assistant' && endsPrompt(messages[at - 1])) return at
  return messages.length
}

/** Where the last run of assistant messages begins; the length where the end is no answer. */
function lastBoundary(messages: readonly Message[]): number {
  let at = messages.length
  while (at > 0 && messages[at - 1]!.role === 'assistant') at--
  return at === 0 || endsPrompt(messages[at - 1]) ? at : messages.length
}

/** Where a prompt that is given as one ends by the boundary rule. */
function promptEnd(prompt: readonly Message[]): number {
  return endsPrompt(prompt.at(-1)) ? prompt.length : cutBack(prompt, prompt.length)
}

/** The longest prefix of at most `length` messages by the boundary rule; 0 where there is none. */
function cutBack(
  messages: readonly Message[],
  length: number,
  other: readonly Message[] = messages,
): number {
  for (let at = length; at > 0; at--)
    if (
      endsPrompt(messages[at - 1]) &&
      (messages[at]?.role ?? 'assistant') === 'assistant' &&
      (other[at]?.role ?? 'assistant') === 'assistant'
    )
      return at
  return 0
}
