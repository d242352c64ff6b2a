import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { longTurns, runsOf, sameCalls, sameStep, stepName, type Span, type Step } from './loops.ts'

const CODE = 'loop.callOnly'
const WARN_AT = 5

export const loopCallOnly: Check = {
  code: CODE,
  title: 'Same call repeated, results differ',
  severity: 'warning',
  needs: { steps: WARN_AT },
  help: {
    what: 'One call follows itself five times or more with the same arguments, while its results differ. Where all results are equal, “same call repeated with the same result” says it.',
    why: 'Waiting for a job by asking again is legitimate; asking without end is not, and the model learns it.',
    remedy: 'Look whether the repetition gets anywhere. If not, fork before it or cut it.',
    bad: 'next() → 1 → next() → 2 → next() → 3 → next() → 4 → next() → 5',
    good: 'status() → running → status() → done',
    source: 'Gemini CLI loop detection stops at 5.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, WARN_AT))
        for (const [start, times] of callLoops(turn)) {
          const steps = turn.slice(start, start + times)
          const [first, ...others] = steps
          if (others.every((step) => sameStep(first!, step))) continue
          found.add(
            'warning',
            `The call to ${stepName(first!)} is made ${times} times in a row with the same arguments.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
            { period: 1, passes: times },
          )
        }
    return found.list
  },
}

/** Where a turn makes the same call five times in a row or more, whatever comes of it. */
export function callLoops(turn: readonly Step[]): readonly Span[] {
  return runsOf(turn, sameCalls, WARN_AT)
}
