import { checkCalls, checkTools, parseFunctionMessage } from './function-message.ts'
import { TrainerStop } from './python.ts'
import { templateNamed, type ToolFormat } from './templates.ts'

/** Why a template of this tool format stops at these tools (JSON text of a list); null if not. */
export function toolStop(tools: string, format: ToolFormat): string | null {
  return stopOf(() => checkTools(tools, format))
}

/** Why this template stops at a function message; null if it does not. */
export function callStop(content: string, templateName: string): string | null {
  const template = templateNamed(templateName)
  return stopOf(() => {
    const parsed = parseFunctionMessage(content, template.thinkMarkers, template.callMarkers)
    checkCalls(parsed, template.toolFormat)
  })
}

function stopOf(attempt: () => void): string | null {
  try {
    attempt()
    return null
  } catch (error) {
    if (error instanceof TrainerStop) return error.message
    throw error
  }
}
