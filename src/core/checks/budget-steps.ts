import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { longTurns } from './loops.ts'
import { numberOption } from './options.ts'

const CODE = 'budget.steps'

export const budgetSteps = defineCheck({
  code: CODE,
  title: 'Many steps in one turn',
  severity: 'warning',
  needs: ({ most }) => ({ steps: most + 1 }),
  options: {
    most: numberOption('Most steps of a turn', 20, { least: 1, most: 10_000, unit: 'steps' }),
  },
  help: {
    what: 'Between two user messages the assistant takes more than 20 steps. A step is what it calls at once; parallel calls are one.',
    why: 'Runs that are measured or served mostly have a budget of steps: what comes behind it is never reached, and so long a turn is often lost or too long for the trainer.',
    remedy:
      'Look whether the turn gets anywhere. Coding agents may need it; else fork where it loses its way, or cut it.',
    bad: 'user → 21 calls with their results → answer',
    good: 'user → 4 calls with their results → answer',
    source: 'BFCL ends a turn by force after 20 steps.',
  },
  run(sample, context, { most }) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, most + 1, context)) {
        const { message, at } = turn[most]!
        found.add(
          'warning',
          `The assistant takes ${turn.length} steps in one turn. A budget of ${most} steps, as is usual, ends before this one.`,
          message.path,
          at,
        )
      }
    return found.list
  },
})
