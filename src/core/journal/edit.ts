import type { BranchId, Branch, Item, Roles, Tree } from '../model/tree.ts'

export type Decision = 'keep' | 'drop'
/** A finished judgement of a fork. `pair`: the chosen branch is better than the rejected one. */
export type Verdict = 'pair' | 'tie' | 'bothBad'

/** Why one side is better, in the labeller's words; kept in our own files, most targets drop it. */
export interface Rationale {
  readonly tags: readonly string[]
  readonly note: string
  readonly strength: 'slightly' | 'much' | null
}

/** Everything people have said and done about one sample: the fold of its journal. */
export interface SampleState {
  readonly decision: Decision | null
  readonly flag: { readonly note: string } | null
  /** A person's KTO label of the sample's completion; null leaves the recorded one, if any. */
  readonly label: boolean | null
  readonly verdict: Verdict | null
  readonly rationale: Rationale | null
  /** Null while the sample is as recorded. */
  readonly tree: Tree | null
}

export const UNTOUCHED: SampleState = {
  decision: null,
  flag: null,
  label: null,
  verdict: null,
  rationale: null,
  tree: null,
}

type FieldEdit<K extends keyof SampleState> = {
  readonly type: 'set'
  readonly field: K
  readonly from: SampleState[K]
  readonly to: SampleState[K]
}

/**
 * One change to a sample's state. An edit is a value that carries both what was and what shall be,
 * so it can be applied, inverted and refused where it does not fit (see apply.ts). The small edits
 * of a tree (`items`, `branch`, `roles`) exist so that a keystroke's journal entry holds one message
 * and not the whole fork.
 */
export type Edit =
  | FieldEdit<'decision'>
  | FieldEdit<'flag'>
  | FieldEdit<'label'>
  | FieldEdit<'verdict'>
  | FieldEdit<'rationale'>
  | FieldEdit<'tree'>
  | {
      readonly type: 'items'
      readonly lane: BranchId | 'context'
      /** Index within the lane at which `removed` stands and `inserted` shall stand. */
      readonly at: number
      readonly removed: readonly Item[]
      readonly inserted: readonly Item[]
    }
  | {
      readonly type: 'branch'
      readonly at: number
      readonly removed: Branch | null
      readonly inserted: Branch | null
    }
  | { readonly type: 'roles'; readonly from: Roles; readonly to: Roles }

/** What a person did, in one word, for the history and the undo toast. */
export type Act =
  | 'keep'
  | 'drop'
  | 'undecide'
  | 'flag'
  | 'unflag'
  | 'label'
  | 'fork'
  | 'unfork'
  | 'moveFork'
  | 'editMessage'
  | 'addMessage'
  | 'removeMessage'
  | 'cut'
  | 'confirmStale'
  | 'addBranch'
  | 'removeBranch'
  | 'setRoles'
  | 'pair'
  | 'tie'
  | 'bothBad'
  | 'rationale'
  | 'joinApart'
  /** Messages taken from a file in which they were mended. */
  | 'mend'
  /** What a fix proposed (see fixes/). */
  | 'fix'

/** The changes of one act: usually one sample, many for a bulk act. */
export interface SampleEdits {
  readonly record: number
  readonly edits: readonly [Edit, ...Edit[]]
}

/** One line of the append-only journal. Undo and redo are entries too; history is never rewritten. */
export interface JournalEntry {
  /** Given by the storage, ascending over all datasets. */
  readonly seq: number
  readonly dataset: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  readonly who: string
  readonly act: Act
  readonly changes: readonly [SampleEdits, ...SampleEdits[]]
  /** The entry that this one takes back. */
  readonly undoes?: number
  /** The undo entry that this one takes back. */
  readonly redoes?: number
}

/**
 * The state of a sample in one word, as queue and filters show it. Order of precedence: a finished
 * fork, a decision, a label, an unfinished fork, nothing. A flag stands beside it, not in it.
 */
export type WorkState = 'todo' | 'draft' | 'kept' | 'dropped' | 'paired' | 'tied' | 'labelled'

export function workState(state: SampleState): WorkState {
  if (state.decision === 'drop') return 'dropped'
  if (state.verdict === 'pair') return 'paired'
  if (state.verdict !== null) return 'tied'
  if (state.decision === 'keep') return 'kept'
  if (state.label !== null) return 'labelled'
  return state.tree === null ? 'todo' : 'draft'
}

/** Whether a labeller is done with the sample. */
export function isDecided(state: SampleState): boolean {
  const work = workState(state)
  return work !== 'todo' && work !== 'draft'
}
