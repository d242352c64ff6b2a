import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { likeness } from './likeness.ts'

const CODE = 'pair.same'

export const pairSame: Check = {
  code: CODE,
  title: 'Chosen and rejected are the same',
  severity: 'error',
  needs: { pairs: 1 },
  help: {
    what: 'The two sides say the same, message for message; ids of calls are not looked at.',
    why: 'There is nothing to prefer. The row costs time and teaches noise; some trainers stop at it.',
    remedy: 'Edit one side, or drop the sample.',
    bad: 'chosen: “Hello!” / rejected: “Hello!”',
    good: 'chosen: “Hello!” / rejected: “What?”',
    source: 'ms-swift raises on equal sides; TRL and LLaMA-Factory train on them.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const pair = sample.recordedPair
    if (!pair || likeness(sample) !== 'same') return found.list
    const chosen = sample.branches[pair.chosen]!.messages
    found.add(
      'error',
      'The chosen and the rejected side are the same: there is nothing to prefer.',
      chosen[0]?.path ?? '',
      chosen.length > 0 ? { lane: pair.chosen, index: 0 } : undefined,
      chosen.length > 0 ? [{ lane: pair.rejected, index: 0 }] : [],
    )
    return found.list
  },
}
