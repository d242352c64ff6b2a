import type { Act } from '../core/journal/edit.ts'

/** What an act did, as toasts and the history say it. */
export const ACT_WORDS: Readonly<Record<Act, string>> = {
  keep: 'Kept',
  drop: 'Dropped',
  undecide: 'Decision taken back',
  flag: 'Flagged',
  unflag: 'Flag taken off',
  label: 'Labelled',
  fork: 'Forked',
  unfork: 'Fork given up',
  moveFork: 'Fork point moved',
  editMessage: 'Message edited',
  addMessage: 'Message added',
  removeMessage: 'Message removed',
  cut: 'Branch cut',
  confirmStale: 'Stale message confirmed',
  addBranch: 'Branch added',
  removeBranch: 'Branch removed',
  setRoles: 'Sides marked',
  pair: 'Pair saved',
  tie: 'Tie',
  bothBad: 'Both bad',
  rationale: 'Reason noted',
  fix: 'Fixed',
  mend: 'Mended file taken back',
  joinApart: 'One prompt taken for both sides',
}
