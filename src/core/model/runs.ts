/**
 * Runs of one task. Several records may be tries of the same task; where two of them say the same up
 * to some point, the rest of one is a branch beside the rest of the other.
 */
import { fail, type Result } from '../result.ts'
import type { Message } from './message.ts'
import { endsPrompt } from './message.ts'
import { sameMessage } from './pair.ts'
import type { Sample } from './sample.ts'
import {
  checkTree,
  freshBranchId,
  itemMessage,
  moveForkPoint,
  type Branch,
  type Item,
  type Roles,
  type Tree,
  type TreeError,
} from './tree.ts'

/** A run that another record holds. */
export interface Run {
  readonly record: number
  readonly reward?: number
  /** The whole conversation: prompt and completion. */
  readonly messages: readonly Message[]
}

/** The one conversation of a record as a run. */
export function runOf(record: number, { context, branches, meta }: Sample): Run {
  const messages = [...context, ...branches[0].messages]
  const { reward } = meta
  return reward === undefined ? { record, messages } : { record, reward, messages }
}

/**
 * How many messages two runs share as a prompt: their longest common prefix, cut back until it ends in
 * a user message or a tool result and both go on with the assistant (spec: formats §6c). 0 where their
 * prompts differ, so that one cannot be a branch of the other.
 */
export function sharedPrompt(a: readonly Message[], b: readonly Message[]): number {
  let shared = 0
  while (shared < a.length && shared < b.length && sameMessage(a[shared]!, b[shared]!)) shared++
  for (const next of [a[shared], b[shared]])
    if (next && next.role !== 'assistant' && next.role !== 'tool') return 0
  const answers = (run: readonly Message[], at: number) => run[at]?.role === 'assistant'
  while (shared > 0 && !(endsPrompt(a[shared - 1]) && answers(a, shared) && answers(b, shared)))
    shared--
  return shared
}

/**
 * Grafts a run onto a sample: the context ends where the two part, and the run's rest is a new branch
 * at the end. Refused where they share no prompt. Of two branches the one with the higher reward is
 * marked chosen; where none has more, no role changes.
 */
export function graftRun(sample: Sample, tree: Tree, run: Run): Result<Tree, TreeError> {
  const line = [...tree.context, ...tree.branches[0].items].map((item) => itemMessage(sample, item))
  const shared = sharedPrompt(line, run.messages)
  if (shared === 0)
    return fail({
      kind: 'notABoundary',
      reason: 'The two runs begin with different prompts, so they cannot be branches of one.',
    })
  const moved = moveForkPoint(sample, tree, Math.min(shared, contextLimit(tree, shared)))
  if (!moved.ok) return moved
  const base = moved.value
  const fresh: Branch = {
    id: freshBranchId(base),
    origin: {
      kind: 'run',
      record: run.record,
      ...(run.reward === undefined ? {} : { reward: run.reward }),
    },
    items: run.messages.slice(base.context.length).map((message) => itemOf(run, message)),
  }
  return checkTree(sample, {
    ...base,
    branches: [...base.branches, fresh],
    roles: rolesWith(sample, base, fresh, run),
  })
}

/** Several branches part where their context ends; a graft cannot lengthen what they share. */
function contextLimit(tree: Tree, shared: number): number {
  return tree.branches.length === 1 ? shared : tree.context.length
}

function itemOf({ record }: Run, message: Message): Item {
  return { kind: 'own', message: { ...message, path: '' }, run: record }
}

function rolesWith(sample: Sample, { branches, roles }: Tree, fresh: Branch, run: Run): Roles {
  const own = sample.meta.reward
  if (branches.length > 1 || own === undefined || run.reward === undefined) return roles
  if (own === run.reward) return roles
  const { id } = branches[0]
  return run.reward > own ? { chosen: fresh.id, rejected: id } : { chosen: id, rejected: fresh.id }
}
