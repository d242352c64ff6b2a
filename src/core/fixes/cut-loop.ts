import type { Subject } from '../journal/acts.ts'
import { loopSpan, type LoopSpan } from '../journal/loops.ts'
import { presentSample } from '../model/tree.ts'
import { Draft } from './draft.ts'
import { obstacle, type Fix, type Proposal } from './fix.ts'
import { counted } from './words.ts'

/** A call that is repeated while its result moves is polling: what follows rests on the last result. */
const MENDS = ['loop.exact', 'loop.cycle', 'loop.error']

export const cutLoop: Fix = {
  id: 'cut-loop',
  title: 'Cut the repeats',
  help: 'Leaves the first pass of a loop with its results and cuts all further ones. What stands behind the loop follows the first pass.',
  mends: MENDS,
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const sample = presentSample(subject.sample, subject.state.tree)
    const spans = findings.flatMap((finding) => {
      const span = MENDS.includes(finding.code) ? loopSpan(sample, finding) : undefined
      const lane = Math.max(...(finding.also ?? []).map((ref) => ref.lane))
      return span ? [{ span, lane: Math.max(lane, 0) }] : []
    })
    return cut(subject, spans)
  },
}

/** Cuts one loop of a conversation, whichever check found it. */
export function cutRepeats(subject: Subject, span: LoopSpan, lane = 0): Proposal | null {
  return obstacle(subject) ?? cut(subject, [{ span, lane }])
}

function cut(
  subject: Subject,
  loops: readonly { readonly span: LoopSpan; readonly lane: number }[],
): Proposal | null {
  const draft = new Draft(subject)
  let repeats = 0
  for (const { span, lane } of loops) {
    const line = draft.conversation(lane)
    repeats += span.passes - 1
    // Loops are found by the numbers that messages had before any was cut.
    for (const { lane: of, index } of line) {
      const number = of < 0 ? index : draft.length(-1) + index
      if (number >= span.second && number < span.end) draft.remove({ lane: of, index })
    }
  }
  return draft.finish(`Cuts ${counted(repeats, 'repeat')}`)
}
