import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { longTurns } from './loops.ts'

const CODE = 'budget.steps'
const MOST_STEPS = 20

export const budgetSteps: Check = {
  code: CODE,
  title: 'Many steps in one turn',
  severity: 'warning',
  needs: { steps: MOST_STEPS + 1 },
  help: {
    what: 'Between two user messages the assistant takes more than 20 steps. A step is what it calls at once; parallel calls are one.',
    why: 'Runs that are measured or served mostly have a budget of steps: what comes behind it is never reached, and so long a turn is often lost or too long for the trainer.',
    remedy:
      'Look whether the turn gets anywhere. Coding agents may need it; else fork where it loses its way, or cut it.',
    bad: 'user → 21 calls with their results → answer',
    good: 'user → 4 calls with their results → answer',
    source: 'BFCL ends a turn by force after 20 steps.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, MOST_STEPS + 1)) {
        const { message, at } = turn[MOST_STEPS]!
        found.add(
          'warning',
          `The assistant takes ${turn.length} steps in one turn. A budget of ${MOST_STEPS} steps, as is usual, ends before this one.`,
          message.path,
          at,
        )
      }
    return found.list
  },
}
