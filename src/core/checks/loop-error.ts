import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import {
  isErrorResult,
  longTurns,
  runsOf,
  sameCalls,
  stepName,
  type Span,
  type Step,
} from './loops.ts'

const CODE = 'loop.error'
const WARN_AT = 2
const ERROR_AT = 3

export const loopError: Check = {
  code: CODE,
  title: 'Failing call repeated unchanged',
  severity: 'error',
  needs: { steps: WARN_AT },
  help: {
    what: 'A call that failed is made again with the same arguments and fails again: a warning the second time, an error from the third.',
    why: 'The model learns to insist instead of reading the error.',
    remedy: 'Fork after the first failure and let the chosen branch act on the message.',
    bad: 'book("X1") → Error: unknown flight → book("X1") → Error: unknown flight',
    good: 'book("X1") → Error: unknown flight → search() → book("XA1") → booked',
    source: 'OpenHands stuck detection stops at 3 failures.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, WARN_AT))
        for (const [start, times] of errorLoops(turn)) {
          const [first, ...others] = turn.slice(start, start + times)
          found.add(
            times >= ERROR_AT ? 'error' : 'warning',
            `The call to ${stepName(first!)} fails ${times} times in a row with the same arguments. The model learns to insist instead of reading the error.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
            { period: 1, passes: times },
          )
        }
    return found.list
  },
}

/** Where a turn makes a failing call again, unchanged. */
export function errorLoops(turn: readonly Step[]): readonly Span[] {
  return runsOf(turn, sameFailure, WARN_AT)
}

function sameFailure(a: Step, b: Step): boolean {
  return failed(a) && failed(b) && sameCalls(a, b)
}

function failed(step: Step): boolean {
  return step.results.some(isErrorResult)
}
