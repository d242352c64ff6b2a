import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'tools.schema'

export const toolsSchema: Check = {
  code: CODE,
  title: 'Tool definition is not in order',
  severity: 'error',
  help: {
    what: 'The tools of the record cannot be read, or the parameters of one are not JSON Schema (draft 2020-12).',
    why: 'The model is shown these definitions in its prompt, and calls cannot be checked against a schema that says nothing.',
    remedy:
      'Correct the definitions in the source. Type words of other languages (dict, float, str) are understood and only noted.',
    bad: '{"name": "get_weather", "parameters": {"type": "objekt"}}',
    good: '{"name": "get_weather", "parameters": {"type": "object", "properties": {}}}',
    source: 'JSON Schema draft 2020-12; OpenAI function definitions.',
  },
  run(sample, { validators }) {
    const found = new Findings(CODE)
    const { tools } = sample
    for (const problem of sample.problems)
      if (problem.kind === 'tools') found.add('error', problem.message, problem.path)
    if (tools.error !== undefined && found.list.length === 0)
      found.add('error', `The tool definitions cannot be read: ${tools.error}`, '/tools')
    for (const tool of validators.malformed(tools)) {
      const reason = validators.schemaError(tool) ?? ''
      found.add('warning', `The parameters of “${tool.name}” cannot be used. ${reason}`, tool.path)
    }
    for (const tool of tools.defs)
      if (tool.repairs.length > 0)
        found.add(
          'note',
          `The parameters of “${tool.name}” were read as if corrected: ${tool.repairs.join(' ')}`,
          tool.path,
        )
    return found.list
  },
}
