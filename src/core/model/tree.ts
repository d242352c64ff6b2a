import type { Message } from './message.ts'
import { callsOf, endsPrompt } from './message.ts'
import type { MessageRef, Sample } from './sample.ts'
import {
  APART_COMPLETION_LANE,
  APART_CONTEXT_LANE,
  CONTEXT_LANE,
  messageAt,
  type RecordedBranch,
} from './sample.ts'
import { fail, ok, type Result } from '../result.ts'

/**
 * The person's version of a sample: the same shape as the sample itself (one context, branches
 * growing from it) with every message either pointing at what was recorded or made here. What was
 * recorded is never copied and never changed. A sample nobody forked or edited has no tree.
 */
export interface Tree {
  readonly context: readonly Item[]
  readonly branches: readonly [Branch, ...Branch[]]
  readonly roles: Roles
}

export interface Roles {
  readonly chosen: BranchId | null
  readonly rejected: BranchId | null
}

/** `r0`, `r1` … for recorded branches, `n1`, `n2` … for new ones; the letter shown is its place. */
export type BranchId = `r${number}` | `n${number}`

export interface Branch {
  readonly id: BranchId
  readonly origin: BranchOrigin
  readonly items: readonly Item[]
}

export type BranchOrigin =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'copy'; readonly of: BranchId }
  | { readonly kind: 'empty' }
  /** Another record's run of the same task, grafted where the two part (see runs.ts). */
  | { readonly kind: 'run'; readonly record: number; readonly reward?: number }

export type Item = RecordedItem | OwnItem

interface ItemState {
  /** A tool call before it in its branch was edited, so this may no longer be what would follow. */
  readonly stale?: true
}
export interface RecordedItem extends ItemState {
  readonly kind: 'recorded'
  readonly ref: MessageRef
}
export interface OwnItem extends ItemState {
  readonly kind: 'own'
  readonly message: Message
  /** The recorded message that this one is an edited version of. */
  readonly from?: MessageRef
  /** The record in which it stands as it is here, for a message of another run of the same task. */
  readonly run?: number
}

export type TreeError =
  | { readonly kind: 'noSuchBranch'; readonly branch: BranchId }
  | { readonly kind: 'noSuchMessage'; readonly ref: MessageRef }
  | { readonly kind: 'notABoundary'; readonly reason: string }
  | { readonly kind: 'contextEnd'; readonly reason: string }
  | { readonly kind: 'branchStart'; readonly branch: BranchId; readonly reason: string }
  | { readonly kind: 'lastBranch' }
  | { readonly kind: 'sameRole'; readonly branch: BranchId }

export function recordedBranchId(index: number): BranchId {
  return `r${index}`
}

/** The tree of a sample nobody touched: its own context and branches, by reference. */
export function recordedTree(sample: Sample): Tree {
  const [first, ...rest] = sample.branches
  const branch = (recorded: RecordedBranch, lane: number): Branch => ({
    id: recordedBranchId(lane),
    origin: { kind: 'recorded' },
    items: recorded.messages.map((_, index) => ({ kind: 'recorded', ref: { lane, index } })),
  })
  const pair = sample.recordedPair
  return {
    context: sample.context.map((_, index) => recordedItem(CONTEXT_LANE, index)),
    branches: [branch(first, 0), ...rest.map((b, i) => branch(b, i + 1))],
    roles: pair
      ? { chosen: recordedBranchId(pair.chosen), rejected: recordedBranchId(pair.rejected) }
      : { chosen: null, rejected: null },
  }
}

export function recordedItem(lane: number, index: number): RecordedItem {
  return { kind: 'recorded', ref: { lane, index } }
}

/** The message an item stands for. Throws where the record has no such message: a broken journal. */
export function itemMessage(sample: Sample, item: Item): Message {
  if (item.kind === 'own') return item.message
  const message = messageAt(sample, item.ref)
  if (!message)
    throw new Error(
      `the record has no message ${item.ref.index} in lane ${item.ref.lane}; its source changed`,
    )
  return message
}

/**
 * Where a fork at message `index` of a conversation really goes: the number of messages that become
 * context. It walks back over a run of assistant messages to the user message or tool result before
 * them, and forward from a user message or tool result to its answer. Null where nothing is there
 * to answer to.
 */
export function forkPoint(messages: readonly Message[], index: number): number | null {
  if (index < 0) return null
  let at = index
  if (messages[at]?.role === 'assistant') {
    while (at > 0 && messages[at - 1]!.role === 'assistant') at--
  } else {
    while (at < messages.length && messages[at]!.role !== 'assistant') at++
  }
  return at > 0 && at <= messages.length && endsPrompt(messages[at - 1]) ? at : null
}

/** All places at which a conversation can be forked, ascending: counts of context messages. */
export function forkPoints(messages: readonly Message[]): number[] {
  const points: number[] = []
  for (let at = 1; at <= messages.length; at++) {
    if (!endsPrompt(messages[at - 1])) continue
    if (at === messages.length || messages[at]!.role === 'assistant') points.push(at)
  }
  return points
}

/**
 * Forks a sample: everything before `contextLength` of branch `from` becomes the context, what
 * follows stays as recorded, and a new branch grows beside it, as a copy to be edited or empty. The
 * new branch is marked chosen and the old one rejected.
 *
 * The sample must have one branch: branches that already diverge cannot be forked behind their
 * divergence, since the context is what they all share.
 */
export function forkTree(
  sample: Sample,
  tree: Tree,
  contextLength: number,
  start: 'copy' | 'empty',
): Result<Tree, TreeError> {
  if (tree.branches.length > 1) {
    const moved = moveForkPoint(sample, tree, contextLength)
    return moved.ok
      ? addBranch(moved.value, start === 'copy' ? moved.value.branches[0].id : null)
      : moved
  }
  const line = [...tree.context, ...tree.branches[0].items]
  const context = line.slice(0, contextLength)
  const rest = line.slice(contextLength)
  const old: Branch = { ...tree.branches[0], items: rest }
  const id = freshBranchId(tree)
  const fresh: Branch = {
    id,
    origin: start === 'copy' ? { kind: 'copy', of: old.id } : { kind: 'empty' },
    items: start === 'copy' ? rest : [],
  }
  return checkTree(sample, {
    context,
    branches: [fresh, old],
    roles: { chosen: fresh.id, rejected: old.id },
  })
}

/**
 * Moves the fork point so that the context holds `contextLength` messages. Upwards the messages
 * return to the head of every branch; downwards they must be the same recorded messages in all.
 */
export function moveForkPoint(
  sample: Sample,
  tree: Tree,
  contextLength: number,
): Result<Tree, TreeError> {
  const here = tree.context.length
  if (contextLength === here) return ok(tree)
  if (contextLength < here) {
    const context = tree.context.slice(0, contextLength)
    const back = tree.context.slice(contextLength)
    return checkTree(sample, {
      ...tree,
      context,
      branches: mapBranches(tree.branches, (b) => ({ ...b, items: [...back, ...b.items] })),
    })
  }
  const count = contextLength - here
  const shared = tree.branches[0].items.slice(0, count)
  if (shared.length < count)
    return fail({ kind: 'notABoundary', reason: 'The first branch ends before that message.' })
  for (const branch of tree.branches)
    for (let i = 0; i < count; i++)
      if (!sameItem(shared[i]!, branch.items[i]))
        return fail({
          kind: 'notABoundary',
          reason: 'The branches differ before that message, so it cannot be shared prompt.',
        })
  return checkTree(sample, {
    ...tree,
    context: [...tree.context, ...shared],
    branches: mapBranches(tree.branches, (b) => ({ ...b, items: b.items.slice(count) })),
  })
}

/** Adds a branch behind the others: a copy of branch `of`, or an empty one. */
export function addBranch(tree: Tree, of: BranchId | null): Result<Tree, TreeError> {
  const model = of === null ? undefined : findBranch(tree, of)
  if (of !== null && !model) return fail({ kind: 'noSuchBranch', branch: of })
  const fresh: Branch = {
    id: freshBranchId(tree),
    origin: of === null ? { kind: 'empty' } : { kind: 'copy', of },
    items: model?.items ?? [],
  }
  const roles =
    tree.branches.length === 1 ? { chosen: fresh.id, rejected: tree.branches[0].id } : tree.roles
  return ok({ ...tree, branches: [...tree.branches, fresh], roles })
}

/** Removes a branch; its role, if it had one, becomes free. The last branch cannot go. */
export function removeBranch(tree: Tree, id: BranchId): Result<Tree, TreeError> {
  if (!findBranch(tree, id)) return fail({ kind: 'noSuchBranch', branch: id })
  const [first, ...rest] = tree.branches.filter((b) => b.id !== id)
  if (!first) return fail({ kind: 'lastBranch' })
  return ok({
    ...tree,
    branches: [first, ...rest],
    roles: {
      chosen: tree.roles.chosen === id ? null : tree.roles.chosen,
      rejected: tree.roles.rejected === id ? null : tree.roles.rejected,
    },
  })
}

/** For a record with two prompts: makes it one sample by giving both completions side A's or B's. */
export function joinApart(sample: Sample, take: 'A' | 'B'): Result<Tree, TreeError> {
  const apart = sample.apart
  if (!apart) return fail({ kind: 'notABoundary', reason: 'The record has one prompt already.' })
  const lane = (l: number, messages: readonly Message[]) =>
    messages.map((_, index) => recordedItem(l, index))
  return checkTree(sample, {
    context:
      take === 'A' ? lane(CONTEXT_LANE, sample.context) : lane(APART_CONTEXT_LANE, apart.context),
    branches: [
      { id: 'r0', origin: { kind: 'recorded' }, items: lane(0, sample.branches[0].messages) },
      {
        id: 'r1',
        origin: { kind: 'recorded' },
        items: lane(APART_COMPLETION_LANE, apart.completion),
      },
    ],
    roles: { chosen: 'r0', rejected: 'r1' },
  })
}

/**
 * What a branch's items become when the message at `index` is replaced. If the tool calls changed,
 * every later message of the branch is stale until it is cut or confirmed.
 */
export function replaceItem(
  sample: Sample,
  items: readonly Item[],
  index: number,
  message: Message,
): Item[] {
  const old = items[index]
  if (!old) throw new RangeError(`no message ${index} among ${items.length}`)
  const from = old.kind === 'recorded' ? old.ref : old.from
  const fresh: OwnItem = { kind: 'own', message, ...(from ? { from } : {}) }
  const changed = !sameCalls(itemMessage(sample, old), message)
  return items.map((item, i) =>
    i === index ? fresh : i > index && changed ? { ...item, stale: true } : item,
  )
}

/** An item that a person has looked at and found to follow still. */
export function confirmItem(item: Item): Item {
  const { stale: _, ...rest } = item
  return rest
}

export function staleIndexes(items: readonly Item[]): number[] {
  const found: number[] = []
  items.forEach((item, index) => {
    if (item.stale) found.push(index)
  })
  return found
}

/** Whether two messages call the same tools with the same arguments, to the letter of the JSON. */
export function sameCalls(a: Message, b: Message): boolean {
  const ours = callsOf(a)
  const theirs = callsOf(b)
  return (
    ours.length === theirs.length &&
    ours.every((call, i) => {
      const other = theirs[i]!
      return call.name === other.name && argsKey(call) === argsKey(other)
    })
  )
}
function argsKey(call: { argsText?: string; args: unknown }): string {
  return call.argsText ?? JSON.stringify(call.args) ?? ''
}

/**
 * The rules of a tree. They are checked on every edit before it is stored, so a stored tree can be
 * trusted: a branch begins with an assistant message; a context ends in a user message or a tool
 * result, or is what the record itself begins with. Where the record has no user message, its
 * branches begin with what came before the answer (see `leadOf`): that stays as recorded, on all.
 */
export function checkTree(sample: Sample, tree: Tree): Result<Tree, TreeError> {
  const all = [tree.context, ...tree.branches.map((b) => b.items)]
  for (const items of all)
    for (const item of items)
      if (item.kind === 'recorded' && !messageAt(sample, item.ref))
        return fail({ kind: 'noSuchMessage', ref: item.ref })
  const last = tree.context.at(-1)
  const asRecorded =
    tree.context.length === sample.context.length &&
    tree.context.every((item, i) => sameItem(item, recordedItem(CONTEXT_LANE, i)))
  if (!asRecorded && !(last && endsPrompt(itemMessage(sample, last))))
    return fail({
      kind: 'contextEnd',
      reason: 'The shared prompt must end in a user message or a tool result.',
    })
  const ids = new Set<BranchId>()
  for (const branch of tree.branches) {
    ids.add(branch.id)
    const lead = leadOf(sample, branch)
    if (lead.length > 0 && !(asRecorded && isRecordedLead(sample, lead)))
      return fail({
        kind: 'branchStart',
        branch: branch.id,
        reason: lead.some((item) => item.kind === 'own' && item.from) ? LEAD_STAYS : BRANCH_START,
      })
  }
  const filled = tree.branches.filter((branch) => branch.items.length > 0)
  const bare = filled.find((branch) => leadOf(sample, branch).length === 0)
  if (bare && filled.some((branch) => leadOf(sample, branch).length > 0))
    return fail({ kind: 'branchStart', branch: bare.id, reason: LEAD_STAYS })
  if (ids.size !== tree.branches.length) throw new Error('two branches have one id')
  const { chosen, rejected } = tree.roles
  if (chosen !== null && !ids.has(chosen)) return fail({ kind: 'noSuchBranch', branch: chosen })
  if (rejected !== null && !ids.has(rejected))
    return fail({ kind: 'noSuchBranch', branch: rejected })
  if (chosen !== null && chosen === rejected) return fail({ kind: 'sameRole', branch: chosen })
  return ok(tree)
}

const BRANCH_START = 'A branch begins with an assistant message.'
export const LEAD_STAYS =
  'What stands before the first answer is the prompt of every branch. It stays as recorded.'

/**
 * The messages with which a branch begins before its first answer. There are some only in records
 * without a user message (`system, assistant`): nothing there ends a prompt, so none is context.
 */
export function leadOf(sample: Sample, { items }: Branch): readonly Item[] {
  const at = items.findIndex((item) => itemMessage(sample, item).role === 'assistant')
  return at < 0 ? items : items.slice(0, at)
}

/** Whether a message of the sample as shown stands in the lead of its branch. */
export function isInLead(sample: Sample, { lane, index }: MessageRef): boolean {
  const messages = sample.branches[lane]?.messages.slice(0, index + 1) ?? []
  return messages.length > 0 && messages.every((message) => message.role !== 'assistant')
}

/** Whether a lead is, whole and in place, that of a recorded branch. */
function isRecordedLead(sample: Sample, lead: readonly Item[]): boolean {
  const [first] = lead
  if (first?.kind !== 'recorded') return false
  const { lane } = first.ref
  const behind = messageAt(sample, { lane, index: lead.length })
  return (
    sample.branches[lane] !== undefined &&
    (behind === undefined || behind.role === 'assistant') &&
    lead.every((item, index) => sameItem(item, recordedItem(lane, index)))
  )
}

export function findBranch(tree: Tree, id: BranchId): Branch | undefined {
  return tree.branches.find((b) => b.id === id)
}

/** A for the first branch, B for the second, … AA after Z. */
export function branchLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : branchLetter(Math.floor(index / 26) - 1) + letter
}

/** The sample as the person left it: the same type, so checks and exporters need not know. */
export function presentSample(sample: Sample, tree: Tree | null): Sample {
  if (!tree) return sample
  const messages = (items: readonly Item[]) => items.map((item) => itemMessage(sample, item))
  const branch = (b: Branch): RecordedBranch => {
    const recorded = b.id.startsWith('r') ? sample.branches[Number(b.id.slice(1))] : undefined
    return { ...recorded, messages: messages(b.items) }
  }
  const [first, ...rest] = tree.branches
  const { recordedPair: _pair, apart: _apart, ...common } = sample
  const index = (id: BranchId | null) => tree.branches.findIndex((b) => b.id === id)
  const chosen = index(tree.roles.chosen)
  const rejected = index(tree.roles.rejected)
  return {
    ...common,
    context: messages(tree.context),
    branches: [branch(first), ...rest.map(branch)],
    ...(chosen >= 0 && rejected >= 0 ? { recordedPair: { chosen, rejected } } : {}),
  }
}

/** Whether two items stand for the same message in the same state. */
export function sameItem(a: Item, b: Item | undefined): boolean {
  if (!b || a.kind !== b.kind || a.stale !== b.stale) return false
  if (a.kind === 'recorded')
    return b.kind === 'recorded' && a.ref.lane === b.ref.lane && a.ref.index === b.ref.index
  return b.kind === 'own' && JSON.stringify(a.message) === JSON.stringify(b.message)
}

export function freshBranchId(tree: Tree): BranchId {
  let n = 1
  while (findBranch(tree, `n${n}`)) n++
  return `n${n}`
}

function mapBranches(
  [first, ...rest]: Tree['branches'],
  change: (branch: Branch) => Branch,
): Tree['branches'] {
  return [change(first), ...rest.map(change)]
}
