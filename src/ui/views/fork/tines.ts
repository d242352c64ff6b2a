import { alignMessages } from '../../../core/diff/align.ts'
import { compareMessages, type MessageDiff } from '../../../core/diff/message.ts'
import { treeOf, type Subject } from '../../../core/journal/acts.ts'
import type { Message } from '../../../core/model/message.ts'
import { sameMessage } from '../../../core/model/pair.ts'
import {
  branchLetter,
  forkPoints,
  itemMessage,
  moveForkPoint,
  sameItem,
  staleIndexes,
  type Branch,
  type BranchId,
  type Item,
  type Tree,
} from '../../../core/model/tree.ts'
import { count } from '../../numbers.ts'
import { branchWords } from '../../parts/branch-facts.ts'

export type Role = 'chosen' | 'rejected' | null

/** One branch as it is drawn below the fork point. */
export interface Tine {
  readonly id: BranchId
  /** Its place among the sample's branches; the lane of its messages in the present sample. */
  readonly lane: number
  readonly letter: string
  readonly role: Role
  /** Where it comes from, in a few words: "as recorded". */
  readonly origin: string
  /** What the file says of it: model, rank, scores. '' where it says nothing. */
  readonly told: string
  readonly items: readonly Item[]
  readonly messages: readonly Message[]
  readonly stale: readonly number[]
}

/** A sample as the fork view draws it: one stem, and tines growing from it. */
export interface Fork {
  readonly tree: Tree
  readonly context: readonly Message[]
  readonly tines: readonly [Tine, ...Tine[]]
}

export function drawFork(subject: Subject): Fork {
  const tree = treeOf(subject)
  const { sample } = subject
  const tine = (branch: Branch, lane: number): Tine => ({
    id: branch.id,
    lane,
    letter: branchLetter(lane),
    role: roleOf(tree, branch.id),
    origin: originOf(tree, branch),
    told: toldOf(sample, branch),
    items: branch.items,
    messages: branch.items.map((item) => itemMessage(sample, item)),
    stale: staleIndexes(branch.items),
  })
  const [first, ...rest] = tree.branches
  return {
    tree,
    context: tree.context.map((item) => itemMessage(sample, item)),
    tines: [tine(first, 0), ...rest.map((branch, i) => tine(branch, i + 1))],
  }
}

function roleOf(tree: Tree, id: BranchId): Role {
  if (tree.roles.chosen === id) return 'chosen'
  return tree.roles.rejected === id ? 'rejected' : null
}

function toldOf({ branches }: Subject['sample'], branch: Branch): string {
  const recorded =
    branch.origin.kind === 'recorded' ? branches[Number(branch.id.slice(1))] : undefined
  return recorded ? branchWords(recorded) : ''
}

function originOf(tree: Tree, branch: Branch): string {
  const { items, origin } = branch
  const touched = items.some((item) => item.kind === 'own')
  if (origin.kind === 'recorded') return touched ? 'recorded, edited' : 'as recorded'
  if (origin.kind === 'empty') return items.length === 0 ? 'empty' : 'your answer'
  if (origin.kind === 'run') return runWords(origin)
  const at = tree.branches.findIndex((other) => other.id === origin.of)
  const model = tree.branches[at]
  if (!touched || (model && sameItems(items, model.items)))
    return model ? `a copy of ${branchLetter(at)}` : 'a copy'
  // Only what was recorded can be corrected; a copy of what a person wrote stays their answer.
  const corrects = items.some((item) => item.kind === 'recorded' || item.from !== undefined)
  return corrects ? 'your correction' : 'your answer'
}

function sameItems(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, i) => sameItem(item, b[i]))
}

function runWords({ record, reward }: Extract<Branch['origin'], { kind: 'run' }>): string {
  const words = `run of record ${count(record)}`
  return reward === undefined ? words : `${words}, reward ${reward}`
}

/**
 * The two tines to show: chosen and rejected, in the order of their letters (the side says
 * nothing), filled up with the first branches that have no role. `look` puts another branch in the
 * place of the one that is not chosen.
 */
export function shownTines(fork: Fork, look: BranchId | null): readonly [Tine, Tine | null] {
  const chosen = fork.tines.find((tine) => tine.role === 'chosen')
  const rejected = fork.tines.find((tine) => tine.role === 'rejected')
  const looked = fork.tines.find((tine) => tine.id === look && tine.role === null)
  const wanted: Tine[] = []
  for (const tine of [chosen, looked, rejected, ...fork.tines])
    if (tine && wanted.length < 2 && !wanted.includes(tine)) wanted.push(tine)
  const [left = fork.tines[0], right = null] = wanted.sort((a, b) => a.lane - b.lane)
  return [left, right]
}

export type Sign = 'equal' | 'changed' | 'left' | 'right'

/** One row of the two tines: a message of each, or of one side only. */
export interface TineRow {
  /** Stable while the same messages stand in it. */
  readonly key: string
  readonly left: number | null
  readonly right: number | null
  readonly sign: Sign
}

export function tineRows(left: Tine, right: Tine | null): TineRow[] {
  const others = right?.messages ?? []
  return alignMessages(left.messages, others).map(({ a, b }) => ({
    key: `${a ?? ''}:${b ?? ''}`,
    left: a,
    right: b,
    sign: signOf(a === null ? undefined : left.messages[a], b === null ? undefined : others[b]),
  }))
}

function signOf(left: Message | undefined, right: Message | undefined): Sign {
  if (!left) return 'right'
  if (!right) return 'left'
  return sameMessage(left, right) ? 'equal' : 'changed'
}

const compared = new WeakMap<Message, WeakMap<Message, MessageDiff>>()

/** `compareMessages`, remembered: rows and facts ask for the same pairs again and again. */
export function differences(left: Message, right: Message): MessageDiff {
  let others = compared.get(left)
  if (!others) compared.set(left, (others = new WeakMap()))
  let diff = others.get(right)
  if (!diff) others.set(right, (diff = compareMessages(left, right)))
  return diff
}

/** "2 edits", "1 value". */
export function countWords({
  edits,
  values,
  rewritten,
}: Pick<MessageDiff, 'edits' | 'values' | 'rewritten'>): string[] {
  const words: string[] = []
  if (rewritten) words.push('rewritten')
  else if (edits > 0) words.push(edits === 1 ? '1 edit' : `${edits} edits`)
  if (values > 0) words.push(values === 1 ? '1 value' : `${values} values`)
  return words
}

/** Where the fork point can go from here: counts of context messages, or null at the ends. */
export function forkMoves(
  subject: Subject,
  fork: Fork,
): { readonly up: number | null; readonly down: number | null } {
  const here = fork.context.length
  const points = forkPoints([...fork.context, ...fork.tines[0].messages])
  const allowed = (to: number | undefined) =>
    to !== undefined && moveForkPoint(subject.sample, fork.tree, to).ok ? to : null
  return {
    up: allowed(points.findLast((point) => point < here)),
    down: allowed(points.find((point) => point > here)),
  }
}
