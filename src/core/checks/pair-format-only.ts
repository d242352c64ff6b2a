import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { likeness } from './likeness.ts'

const CODE = 'pair.formatOnly'

export const pairFormatOnly: Check = {
  code: CODE,
  title: 'Sides differ in form only',
  severity: 'warning',
  needs: { pairs: 1 },
  help: {
    what: 'The two sides differ only in white space or in the order of arguments.',
    why: 'The preference carries no meaning: the model learns to like a blank.',
    remedy: 'Drop the sample, unless the form is what you want to teach.',
    bad: 'chosen: “Hello!” / rejected: “Hello! ”',
    good: 'chosen: “Hello!” / rejected: “What?”',
    source: 'Our own rule; see also near-duplicate filtering in preference sets.',
  },
  run(sample) {
    const found = new Findings(CODE)
    const pair = sample.recordedPair
    if (!pair || likeness(sample) !== 'form') return found.list
    found.add(
      'warning',
      'The chosen and the rejected side differ only in white space or in the order of arguments.',
      sample.branches[pair.chosen]!.messages[0]?.path ?? '',
      { lane: pair.chosen, index: 0 },
      [{ lane: pair.rejected, index: 0 }],
    )
    return found.list
  },
}
