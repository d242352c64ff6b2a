import type { CheckContext } from './check.ts'
import { callLoops, loopCallOnly } from './loop-call-only.ts'
import { cycleLoops, loopCycle } from './loop-cycle.ts'
import { errorLoops, loopError } from './loop-error.ts'
import { exactLoops, loopExact } from './loop-exact.ts'
import { leastTimes, type Span, type Step } from './loops.ts'
import { isOn, optionsOf } from './suite.ts'

/** The steps of a turn, by their place in it, that the stricter loop checks report as they are set. */
export function toldSteps(turn: readonly Step[], context: CheckContext): ReadonlySet<number> {
  const told = new Set<number>()
  const tell = (spans: readonly Span[]) => {
    for (const [first, length] of spans) for (let i = first; i < first + length; i++) told.add(i)
  }
  if (isOn(context, loopExact)) tell(exactLoops(turn, leastTimes(optionsOf(context, loopExact))))
  if (isOn(context, loopCycle)) tell(cycleLoops(turn, leastTimes(optionsOf(context, loopCycle))))
  if (isOn(context, loopCallOnly)) tell(callLoops(turn, optionsOf(context, loopCallOnly).warnAt))
  if (isOn(context, loopError)) tell(errorLoops(turn, leastTimes(optionsOf(context, loopError))))
  return told
}
