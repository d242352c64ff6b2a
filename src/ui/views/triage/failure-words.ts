import type { ActFailure } from '../../session.svelte.ts'

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
