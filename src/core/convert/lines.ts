import { callsOf, endsPrompt, type Message, type ToolCall, type ToolSet } from '../model/message.ts'
import type { RecordedBranch, Sample } from '../model/sample.ts'
import { refuse } from './refusal.ts'

/** A sample's one conversation. Refuses what a row of one conversation cannot hold. */
export function soleLine(sample: Sample): readonly Message[] {
  const branch = soleBranch(sample)
  if (branch.label !== undefined) refuse('label')
  const line = [...sample.context, ...branch.messages]
  if (line.length === 0) refuse('empty')
  return line
}

export function soleBranch(sample: Sample): RecordedBranch {
  if (sample.apart) refuse('apart')
  if (sample.branches.length > 1) refuse('severalBranches')
  return sample.branches[0]
}

export interface Sides {
  readonly prompt: readonly Message[]
  readonly chosen: readonly Message[]
  readonly rejected: readonly Message[]
}

export function pairOf(sample: Sample): Sides {
  const pair = recordedPairOf(sample)
  const chosen = sample.branches[pair.chosen]!.messages
  const rejected = sample.branches[pair.rejected]!.messages
  if (chosen.length === 0 || rejected.length === 0) refuse('emptySide')
  if (!endsPrompt(sample.context.at(-1))) refuse('promptEnd')
  return { prompt: sample.context, chosen, rejected }
}

/** Which branches are the sides of a pair that has nothing else in it. */
export function recordedPairOf(sample: Sample): NonNullable<Sample['recordedPair']> {
  if (sample.apart) refuse('apart')
  if (!sample.recordedPair) return refuse('notAPair')
  if (sample.branches.length > 2) refuse('severalBranches')
  if (sample.branches.some(({ label }) => label !== undefined)) refuse('label')
  return sample.recordedPair
}

/** The label of the only answer. */
export function labelOf(sample: Sample): boolean {
  return soleBranch(sample).label ?? refuse('noLabel')
}

/** A prompt and its answer. */
export function answered(sample: Sample): {
  readonly prompt: readonly Message[]
  readonly branch: RecordedBranch
} {
  const branch = soleBranch(sample)
  if (branch.messages.length === 0) refuse('noAnswer')
  if (!endsPrompt(sample.context.at(-1))) refuse('promptEnd')
  return { prompt: sample.context, branch }
}

/** The exact text of a call's arguments. */
export function argumentsOf(call: ToolCall): string {
  if (call.error) refuse('brokenCall', call.error.reason)
  const text = call.argsText ?? (call.args === undefined ? undefined : JSON.stringify(call.args))
  return text ?? refuse('brokenCall')
}

/** The exact text of the tools as a list; undefined where there are none. */
export function toolsOf(tools: ToolSet): string | undefined {
  if (tools.error !== undefined) refuse('tools', tools.error)
  if (tools.text !== '') return tools.defs.length === 0 ? undefined : tools.text
  if (tools.defs.length > 0) throw new Error('the sample was read without its exact texts')
  return undefined
}

/**
 * What a message says, by kind. Refuses reasoning behind words and words behind calls, since no row
 * but our own keeps the order of parts.
 */
export function contentOf(message: Message): {
  readonly reasoning: readonly string[]
  readonly texts: readonly string[]
  readonly calls: readonly ToolCall[]
} {
  const reasoning: string[] = []
  const texts: string[] = []
  const calls = callsOf(message)
  let stage = 0
  for (const part of message.parts) {
    if (part.t === 'media') refuse('media')
    const rank = part.t === 'reasoning' ? 0 : part.t === 'call' ? 2 : 1
    if (rank < stage) refuse('partOrder')
    stage = rank
    if (part.t === 'reasoning') reasoning.push(part.text)
    else if (part.t === 'text') texts.push(part.text)
  }
  return { reasoning, texts, calls }
}

export function hasToolParts(messages: readonly Message[]): boolean {
  return messages.some(
    ({ role, parts }) => role === 'tool' || parts.some((part) => part.t === 'call'),
  )
}
