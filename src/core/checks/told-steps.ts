import { callLoops } from './loop-call-only.ts'
import { cycleLoops } from './loop-cycle.ts'
import { errorLoops } from './loop-error.ts'
import { exactLoops } from './loop-exact.ts'
import type { Step } from './loops.ts'

/** The steps of a turn, by their place in it, that the stricter loop checks already report. */
export function toldSteps(turn: readonly Step[]): ReadonlySet<number> {
  const told = new Set<number>()
  for (const loops of [exactLoops, cycleLoops, callLoops, errorLoops])
    for (const [first, length] of loops(turn))
      for (let i = first; i < first + length; i++) told.add(i)
  return told
}
