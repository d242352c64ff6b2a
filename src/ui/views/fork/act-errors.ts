import type { Fork } from './tines.ts'
import type { ActFailure } from '../../session.svelte.ts'
import { obstacleOf } from './facts.ts'

/** What a refused act says: what is so, then what to do. Null where there was nothing to do. */
export function refusalWords(error: ActFailure, fork: Fork): string | null {
  switch (error.kind) {
    case 'nothingToDo':
      return null
    case 'notAPair':
      return obstacleOf(error.error, fork).words
    case 'conflict':
      return 'This sample changed meanwhile. It is shown as it is now; try again.'
    case 'branchStart':
    case 'contextEnd':
    case 'notABoundary':
      return error.reason
    case 'lastBranch':
      return 'The last branch stays.'
    case 'sameRole':
      return 'One branch cannot be both chosen and rejected.'
    case 'noSuchBranch':
    case 'noSuchMessage':
      return 'It is no longer there.'
    default:
      return error.message
  }
}
