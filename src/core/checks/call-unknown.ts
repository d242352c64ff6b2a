import type { ToolDef, ToolSet } from '../model/message.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import { nearestName } from '../schema/nearest-name.ts'
import type { Check } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'call.unknown'

export const callUnknown: Check = {
  code: CODE,
  title: 'Call to an unknown tool',
  severity: 'error',
  needs: { calls: 1 },
  help: {
    what: 'A call names a tool that the record does not define. Records without tools are not judged.',
    why: 'The model learns to invent tools. At run time such a call fails.',
    remedy: 'Correct the name, or add the tool’s definition to the record.',
    bad: 'tools: get_weather; call: get_wether({"city": "Hue"})',
    good: 'tools: get_weather; call: get_weather({"city": "Hue"})',
    source: 'OpenAI tool calling: a call names one of the tools given.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const { tools } = sample
    if (tools.defs.length === 0) return found.list
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts) {
          if (part.t !== 'call' || part.call.name === '') continue
          if (toolNamed(tools, part.call.name)) continue
          found.add('error', describe(part.call.name, tools), part.call.path, { lane, index })
        }
    }
    return found.list
  },
}

export function toolNamed(tools: ToolSet, name: string): ToolDef | undefined {
  for (const tool of tools.defs) if (tool.name === name) return tool
  return undefined
}

function describe(name: string, tools: ToolSet): string {
  const near = nearestName(
    name,
    tools.defs.map((tool) => tool.name),
  )
  const known = `No tool of this record is called “${name}”.`
  return near === undefined ? known : `${known} Did you mean “${near}”?`
}
