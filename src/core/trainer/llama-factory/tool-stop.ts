import { checkTools } from './function-message.ts'
import { TrainerStop } from './python.ts'
import type { ToolFormat } from './templates.ts'

/** Why a template of this tool format stops at these tools (JSON text of a list); null if not. */
export function toolStop(tools: string, format: ToolFormat): string | null {
  try {
    checkTools(tools, format)
    return null
  } catch (error) {
    if (error instanceof TrainerStop) return error.message
    throw error
  }
}
