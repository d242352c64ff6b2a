import type { Json } from '../model/json.ts'
import type { ToolSet } from '../model/message.ts'

/**
 * Normalised tool sets by their JSON text, bounded. Records of one file mostly repeat the same few
 * sets, and one `ToolSet` object per distinct text is what the schema validators key on.
 */
export interface ToolSetCache {
  get(text: string): ToolSet | undefined
  set(text: string, tools: ToolSet): void
  /** The same for definitions that stand as a list in a record whose text is not at hand. */
  getList(list: Json): ToolSet | undefined
  setList(list: Json, tools: ToolSet): void
}
