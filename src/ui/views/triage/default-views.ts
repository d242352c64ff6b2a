import type { SavedView } from '../../../engine/protocol.ts'

/** Views that are there before anybody saves one. */
export const DEFAULT_VIEWS: readonly SavedView[] = [
  { name: 'To decide', query: 'state:todo,draft', order: 'source' },
  { name: 'With errors', query: 'has:error', order: 'findings' },
  { name: 'Flagged', query: 'is:flagged', order: 'source' },
  { name: 'Edited', query: 'is:edited', order: 'source' },
  { name: 'Pairs', query: 'is:pair', order: 'source' },
]
