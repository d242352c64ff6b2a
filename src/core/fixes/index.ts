import { coerceArguments } from './coerce-arguments.ts'
import { cutLoop } from './cut-loop.ts'
import { cutTail } from './cut-tail.ts'
import type { Fix } from './fix.ts'
import { foldSystem } from './fold-system.ts'
import { mendCall } from './mend-call.ts'
import { mendEncoding } from './mend-encoding.ts'
import { mergeCalls } from './merge-calls.ts'
import { mergeUsers } from './merge-users.ts'
import { moveReasoning } from './move-reasoning.ts'
import { pairIds } from './pair-ids.ts'
import { removeEmpty } from './remove-empty.ts'
import { removeHidden } from './remove-hidden.ts'
import { removeOrphan } from './remove-orphan.ts'
import { renameTool } from './rename-tool.ts'
import { trimResult } from './trim-result.ts'
import { trimSpace } from './trim-space.ts'

/** All fixes. Where several mend findings of one check, the first that can is offered. */
export const FIXES: readonly Fix[] = [
  cutLoop,
  trimResult,
  mendCall,
  coerceArguments,
  renameTool,
  pairIds,
  mergeCalls,
  mergeUsers,
  removeEmpty,
  foldSystem,
  removeOrphan,
  trimSpace,
  mendEncoding,
  removeHidden,
  moveReasoning,
  cutTail,
]

const byId = new Map(FIXES.map((fix) => [fix.id, fix]))

export function fixById(id: string): Fix | undefined {
  return byId.get(id)
}
