import type { Act } from '../../../core/journal/edit.ts'
import type { ActFailure } from '../../session.svelte.ts'

/** What an act did, as toast and history say it. */
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
  joinApart: 'One prompt taken for both sides',
}

/** Why an act could not be done and what to do; '' where there is nothing to say. */
export function failureWords(error: ActFailure): string {
  switch (error.kind) {
    case 'nothingToDo':
      return ''
    case 'quota':
    case 'storage':
    case 'source':
    case 'notFound':
    case 'readOnly':
      return error.message
    case 'conflict':
      return 'The sample was changed in another tab. It is shown as it is now; decide again.'
    case 'notABoundary':
    case 'contextEnd':
    case 'branchStart':
      return error.reason
    case 'noSuchBranch':
    case 'noSuchMessage':
      return 'What this was about is no longer there.'
    case 'lastBranch':
      return 'A sample needs at least one branch.'
    case 'sameRole':
      return 'One branch cannot be both chosen and rejected.'
    case 'notAPair':
      return 'The two branches are not a pair yet.'
  }
}
