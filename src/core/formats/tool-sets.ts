import { equalJson } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import type { ToolSet } from '../model/message.ts'
import type { ToolSetCache } from './tools.ts'

const MAX_TEXTS = 512
const MAX_LISTS = 8

/**
 * The tool sets met last. Hashing a long text costs more than comparing it with the one before, so
 * the last text is asked first.
 */
export class RecentToolSets implements ToolSetCache {
  readonly #byText = new Map<string, ToolSet>()
  #lists: { readonly list: Json; readonly tools: ToolSet }[] = []
  #lastText: string | undefined
  #last: ToolSet | undefined

  get(text: string): ToolSet | undefined {
    if (text === this.#lastText) return this.#last
    const tools = this.#byText.get(text)
    if (!tools) return undefined
    this.#lastText = text
    this.#last = tools
    return tools
  }

  set(text: string, tools: ToolSet): void {
    if (this.#byText.size >= MAX_TEXTS) {
      const oldest = this.#byText.keys().next()
      if (!oldest.done) this.#byText.delete(oldest.value)
    }
    this.#byText.set(text, tools)
    this.#lastText = text
    this.#last = tools
  }

  getList(list: Json): ToolSet | undefined {
    const lists = this.#lists
    for (let i = 0; i < lists.length; i++) {
      const entry = lists[i]!
      if (!equalJson(entry.list, list)) continue
      if (i > 0) {
        lists.splice(i, 1)
        lists.unshift(entry)
      }
      return entry.tools
    }
    return undefined
  }

  setList(list: Json, tools: ToolSet): void {
    this.#lists.unshift({ list, tools })
    if (this.#lists.length > MAX_LISTS) this.#lists.pop()
  }
}
