import type { SchemaViolation } from '../../../core/checks/check.ts'
import type { ToolCall, ToolDef, ToolSet } from '../../../core/model/message.ts'
import { count } from '../../numbers.ts'

/** What a call's chip says. */
export interface CallState {
  readonly kind: 'error' | 'passed' | 'neutral'
  readonly words: string
}

/** Places named in a chip; more are counted. */
const NAMED = 2

/**
 * The gravest thing to say about a call, in the order in which a person would mend it.
 * `violations` is undefined where nothing was validated; `others` are the numbers of the messages
 * that use its id for another call, `number` among them where that is its own message.
 */
export function callState(
  call: ToolCall,
  tools: ToolSet,
  violations: readonly SchemaViolation[] | undefined,
  others: readonly number[],
  number: number,
): CallState {
  if (call.error) return { kind: 'error', words: 'Cannot be parsed' }
  const tool = toolNamed(tools, call.name)
  if (!tool && tools.defs.length > 0) return { kind: 'error', words: 'Unknown tool' }
  if (violations && violations.length > 0)
    return { kind: 'error', words: `${count(violations.length)} to mend` }
  if (others.length > 0) return { kind: 'error', words: idWords(others, number) }
  if (!tool || violations === undefined) return { kind: 'neutral', words: 'No schema' }
  return { kind: 'passed', words: 'Matches schema' }
}

function idWords(others: readonly number[], number: number): string {
  const elsewhere = others.filter((at) => at !== number)
  if (elsewhere.length === 0) return 'Id used twice here'
  const named = elsewhere.slice(0, NAMED).join(', ')
  const more = elsewhere.length - NAMED
  return more > 0 ? `Id used in ${named} and ${more} more` : `Id used in ${named} too`
}

export function toolNamed(tools: ToolSet, name: string): ToolDef | undefined {
  return tools.defs.find((tool) => tool.name === name)
}

/** The violations at or below one argument. A missing argument's own path names it. */
export function violationsAt(
  violations: readonly SchemaViolation[],
  argumentPath: string,
): SchemaViolation[] {
  return violations.filter((v) => v.path === argumentPath || v.path.startsWith(argumentPath + '/'))
}
