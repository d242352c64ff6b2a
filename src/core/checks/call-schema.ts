import { isJsonObject } from '../model/json.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import { toolNamed } from './call-unknown.ts'
import type { Check, SchemaViolation } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'

const CODE = 'call.schema'
/** Violations listed for one call. */
const MOST_LISTED = 8

export const callSchema: Check = {
  code: CODE,
  title: 'Arguments do not fit the tool',
  severity: 'error',
  needs: { calls: 1 },
  help: {
    what: 'The arguments of a call break the JSON Schema of its tool: a wrong type, a missing or unexpected argument, a value outside its list.',
    why: 'The model learns calls that the tool would refuse.',
    remedy: 'Correct the arguments. Where the schema is wrong, correct it in the source.',
    bad: 'get_weather({"days": "three"}) where days is an integer',
    good: 'get_weather({"days": 3})',
    source: 'JSON Schema draft 2020-12, against the definitions in the record.',
  },
  run(sample, { validators }) {
    const found = new Findings(CODE)
    const { tools } = sample
    if (tools.defs.length === 0) return found.list
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts) {
          if (part.t !== 'call') continue
          const { call } = part
          // Unreadable arguments and those that are no object are call.parse's.
          if (call.error || !isJsonObject(call.args)) continue
          const tool = toolNamed(tools, call.name)
          const violations = tool && validators.validate(tool, call.args)
          if (!violations || violations.length === 0) continue
          const repaired = tool.repairs.length > 0
          found.add('error', describe(violations, repaired), call.path, { lane, index })
        }
    }
    return found.list
  },
}

function describe(violations: readonly SchemaViolation[], repaired: boolean): string {
  const listed = violations.slice(0, MOST_LISTED).map(({ path, message }) => {
    const place = path === '' ? '' : `${path.slice(1).replaceAll('/', '.')}: `
    return place + message
  })
  if (violations.length > MOST_LISTED) listed.push(`And ${violations.length - MOST_LISTED} more.`)
  if (repaired) listed.push('(Checked against the schema as corrected on reading.)')
  return listed.join(' ')
}
