import { fail, ok, type Result } from '../result.ts'
import { equalData } from '../json/equal.ts'
import type { Sample } from '../model/sample.ts'
import {
  checkTree,
  findBranch,
  recordedTree,
  type Branch,
  type Tree,
  type TreeError,
} from '../model/tree.ts'
import type { Edit, SampleState } from './edit.ts'

export type EditError =
  | TreeError
  /** The edit was made against another state: somebody else, or another tab, was faster. */
  | { readonly kind: 'conflict'; readonly what: string }

/**
 * Applies one edit. Refuses (never half-applies) an edit whose `from`/`removed` is not what is
 * there, and one that would break a rule of the tree.
 */
export function applyEdit(
  sample: Sample,
  state: SampleState,
  edit: Edit,
): Result<SampleState, EditError> {
  if (edit.type === 'set') {
    if (!equalData(state[edit.field], edit.from))
      return fail({ kind: 'conflict', what: edit.field })
    if (edit.field === 'tree' && edit.to) {
      const tree = checkTree(sample, edit.to)
      if (!tree.ok) return tree
    }
    return ok({ ...state, [edit.field]: edit.to })
  }
  const before = state.tree ?? recordedTree(sample)
  const changed = changeTree(before, edit)
  if (!changed.ok) return changed
  const checked = checkTree(sample, changed.value)
  if (!checked.ok) return checked
  const same = equalData(checked.value, recordedTree(sample))
  return ok({ ...state, tree: same ? null : checked.value })
}

/** Applies edits in order, all or none. */
export function applyEdits(
  sample: Sample,
  state: SampleState,
  edits: readonly Edit[],
): Result<SampleState, EditError> {
  let present = state
  for (const edit of edits) {
    const next = applyEdit(sample, present, edit)
    if (!next.ok) return next
    present = next.value
  }
  return ok(present)
}

/** The edit that takes this one back: `apply(apply(s, e), invertEdit(e))` is `s`. */
export function invertEdit(edit: Edit): Edit {
  switch (edit.type) {
    case 'set':
      return { ...edit, from: edit.to, to: edit.from } as Edit
    case 'items':
    case 'branch':
      return { ...edit, removed: edit.inserted, inserted: edit.removed } as Edit
    case 'roles':
      return { ...edit, from: edit.to, to: edit.from }
  }
}

export function invertEdits(edits: readonly [Edit, ...Edit[]]): [Edit, ...Edit[]] {
  return edits.map(invertEdit).reverse() as [Edit, ...Edit[]]
}

function changeTree(tree: Tree, edit: Exclude<Edit, { type: 'set' }>): Result<Tree, EditError> {
  switch (edit.type) {
    case 'roles':
      if (!equalData(tree.roles, edit.from)) return fail({ kind: 'conflict', what: 'roles' })
      return ok({ ...tree, roles: edit.to })
    case 'branch': {
      const branches = spliced(
        tree.branches,
        edit.at,
        edit.removed ? [edit.removed] : [],
        edit.inserted ? [edit.inserted] : [],
      )
      if (!branches) return fail({ kind: 'conflict', what: 'branches' })
      const [first, ...rest] = branches
      if (!first) return fail({ kind: 'lastBranch' })
      return ok({ ...tree, branches: [first, ...rest] })
    }
    case 'items': {
      const { lane } = edit
      if (lane === 'context') {
        const context = spliced(tree.context, edit.at, edit.removed, edit.inserted)
        return context ? ok({ ...tree, context }) : fail({ kind: 'conflict', what: 'context' })
      }
      const branch = findBranch(tree, lane)
      if (!branch) return fail({ kind: 'noSuchBranch', branch: lane })
      const items = spliced(branch.items, edit.at, edit.removed, edit.inserted)
      if (!items) return fail({ kind: 'conflict', what: `branch ${lane}` })
      const [first, ...rest] = tree.branches.map((b): Branch =>
        b === branch ? { ...b, items } : b,
      )
      return ok({ ...tree, branches: [first!, ...rest] })
    }
  }
}

/** The list with `removed` at `at` replaced; null where `removed` is not what stands there. */
function spliced<T>(
  list: readonly T[],
  at: number,
  removed: readonly T[],
  inserted: readonly T[],
): T[] | null {
  if (at < 0 || at > list.length) return null
  const there = list.slice(at, at + removed.length)
  if (!equalData(there, removed)) return null
  return [...list.slice(0, at), ...inserted, ...list.slice(at + removed.length)]
}
