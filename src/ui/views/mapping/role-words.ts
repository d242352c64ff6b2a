import { isCallRole, roleOf } from '../../../core/formats/roles.ts'
import type { MappedRole } from '../../../core/mapping/mapping.ts'

/** What a word for a speaker may mean, with what it is called here. */
export const MEANINGS: readonly { readonly role: MappedRole; readonly words: string }[] = [
  { role: 'system', words: 'System' },
  { role: 'developer', words: 'Developer' },
  { role: 'user', words: 'User' },
  { role: 'assistant', words: 'Assistant' },
  { role: 'tool', words: 'Tool result' },
  { role: 'call', words: 'Tool calls as JSON' },
  { role: 'skip', words: 'Nobody: leave it out' },
]

/** What a word means where nobody has said otherwise. */
export function knownRole(word: string): MappedRole | undefined {
  return isCallRole(word) ? 'call' : roleOf(word)
}

export function meaningOf(role: MappedRole): string {
  return MEANINGS.find((meaning) => meaning.role === role)?.words ?? role
}
