import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { leastTimes, longTurns, runsOf, sameStep, stepName, type Span, type Step } from './loops.ts'
import { numberOption } from './options.ts'

const CODE = 'loop.exact'
const TIMES = { least: 2, most: 1_000, unit: 'times' }

export const loopExact = defineCheck({
  code: CODE,
  title: 'Same call repeated with the same result',
  severity: 'error',
  needs: (options) => ({ steps: leastTimes(options) }),
  options: {
    warnAt: numberOption('Warning from', 3, TIMES),
    errorAt: numberOption('Error from', 4, TIMES),
  },
  help: {
    what: 'One call follows itself with the same arguments and the same result: a warning from the third time, an error from the fourth. A user message ends the count.',
    why: 'The model learns to repeat what brought nothing new.',
    remedy:
      'Fork before the first repetition and let the chosen branch do something else, or drop the sample.',
    bad: 'search("x") → nothing → search("x") → nothing → search("x") → nothing',
    good: 'search("x") → nothing → search("y") → found',
    source: 'OpenHands stuck detection stops at 4 repetitions.',
  },
  run(sample, context, options) {
    const found = new Findings(CODE)
    const least = leastTimes(options)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, least, context))
        for (const [start, times] of exactLoops(turn, least)) {
          const steps = turn.slice(start, start + times)
          const [first, ...others] = steps
          found.add(
            times >= options.errorAt ? 'error' : 'warning',
            `The call to ${stepName(first!)} is made ${times} times in a row with the same arguments and the same result. The model learns to repeat it.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
            { period: 1, passes: times },
          )
        }
    return found.list
  },
})

/** Where a turn makes the same step so many times in a row or more. */
export function exactLoops(turn: readonly Step[], least: number): readonly Span[] {
  return runsOf(turn, sameStep, least)
}
