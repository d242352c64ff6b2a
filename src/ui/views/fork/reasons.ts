/** Why one side is better: the words offered. Others that a rationale brings are shown beside them. */
export const REASONS: readonly string[] = [
  'Right arguments',
  'Follows policy',
  'Right tool',
  'Asks first',
  'No loop',
  'Safer',
  'Clearer',
]
