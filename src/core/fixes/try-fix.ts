import type { CheckSettings } from '../checks/settings.ts'
import { applyEdits } from '../journal/apply.ts'
import type { Subject } from '../journal/acts.ts'
import type { SampleState } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'
import type { Sample } from '../model/sample.ts'
import { presentSample } from '../model/tree.ts'
import type { Fix, Proposal } from './fix.ts'

/** A fix that was tried and judged: what the sample would be and what would be found in it. */
export type Tried =
  | (Extract<Proposal, { kind: 'edits' }> & {
      readonly state: SampleState
      readonly present: Sample
      readonly findings: readonly Finding[]
    })
  | Extract<Proposal, { kind: 'refused' }>

export type JudgeSample = (present: Sample) => Promise<readonly Finding[]>

/**
 * Tries a fix and has the outcome judged by the checks. It is taken only where less is found of what it
 * mends, and no error that was not there before: nobody looks at each of ten thousand.
 */
export async function tryFix(
  fix: Fix,
  subject: Subject,
  findings: readonly Finding[],
  judge: JudgeSample,
  settings?: CheckSettings,
): Promise<Tried | null> {
  const proposal = fix.propose(subject, findings, settings)
  if (proposal?.kind !== 'edits') return proposal
  const done = applyEdits(subject.sample, subject.state, proposal.edits)
  if (!done.ok) throw new Error(`the fix ${fix.id} proposes edits that do not fit`)
  const present = presentSample(subject.sample, done.value.tree)
  const after = await judge(present)
  const isOfFix = ({ code }: Finding) => fix.mends.includes(code)
  const found = count(findings, isOfFix)
  if (found > 0 && count(after, isOfFix) >= found)
    return refused('The check would still find it. Look at it by hand.')
  const worse = after.find(
    ({ code, severity }) =>
      severity === 'error' && count(after, isError(code)) > count(findings, isError(code)),
  )
  if (worse) return refused(`It would bring a new error (${worse.code}). Look at it by hand.`)
  return { ...proposal, state: done.value, present, findings: after }
}

function isError(code: string) {
  return (finding: Finding) => finding.code === code && finding.severity === 'error'
}

function count(findings: readonly Finding[], fits: (finding: Finding) => boolean): number {
  return findings.reduce((sum, finding) => sum + (fits(finding) ? 1 : 0), 0)
}

function refused(reason: string): Extract<Proposal, { kind: 'refused' }> {
  return { kind: 'refused', reason }
}
