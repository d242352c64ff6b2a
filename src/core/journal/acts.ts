import { equalData } from '../json/equal.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Message } from '../model/message.ts'
import { buildPair, type PairError } from '../model/pair.ts'
import { graftRun, type Run } from '../model/runs.ts'
import type { Sample } from '../model/sample.ts'
import {
  addBranch as withBranch,
  confirmItem,
  findBranch,
  forkTree,
  joinApart as joined,
  moveForkPoint,
  recordedTree,
  removeBranch as withoutBranch,
  replaceItem,
  type BranchId,
  type Item,
  type Roles,
  type Tree,
} from '../model/tree.ts'
import { applyEdits, type EditError } from './apply.ts'
import type { Act, Decision, Edit, Rationale, SampleState } from './edit.ts'

/** What a person does to one sample: the word for it and the edits that it means. */
export interface SampleAct {
  readonly act: Act
  readonly edits: readonly [Edit, ...Edit[]]
}

export type ActError =
  | EditError
  | { readonly kind: 'nothingToDo' }
  /** The pair cannot be saved as it stands. */
  | { readonly kind: 'notAPair'; readonly error: PairError }

type Acting = Result<SampleAct, ActError>
export type Lane = BranchId | 'context'

/** A sample as a person acts on it. */
export interface Subject {
  readonly sample: Sample
  readonly state: SampleState
}

export function decide({ state }: Subject, decision: Decision | null): Acting {
  if (state.decision === decision) return fail({ kind: 'nothingToDo' })
  return ok({
    act: decision ?? 'undecide',
    edits: [{ type: 'set', field: 'decision', from: state.decision, to: decision }],
  })
}

/** Flags with a note (may be empty), or takes the flag off (`null`). */
export function flag({ state }: Subject, note: string | null): Acting {
  const to = note === null ? null : { note }
  if (state.flag === to || (state.flag && to && state.flag.note === to.note))
    return fail({ kind: 'nothingToDo' })
  return ok({
    act: to ? 'flag' : 'unflag',
    edits: [{ type: 'set', field: 'flag', from: state.flag, to }],
  })
}

/** Labels the sample's completion desirable (`true`), undesirable, or takes the label back. */
export function label({ state }: Subject, desirable: boolean | null): Acting {
  if (state.label === desirable) return fail({ kind: 'nothingToDo' })
  return ok({
    act: 'label',
    edits: [{ type: 'set', field: 'label', from: state.label, to: desirable }],
  })
}

/** Forks with `contextLength` messages as shared prompt (see `forkPoint`). */
export function fork(subject: Subject, contextLength: number, start: 'copy' | 'empty'): Acting {
  return treeAct(subject, 'fork', forkTree(subject.sample, treeOf(subject), contextLength, start))
}

/** Gives up every edit and branch: the sample is as recorded again. */
export function unfork({ state }: Subject): Acting {
  if (!state.tree) return fail({ kind: 'nothingToDo' })
  return ok({
    act: 'unfork',
    edits: withVerdictCleared(state, {
      type: 'set',
      field: 'tree',
      from: state.tree,
      to: null,
    }),
  })
}

export function moveFork(subject: Subject, contextLength: number): Acting {
  const tree = treeOf(subject)
  if (tree.context.length === contextLength) return fail({ kind: 'nothingToDo' })
  return treeAct(subject, 'moveFork', moveForkPoint(subject.sample, tree, contextLength))
}

/** For a record with two prompts: both completions get side A's (chosen's) or B's prompt. */
export function joinApart(subject: Subject, take: 'A' | 'B'): Acting {
  return treeAct(subject, 'joinApart', joined(subject.sample, take))
}

export function addBranch(subject: Subject, of: BranchId | null): Acting {
  return treeAct(subject, 'addBranch', withBranch(treeOf(subject), of))
}

/** Adds another record's run of the same task as a branch, where the two part. */
export function addRun(subject: Subject, run: Run): Acting {
  return treeAct(subject, 'addBranch', graftRun(subject.sample, treeOf(subject), run))
}

export function removeBranch(subject: Subject, id: BranchId): Acting {
  return treeAct(subject, 'removeBranch', withoutBranch(treeOf(subject), id))
}

/** Marks branches; whoever held a role that is given away loses it. */
export function setRoles(subject: Subject, to: Roles): Acting {
  const from = treeOf(subject).roles
  if (from.chosen === to.chosen && from.rejected === to.rejected)
    return fail({ kind: 'nothingToDo' })
  return finished(subject, 'setRoles', { type: 'roles', from, to })
}

/** Marks one branch chosen. The branch that was chosen becomes rejected if this one was. */
export function choose(subject: Subject, id: BranchId): Acting {
  const tree = treeOf(subject)
  const { chosen, rejected } = tree.roles
  const others = tree.branches.filter((b) => b.id !== id)
  const lone = others.length === 1 ? others[0]!.id : null
  return setRoles(subject, {
    chosen: id,
    rejected: rejected === id ? chosen : (rejected ?? lone),
  })
}

export function swap(subject: Subject): Acting {
  const { chosen, rejected } = treeOf(subject).roles
  return setRoles(subject, { chosen: rejected, rejected: chosen })
}

/** Replaces a message; if its tool calls changed, all that follows in the branch becomes stale. */
export function editMessage(subject: Subject, lane: Lane, index: number, message: Message): Acting {
  const items = laneItems(treeOf(subject), lane)
  if (!items) return fail({ kind: 'noSuchBranch', branch: lane as BranchId })
  if (index < 0 || index >= items.length)
    return fail({ kind: 'conflict', what: `message ${index} of ${lane}` })
  const after = replaceItem(subject.sample, items, index, message)
  return finished(subject, 'editMessage', {
    type: 'items',
    lane,
    at: index,
    removed: items.slice(index),
    inserted: after.slice(index),
  })
}

export function addMessage(subject: Subject, lane: Lane, at: number, message: Message): Acting {
  return finished(subject, 'addMessage', {
    type: 'items',
    lane,
    at,
    removed: [],
    inserted: [{ kind: 'own', message }],
  })
}

export function removeMessage(subject: Subject, lane: Lane, at: number): Acting {
  const item = laneItems(treeOf(subject), lane)?.[at]
  if (!item) return fail({ kind: 'conflict', what: `message ${at} of ${lane}` })
  return finished(subject, 'removeMessage', {
    type: 'items',
    lane,
    at,
    removed: [item],
    inserted: [],
  })
}

/** Cuts a branch: this message and all behind it go. */
export function cutFrom(subject: Subject, lane: BranchId, at: number): Acting {
  const removed = laneItems(treeOf(subject), lane)?.slice(at) ?? []
  if (removed.length === 0) return fail({ kind: 'nothingToDo' })
  return finished(subject, 'cut', { type: 'items', lane, at, removed, inserted: [] })
}

/** Says that a stale message still holds: this one, or with `rest` all stale ones from here on. */
export function confirmStale(subject: Subject, lane: Lane, at: number, rest = false): Acting {
  const items = laneItems(treeOf(subject), lane) ?? []
  const removed = rest ? items.slice(at) : items.slice(at, at + 1)
  if (!removed.some((item) => item.stale)) return fail({ kind: 'nothingToDo' })
  const inserted = removed.map(confirmItem)
  return finished(subject, 'confirmStale', { type: 'items', lane, at, removed, inserted })
}

/** Finishes a fork: chosen is better than rejected. Refused, with the reason, unless it is a pair. */
export function savePair(subject: Subject): Acting {
  const pair = buildPair(subject.sample, subject.state.tree)
  if (!pair.ok) return fail({ kind: 'notAPair', error: pair.error })
  return verdict(subject, 'pair')
}

/** Finishes a fork without a winner. */
export function verdict({ state }: Subject, to: SampleState['verdict']): Acting {
  const edits: Edit[] = []
  if (state.verdict !== to) edits.push({ type: 'set', field: 'verdict', from: state.verdict, to })
  if (to !== null && state.decision === 'drop')
    edits.push({ type: 'set', field: 'decision', from: 'drop', to: null })
  const [first, ...rest] = edits
  if (!first) return fail({ kind: 'nothingToDo' })
  return ok({ act: to ?? 'undecide', edits: [first, ...rest] })
}

export function rationale({ state }: Subject, to: Rationale | null): Acting {
  if (JSON.stringify(state.rationale) === JSON.stringify(to)) return fail({ kind: 'nothingToDo' })
  return ok({
    act: 'rationale',
    edits: [{ type: 'set', field: 'rationale', from: state.rationale, to }],
  })
}

/** The tree that a person sees and works on. */
export function treeOf({ sample, state }: Subject): Tree {
  return state.tree ?? recordedTree(sample)
}

export function laneItems(tree: Tree, lane: Lane): readonly Item[] | undefined {
  return lane === 'context' ? tree.context : findBranch(tree, lane)?.items
}

/** A tree that is as recorded again is none, as it is after every other edit. */
function treeAct(subject: Subject, act: Act, made: Result<Tree, EditError>): Acting {
  if (!made.ok) return made
  const same = equalData(made.value, recordedTree(subject.sample))
  const to = same ? null : made.value
  return finished(subject, act, { type: 'set', field: 'tree', from: subject.state.tree, to })
}

/**
 * Completes an edit of the tree: a verdict given before no longer speaks of what is there, so it is
 * taken back in the same act; and the whole is tried, so that a broken rule is reported now.
 */
function finished({ sample, state }: Subject, act: Act, edit: Edit): Acting {
  const edits = withVerdictCleared(state, edit)
  const tried = applyEdits(sample, state, edits)
  return tried.ok ? ok({ act, edits }) : tried
}

/** A change of the tree takes back a verdict that was given of what it was. */
export function withVerdictCleared(state: SampleState, edit: Edit): [Edit, ...Edit[]] {
  if (state.verdict === null) return [edit]
  return [edit, { type: 'set', field: 'verdict', from: state.verdict, to: null }]
}
