import type { SchemaValidators, SchemaViolation } from '../checks/check.ts'
import type { Json } from '../model/json.ts'
import type { ToolDef, ToolSet } from '../model/message.ts'
import { compileGeneral, type GeneralSchema } from './general.ts'
import { compileSubset } from './subset-compile.ts'
import type { SubsetSchema } from './subset-rules.ts'
import { fitsSubset, subsetBreaches } from './subset.ts'
import { describeBreach } from './violations.ts'

/** Compiled general schemas kept by their text; one takes a few kB and 0.2 ms to make. */
const MOST_KEPT = 2_000

type Compiled = { readonly kind: 'subset'; readonly schema: SubsetSchema } | GeneralSchema

/**
 * Validators of tool schemas. A tool set is prepared once, before its calls are checked. Schemas of
 * the common kind are compiled on the spot; only the others make `prepare` return a promise.
 */
export class ToolValidators implements SchemaValidators {
  readonly #prepared = new WeakMap<ToolSet, readonly ToolDef[]>()
  readonly #compiled = new WeakMap<ToolDef, Compiled>()
  readonly #general = new Map<string, Promise<GeneralSchema>>()

  /** Makes the tools' validators ready; undefined when they are already. Never rejects. */
  prepare(tools: ToolSet): Promise<void> | undefined {
    if (tools.defs.length === 0 || this.#prepared.has(tools)) return undefined
    const pending: Promise<void>[] = []
    for (const tool of tools.defs) {
      if (this.#compiled.has(tool)) continue
      const schema = compileSubset(tool.schema)
      if (schema) this.#compiled.set(tool, { kind: 'subset', schema })
      else pending.push(this.#prepareGeneral(tool))
    }
    if (pending.length === 0) {
      this.#settle(tools)
      return undefined
    }
    return Promise.all(pending).then(() => this.#settle(tools))
  }

  validate(tool: ToolDef, args: Json): readonly SchemaViolation[] | undefined {
    const compiled = this.#ofTool(tool)
    switch (compiled.kind) {
      case 'subset':
        if (fitsSubset(compiled.schema, args)) return NONE
        return subsetBreaches(compiled.schema, args).map(describeBreach)
      case 'compiled': {
        const breaches = compiled.breaches(args)
        return breaches.length === 0 ? NONE : breaches.map(describeBreach)
      }
      case 'malformed':
        return undefined
    }
  }

  schemaError(tool: ToolDef): string | undefined {
    const compiled = this.#ofTool(tool)
    return compiled.kind === 'malformed' ? compiled.reason : undefined
  }

  malformed(tools: ToolSet): readonly ToolDef[] {
    return this.#prepared.get(tools) ?? NO_DEFS
  }

  #ofTool(tool: ToolDef): Compiled {
    const compiled = this.#compiled.get(tool)
    if (!compiled) throw new Error(`the schema of tool ${tool.name} was not prepared`)
    return compiled
  }

  async #prepareGeneral(tool: ToolDef): Promise<void> {
    const text = schemaText(tool.schema)
    if (text === undefined) {
      this.#compiled.set(tool, { kind: 'malformed', reason: 'It is nested too deeply.' })
      return
    }
    let compiling = this.#general.get(text)
    if (compiling) this.#general.delete(text)
    else compiling = compileGeneral(tool.schema)
    // Put last again: the map's order is that of last use, and the first goes.
    this.#general.set(text, compiling)
    if (this.#general.size > MOST_KEPT) this.#general.delete(this.#general.keys().next().value!)
    this.#compiled.set(tool, await compiling)
  }

  #settle(tools: ToolSet): void {
    const malformed = tools.defs.filter((tool) => this.schemaError(tool) !== undefined)
    this.#prepared.set(tools, malformed.length === 0 ? NO_DEFS : malformed)
  }
}

const NONE: readonly SchemaViolation[] = []
const NO_DEFS: readonly ToolDef[] = []

/** Undefined where the schema is too deep to be written out. */
function schemaText(schema: Json): string | undefined {
  try {
    return JSON.stringify(schema)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
