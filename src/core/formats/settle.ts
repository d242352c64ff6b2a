import { wholeCalls } from '../dialects/segments.ts'
import { coerceArguments } from '../dialects/xml-arguments.ts'
import type { Pointer } from '../model/json.ts'
import type { CallPart, Part, TextPart, ToolDef, ToolSet } from '../model/message.ts'
import { placeCall } from './calls.ts'

/** What can only be read once the tools are known. */
export type Unsettled =
  /** A text that may be nothing but calls, at the end of its message's string. */
  | {
      readonly kind: 'text'
      readonly parts: Part[]
      readonly part: TextPart
      readonly path: Pointer
    }
  /** A call whose arguments are untyped text. */
  | { readonly kind: 'untyped'; readonly parts: Part[]; readonly part: CallPart }

/**
 * Reads what waited for the tools: a text without marks becomes calls if it is nothing else and all
 * its names are declared; untyped arguments become what their tool's schema says.
 */
export function settle(unsettled: readonly Unsettled[], tools: ToolSet, exact: boolean): void {
  if (tools.defs.length === 0) return
  const defs = new Map<string, ToolDef>(tools.defs.map((def) => [def.name, def]))
  for (const one of unsettled) {
    const at = one.parts.indexOf(one.part)
    if (at < 0) continue
    if (one.kind === 'text') {
      const calls = wholeCalls(one.part.text, (name) => defs.has(name), exact)
      if (!calls) continue
      const found: Part[] = []
      for (const segment of calls)
        if (segment.kind === 'call')
          for (const call of segment.calls)
            found.push({ t: 'call', call: placeCall(call, segment.dialect, one.path) })
      one.parts.splice(at, 1, ...found)
    } else {
      const { call } = one.part
      const def = defs.get(call.name)
      const typed = def && coerceArguments(call.args, def.schema)
      if (typed) one.parts[at] = { t: 'call', call: { ...call, ...typed } }
    }
  }
}
