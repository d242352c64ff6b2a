import { fail, ok, type Result } from '../result.ts'
import type { Message, ToolSet } from './message.ts'
import { endsPrompt } from './message.ts'
import type { Sample } from './sample.ts'
import { findBranch, presentSample, staleIndexes, type BranchId, type Tree } from './tree.ts'

declare const built: unique symbol

/**
 * One prompt and two completions. There is no field for a second prompt, and only `buildPair` makes
 * one, from a tree whose branches grow from a single context.
 */
export interface Pair {
  readonly tools: ToolSet
  readonly prompt: readonly Message[]
  readonly chosen: readonly [Message, ...Message[]]
  readonly rejected: readonly [Message, ...Message[]]
  readonly [built]: true
}

export type PairError =
  | { readonly kind: 'noSides'; readonly missing: 'chosen' | 'rejected' | 'both' }
  | { readonly kind: 'apart' }
  | { readonly kind: 'emptySide'; readonly side: 'chosen' | 'rejected' }
  | { readonly kind: 'stale'; readonly branch: BranchId; readonly index: number }
  | { readonly kind: 'promptEnd' }
  | { readonly kind: 'identical' }

/**
 * The pair of a sample as the person left it (`tree`, or as recorded where it is null).
 * Refused: no chosen or no rejected branch; a record with two prompts; an empty side; anything
 * stale on either side; a prompt that does not end in a user message or a tool result; equal sides.
 */
export function buildPair(sample: Sample, tree: Tree | null): Result<Pair, PairError> {
  if (!tree && sample.apart) return fail({ kind: 'apart' })
  if (tree) {
    for (const id of [tree.roles.chosen, tree.roles.rejected]) {
      const branch = id === null ? undefined : findBranch(tree, id)
      const index = branch ? staleIndexes(branch.items)[0] : undefined
      if (branch && index !== undefined) return fail({ kind: 'stale', branch: branch.id, index })
    }
  }
  const present = presentSample(sample, tree)
  const sides = present.recordedPair
  if (!sides) {
    const { chosen = null, rejected = null } = tree?.roles ?? {}
    const missing = chosen ? 'rejected' : rejected ? 'chosen' : 'both'
    return fail({ kind: 'noSides', missing })
  }
  const chosen = present.branches[sides.chosen]!.messages
  const rejected = present.branches[sides.rejected]!.messages
  if (!isFilled(chosen)) return fail({ kind: 'emptySide', side: 'chosen' })
  if (!isFilled(rejected)) return fail({ kind: 'emptySide', side: 'rejected' })
  if (!endsPrompt(present.context.at(-1))) return fail({ kind: 'promptEnd' })
  if (sameMessages(chosen, rejected)) return fail({ kind: 'identical' })
  const pair: Omit<Pair, typeof built> = {
    tools: present.tools,
    prompt: present.context,
    chosen,
    rejected,
  }
  return ok(pair as Pair)
}

function isFilled(messages: readonly Message[]): messages is readonly [Message, ...Message[]] {
  return messages.length > 0
}

/** Whether two completions say the same: parts compared, places and source roles left out. */
export function sameMessages(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && a.every((message, i) => sameMessage(message, b[i]!))
}

export function sameMessage(a: Message, b: Message): boolean {
  if (a.role !== b.role || a.parts.length !== b.parts.length) return false
  return a.parts.every((part, i) => partKey(part) === partKey(b.parts[i]!))
}

/** What a part says. Ids only join calls and results; every run has others. */
function partKey(part: Message['parts'][number]): string {
  if (part.t === 'result') return JSON.stringify({ ...part, callId: undefined })
  if (part.t !== 'call') return JSON.stringify(part)
  const { id: _id, path: _path, args, argsText, ...call } = part.call
  return JSON.stringify({ ...call, args: argsText ?? args })
}
