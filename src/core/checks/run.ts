import type { Finding } from '../model/finding.ts'
import { CONTEXT_LANE, type Sample } from '../model/sample.ts'
import { checkCrash } from './check-crash.ts'
import { NOTHING, type Check, type CheckContext } from './check.ts'
import { hasCall, messagesOf } from './conversation.ts'
import { CHECKS } from './index.ts'

/**
 * All findings about a sample, in the order of the checks. What stands in the context is reported
 * once, however many branches share it. A check that throws becomes a finding of its own.
 */
export function runChecks(
  sample: Sample,
  context: CheckContext,
  checks: readonly Check[] = CHECKS,
): readonly Finding[] {
  let findings: Finding[] | undefined
  const holds = holdingsOf(sample)
  for (let i = 0; i < checks.length; i++) {
    const check = checks[i]!
    if (check.needs && !holds[check.needs]) continue
    const found = runGuarded(check, sample, context)
    if (found.length > 0) findings = findings ? findings.concat(found) : [...found]
  }
  if (!findings) return NOTHING
  return sample.branches.length > 1 ? withoutRepeats(findings) : findings
}

/** What a sample holds of what checks may need. */
export function holdingsOf(sample: Sample): Readonly<Record<NonNullable<Check['needs']>, boolean>> {
  let calls = false
  let results = false
  for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
    const messages = messagesOf(sample, lane)
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i]!
      if (message.role === 'tool') results = true
      else if (message.role === 'assistant') calls ||= hasCall(message)
    }
  }
  return { calls, toolUse: calls || results, pair: sample.recordedPair !== undefined }
}

function runGuarded(check: Check, sample: Sample, context: CheckContext): readonly Finding[] {
  try {
    return check.run(sample, context)
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
