import { isDecided, workState, type SampleState } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'
import type { Sample } from '../model/sample.ts'
import { heldBack, type HeldBack } from './held-back.ts'
import type { ExportRequest, ExportSample } from './target.ts'

/** Whether what people decided lets a sample out at all; the reason where it does not. */
export function refuseByScope(state: SampleState, scope: ExportRequest['scope']): HeldBack | null {
  if (state.decision === 'drop') return heldBack('dropped')
  if (scope === 'decided' && !isDecided(state)) return heldBack('undecided')
  return null
}

/** Codes whose errors mean that part of the record never reached the messages. */
const NOT_READ_WHOLE = new Set(['schema', 'tools.schema'])

/** What no training row may come from: a flag, a fork without a winner, a record read in part. */
export function refuseForTraining(
  { sample, state }: ExportSample,
  findings: readonly Finding[],
): HeldBack | null {
  if (state.flag) return heldBack('flagged')
  if (workState(state) === 'tied') return heldBack('noWinner')
  const lost =
    sample.problems.find(({ kind }) => kind === 'schema') ??
    findings.find(({ severity, code }) => severity === 'error' && NOT_READ_WHOLE.has(code))
  if (lost && !('code' in lost && lost.code === 'tools.schema'))
    return heldBack('schema', lost.message)
  if (lost || sample.tools.error !== undefined)
    return heldBack('tools', lost?.message ?? sample.tools.error)
  return null
}

/** A fork that somebody began and did not finish; a recorded pair stays one when it is edited. */
export function isDraft(sample: Sample, { tree, verdict }: SampleState): boolean {
  return tree !== null && verdict === null && !sample.recordedPair
}
