import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { longTurns, runsOf, sameCalls, sameStep, stepName, type Span, type Step } from './loops.ts'
import { numberOption } from './options.ts'
import { loopExact } from './loop-exact.ts'
import { isOn } from './suite.ts'

const CODE = 'loop.callOnly'

export const loopCallOnly = defineCheck({
  code: CODE,
  title: 'Same call repeated, results differ',
  severity: 'warning',
  needs: ({ warnAt }) => ({ steps: warnAt }),
  options: {
    warnAt: numberOption('Warning from', 5, { least: 2, most: 1_000, unit: 'times' }),
  },
  help: {
    what: 'One call follows itself five times or more with the same arguments, while its results differ. Where all results are equal, “same call repeated with the same result” says it.',
    why: 'Waiting for a job by asking again is legitimate; asking without end is not, and the model learns it.',
    remedy: 'Look whether the repetition gets anywhere. If not, fork before it or cut it.',
    bad: 'next() → 1 → next() → 2 → next() → 3 → next() → 4 → next() → 5',
    good: 'status() → running → status() → done',
    source: 'Gemini CLI loop detection stops at 5.',
  },
  run(sample, context, { warnAt }) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, warnAt, context))
        for (const [start, times] of callLoops(turn, warnAt)) {
          const steps = turn.slice(start, start + times)
          const [first, ...others] = steps
          if (isOn(context, loopExact) && others.every((step) => sameStep(first!, step))) continue
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
})

/** Where a turn makes the same call so many times in a row or more, whatever comes of it. */
export function callLoops(turn: readonly Step[], least: number): readonly Span[] {
  return runsOf(turn, sameCalls, least)
}
