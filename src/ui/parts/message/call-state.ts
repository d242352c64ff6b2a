import type { SchemaViolation } from '../../../core/checks/check.ts'
import type { Finding } from '../../../core/model/finding.ts'
import type { ToolCall, ToolDef, ToolSet } from '../../../core/model/message.ts'
import type { MessageRef } from '../../../core/model/sample.ts'

/** What a call's chip says. */
export interface CallState {
  readonly kind: 'error' | 'passed' | 'neutral'
  readonly words: string
}

/**
 * The gravest thing to say about a call, in the order in which a person would mend it.
 * `violations` is undefined where nothing was validated; `number` is that of the call's message.
 */
export function callState(
  call: ToolCall,
  tools: ToolSet,
  violations: readonly SchemaViolation[] | undefined,
  findings: readonly Finding[],
  number: number,
  numberOf: (ref: MessageRef) => number,
): CallState {
  if (call.error) return { kind: 'error', words: 'Cannot be parsed' }
  const tool = toolNamed(tools, call.name)
  if (!tool && tools.defs.length > 0) return { kind: 'error', words: 'Unknown tool' }
  if (violations && violations.length > 0)
    return { kind: 'error', words: `${violations.length.toLocaleString('en')} to mend` }
  const reused = findings.find((f) => f.code === 'id.pair' && f.severity === 'error' && f.also)
  const places = reused ? [...(reused.at ? [reused.at] : []), ...(reused.also ?? [])] : []
  const other = places.map(numberOf).find((at) => at !== number)
  if (other !== undefined) return { kind: 'error', words: `Id used in ${other} too` }
  if (!tool || violations === undefined) return { kind: 'neutral', words: 'No schema' }
  return { kind: 'passed', words: 'Matches schema' }
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
