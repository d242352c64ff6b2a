import type { Message } from '../model/message.ts'
import type { RecordedBranch } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'pair.reasoning'

export const pairReasoning: Check = {
  code: CODE,
  title: 'Only one side has reasoning',
  severity: 'warning',
  needs: { pairs: 1 },
  help: {
    what: 'One side of a pair reasons before it answers, the other never does.',
    why: 'The model learns whether to think at all, not which answer is better. Templates that write an empty thought for the side without one make it learn just that.',
    remedy: 'Give both sides reasoning, or take it from both.',
    bad: 'chosen: <think>The user greets me.</think>Hello! / rejected: What?',
    good: 'chosen: <think>The user greets me.</think>Hello! / rejected: <think>Who is this?</think>What?',
    source: 'LLaMA-Factory issues 8352 and 9392: an empty thought is learnt.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const pair = sample.recordedPair
    if (!pair) return found.list
    const chosen = sample.branches[pair.chosen]!
    const rejected = sample.branches[pair.rejected]!
    // A side that is missing altogether is end.empty's.
    if (chosen.messages.length === 0 || rejected.messages.length === 0) return found.list
    const chosenReasons = reasons(chosen)
    if (chosenReasons === reasons(rejected)) return found.list
    const [one, other] = chosenReasons ? ['chosen', 'rejected'] : ['rejected', 'chosen']
    found.add(
      'warning',
      `The ${one} side reasons, the ${other} side does not. The model learns whether to think, not which answer is better.`,
      chosen.messages[0]!.path,
      { lane: pair.chosen, index: 0 },
      [{ lane: pair.rejected, index: 0 }],
    )
    return found.list
  },
}

function reasons({ messages }: RecordedBranch): boolean {
  return messages.some(holdsReasoning)
}

/** An empty thought, as some templates write it, is none. */
function holdsReasoning({ parts }: Message): boolean {
  for (const part of parts) if (part.t === 'reasoning' && part.text.trim() !== '') return true
  return false
}
