import type { SchemaValidators, SchemaViolation } from '../../../core/checks/check.ts'
import type { Json } from '../../../core/model/json.ts'
import type { ToolSet } from '../../../core/model/message.ts'
import { ToolValidators } from '../../../core/schema/validators.ts'

/** Validators of one tool set, ready to be asked. */
export interface Validators {
  readonly tools: ToolSet
  readonly schemas: SchemaValidators
}

/** Compiles a tool set's schemas. */
export async function loadValidators(tools: ToolSet): Promise<Validators> {
  const schemas = new ToolValidators()
  await schemas.prepare(tools)
  return { tools, schemas }
}

/** What breaks the schema; undefined where there is none, or it is not ready. */
export function violationsIn(
  validators: Validators | null,
  tools: ToolSet,
  name: string,
  args: Json | undefined,
): readonly SchemaViolation[] | undefined {
  if (validators?.tools !== tools || args === undefined) return undefined
  const tool = tools.defs.find((def) => def.name === name)
  return tool && validators.schemas.validate(tool, args)
}
