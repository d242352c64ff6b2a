import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { isEmpty } from './message-empty.ts'

const CODE = 'end.empty'

export const endEmpty: Check = {
  code: CODE,
  title: 'Empty answer',
  severity: 'error',
  help: {
    what: 'The last assistant message of a branch has neither text nor a call, or one side of a pair, or a labelled completion, is missing altogether.',
    why: 'The model learns to end at once. LLaMA-Factory drops a desirable answer that is blank.',
    remedy: 'Write the answer, or drop the sample.',
    bad: 'chosen: "" / rejected: "Hello!"',
    good: 'chosen: "Hello! How can I help?" / rejected: "What?"',
    source: 'LLaMA-Factory KTO and DPO processors.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const { branches, recordedPair, format } = sample
    for (let lane = 0; lane < branches.length; lane++) {
      const { messages, label } = branches[lane]!
      const last = messages[messages.length - 1]
      if (last) {
        if (last.role !== 'assistant' || !isEmpty(last)) continue
        const reasons = last.parts.some((part) => part.t === 'reasoning')
        found.add(
          'error',
          reasons
            ? 'The answer holds reasoning only: no text and no call.'
            : 'The answer is empty: no text and no call. The model learns to end at once.',
          last.path,
          { lane, index: messages.length - 1 },
        )
        continue
      }
      if (recordedPair?.chosen === lane) found.add('error', 'The chosen side is empty.', '')
      else if (recordedPair?.rejected === lane)
        found.add('error', 'The rejected side is empty.', '')
      else if (label !== undefined)
        found.add('error', `A label without a completion (${format}).`, '')
    }
    return found.list
  },
}
