import type { Role } from '../model/message.ts'

/** Every word for a speaker that files use, and who it means. */
const ROLES = new Map<string, Role>([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['model', 'assistant'],
  ['function_call', 'assistant'],
  ['tool_call', 'assistant'],
  ['tool', 'tool'],
  ['observation', 'tool'],
  ['function', 'tool'],
  ['tool_response', 'tool'],
  ['function_response', 'tool'],
  ['tool_result', 'tool'],
  ['ipython', 'tool'],
])

export const ROLE_WORDS: readonly string[] = [...ROLES.keys()]

export function roleOf(word: string): Role | undefined {
  return ROLES.get(word)
}

/** Whether a message of this role holds tool calls as JSON text instead of something said. */
export function isCallRole(word: string): boolean {
  return word === 'function_call' || word === 'tool_call'
}
