import type { ToolDef, ToolSet } from '../model/message.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'tools.duplicate'

export const toolsDuplicate: Check = {
  code: CODE,
  title: 'Tool defined twice',
  severity: 'warning',
  help: {
    what: 'Two definitions of one record have the same name.',
    why: 'Calls cannot be told apart, and servers refuse such a list. Where the two differ, arguments are right by one and wrong by the other.',
    remedy: 'Take one of them out, or rename it.',
    bad: 'tools: get_weather(city), get_weather(place)',
    good: 'tools: get_weather(city), get_forecast(place)',
    source: 'OpenAI and Anthropic APIs: names of tools are unique.',
  },
  run({ tools }) {
    const found = new Findings(CODE)
    for (const { name, path } of repeatedIn(tools))
      found.add(
        'warning',
        `“${name}” is defined more than once. Calls to it cannot be told apart.`,
        path,
      )
    return found.list
  },
}

const NO_DEFS: readonly ToolDef[] = []
/** Tool sets are shared between records, so each is looked through once. */
const repeated = new WeakMap<ToolSet, readonly ToolDef[]>()

function repeatedIn(tools: ToolSet): readonly ToolDef[] {
  if (tools.defs.length < 2) return NO_DEFS
  const known = repeated.get(tools)
  if (known) return known
  const names = new Set<string>()
  const again = tools.defs.filter(({ name }) => names.size === names.add(name).size)
  const found = again.length > 0 ? again : NO_DEFS
  repeated.set(tools, found)
  return found
}
