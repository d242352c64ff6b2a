import type { Finding } from '../model/finding.ts'
import { CONTEXT_LANE, type Sample } from '../model/sample.ts'
import { checkCrash } from './check-crash.ts'
import { NOTHING, type CheckContext, type Holdings } from './check.ts'
import { countCalls, messagesOf } from './conversation.ts'
import { DEFAULT_SUITE } from './index.ts'
import { meets, PLAIN_TALK, type SetCheck } from './suite.ts'

/**
 * All findings about a sample, in the order of the checks. What stands in the context is reported
 * once, however many branches share it. A check that throws becomes a finding of its own.
 */
export function runChecks(sample: Sample, context: CheckContext): readonly Finding[] {
  const suite = context.suite ?? DEFAULT_SUITE
  const holdings = holdingsOf(sample)
  let findings: Finding[] | undefined
  for (const each of meets(PLAIN_TALK, holdings) ? suite.forPlainTalk : suite.all) {
    if (each.needs && !meets(holdings, each.needs)) continue
    const found = runGuarded(each, sample, context)
    if (found.length > 0) findings = findings ? findings.concat(found) : [...found]
  }
  if (!findings) return NOTHING
  return sample.branches.length > 1 ? withoutRepeats(findings) : findings
}

/** What a sample holds of what checks may need. */
export function holdingsOf(sample: Sample): Holdings {
  let calls = 0
  let toolUse = 0
  let steps = 0
  let words = 0
  /** Steps since the last user message: in the lane at hand, and at the context's end. */
  let current = 0
  let carried = 0
  /** The same of assistant messages without a call, since anything else. */
  let saying = 0
  let carriedSaying = 0
  for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
    const messages = messagesOf(sample, lane)
    current = carried
    saying = carriedSaying
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i]!
      const here = message.role === 'assistant' ? countCalls(message) : 0
      if (message.role !== 'assistant' || here > 0) saying = 0
      else if (++saying > words) words = saying
      if (message.role === 'user') current = 0
      else if (message.role === 'tool') toolUse++
      else if (here > 0) {
        calls += here
        current++
        if (current > steps) steps = current
      }
    }
    if (lane !== CONTEXT_LANE) continue
    carried = current
    carriedSaying = saying
  }
  return { calls, toolUse: toolUse + calls, steps, words, pairs: sample.recordedPair ? 1 : 0 }
}

function runGuarded(
  { check, options, severity }: SetCheck,
  sample: Sample,
  context: CheckContext,
): readonly Finding[] {
  try {
    const found = check.run(sample, context, options)
    if (severity === undefined || found.length === 0) return found
    return found.map((finding) => ({ ...finding, severity }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      {
        code: checkCrash.code,
        severity: checkCrash.severity,
        message: `The check ${check.code} stopped on this record: ${reason}`,
        path: '',
      },
    ]
  }
}

/** Conversations are checked branch by branch, so what lies in the context comes once for each. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>()
  return findings.filter((finding) => {
    const key = JSON.stringify(finding)
    return !seen.has(key) && seen.add(key)
  })
}
