import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import {
  isErrorResult,
  leastTimes,
  longTurns,
  runsOf,
  sameCalls,
  stepName,
  type Span,
  type Step,
} from './loops.ts'
import { numberOption } from './options.ts'

const CODE = 'loop.error'
const TIMES = { least: 2, most: 1_000, unit: 'times' }

export const loopError = defineCheck({
  code: CODE,
  title: 'Failing call repeated unchanged',
  severity: 'error',
  needs: (options) => ({ steps: leastTimes(options) }),
  options: {
    warnAt: numberOption('Warning from', 2, TIMES),
    errorAt: numberOption('Error from', 3, TIMES),
  },
  help: {
    what: 'A call that failed is made again with the same arguments and fails again: a warning the second time, an error from the third.',
    why: 'The model learns to insist instead of reading the error.',
    remedy: 'Fork after the first failure and let the chosen branch act on the message.',
    bad: 'book("X1") → Error: unknown flight → book("X1") → Error: unknown flight',
    good: 'book("X1") → Error: unknown flight → search() → book("XA1") → booked',
    source: 'OpenHands stuck detection stops at 3 failures.',
  },
  run(sample, context, options) {
    const found = new Findings(CODE)
    const least = leastTimes(options)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, least, context))
        for (const [start, times] of errorLoops(turn, least)) {
          const [first, ...others] = turn.slice(start, start + times)
          found.add(
            times >= options.errorAt ? 'error' : 'warning',
            `The call to ${stepName(first!)} fails ${times} times in a row with the same arguments. The model learns to insist instead of reading the error.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
            { period: 1, passes: times },
          )
        }
    return found.list
  },
})

/** Where a turn makes a failing call again, unchanged. */
export function errorLoops(turn: readonly Step[], least: number): readonly Span[] {
  return runsOf(turn, sameFailure, least)
}

function sameFailure(a: Step, b: Step): boolean {
  return failed(a) && failed(b) && sameCalls(a, b)
}

function failed(step: Step): boolean {
  return step.results.some(isErrorResult)
}
