import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { leastTimes, longTurns, sameStep, stepName, type Span, type Step } from './loops.ts'
import { numberOption } from './options.ts'

const CODE = 'loop.cycle'
const SHORTEST = 2
const LONGEST = 5
const TIMES = { least: 2, most: 1_000, unit: 'times' }

export const loopCycle = defineCheck({
  code: CODE,
  title: 'Calls go round in a circle',
  severity: 'error',
  needs: (options) => ({ steps: SHORTEST * leastTimes(options) }),
  options: {
    warnAt: numberOption('Warning from', 3, TIMES),
    errorAt: numberOption('Error from', 5, TIMES),
  },
  help: {
    what: 'A block of two to five different steps (call, arguments, result) comes three times or more directly one after the other; an error from the fifth time. A user message ends the count.',
    why: 'The model learns to go round in circles.',
    remedy:
      'Fork before the second round and let the chosen branch leave the circle, or drop the sample.',
    bad: 'open → close → open → close → open → close',
    good: 'open → read → close',
    source: 'Gemini CLI: blocks up to 5, five repetitions; OpenHands: alternation of 6 steps.',
  },
  run(sample, context, options) {
    const found = new Findings(CODE)
    const least = leastTimes(options)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, SHORTEST * least, context))
        for (const { start, period, rounds } of cyclesOf(turn, least)) {
          const steps = turn.slice(start, start + period * rounds)
          const [first, ...others] = steps
          const names = steps.slice(0, period).map(stepName).join(' → ')
          found.add(
            rounds >= options.errorAt ? 'error' : 'warning',
            `The calls ${names} go round ${rounds} times with the same arguments and results. The model learns to go in circles.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
            { period, passes: rounds },
          )
        }
    return found.list
  },
})

/** Where a turn goes round in a circle. */
export function cycleLoops(turn: readonly Step[], least: number): readonly Span[] {
  return cyclesOf(turn, least).map(({ start, period, rounds }) => [start, period * rounds])
}

interface Cycle {
  readonly start: number
  readonly period: number
  readonly rounds: number
}

/** Cycles of the shortest period that shows them, by place; later ones do not overlap earlier. */
function cyclesOf(turn: readonly Step[], least: number): Cycle[] {
  const cycles: Cycle[] = []
  for (let period = SHORTEST; period <= LONGEST; period++) {
    let start = 0
    for (let i = period; i <= turn.length; i++) {
      if (i < turn.length && sameStep(turn[i - period]!, turn[i]!)) continue
      // Steps start … i−1 repeat with this period.
      const rounds = Math.floor((i - start) / period)
      const cycle = { start, period, rounds }
      if (
        rounds >= least &&
        isDistinct(turn.slice(start, start + period)) &&
        !cycles.some((other) => overlap(other, cycle))
      )
        cycles.push(cycle)
      start = i - period + 1
    }
  }
  return cycles.sort((a, b) => a.start - b.start)
}

/** Whether no two steps of the block are the same: AAAA is no cycle of period 2. */
function isDistinct(block: readonly Step[]): boolean {
  return block.every((step, i) => block.slice(i + 1).every((other) => !sameStep(step, other)))
}

function overlap(a: Cycle, b: Cycle): boolean {
  return a.start < b.start + b.period * b.rounds && b.start < a.start + a.period * a.rounds
}
