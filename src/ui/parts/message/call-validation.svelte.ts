import type { SchemaViolation } from '../../../core/checks/check.ts'
import { ToolValidators } from '../../../core/schema/validators.ts'
import type { ToolCall, ToolSet } from '../../../core/model/message.ts'
import { toolNamed } from './call-state.ts'

/**
 * Validates the calls that are shown against one tool set. Compiling takes a moment; until it is done
 * nothing is claimed about a call.
 */
export class CallValidation {
  #ready = $state.raw<{ readonly tools: ToolSet; readonly schemas: ToolValidators } | null>(null)
  #wanted: ToolSet | null = null

  /** Makes a tool set's validators ready; the latest call counts. */
  async prepare(tools: ToolSet): Promise<void> {
    this.#wanted = tools
    if (tools.defs.length === 0) return
    const schemas = new ToolValidators()
    await schemas.prepare(tools)
    if (this.#wanted === tools) this.#ready = { tools, schemas }
  }

  /** What a call's arguments break; undefined where no usable schema is at hand. */
  violations(tools: ToolSet, call: ToolCall): readonly SchemaViolation[] | undefined {
    const tool = toolNamed(tools, call.name)
    if (!tool || call.args === undefined || this.#ready?.tools !== tools) return undefined
    return this.#ready.schemas.validate(tool, call.args)
  }
}
