import { APART_CONTEXT_LANE, CONTEXT_LANE, messageAt, type MessageRef } from '../model/sample.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'pair.prompt'

export const pairPrompt: Check = {
  code: CODE,
  title: 'Two sides, two prompts',
  severity: 'error',
  help: {
    what: 'The chosen and the rejected side answer different prompts: a system text, the tools or a user message is not the same.',
    why: 'Preference training compares two answers to one prompt. With two prompts the difference is not in the answers.',
    remedy:
      'Take the prompt of one side for both, or keep the sides as two samples without a preference.',
    bad: 'chosen: “Hi” → “Hello”; rejected: “Hi there” → “What?”',
    good: 'prompt: “Hi”; chosen: “Hello”; rejected: “What?”',
    source: 'DPO: one prompt, two completions (TRL, LLaMA-Factory).',
  },
  run(sample) {
    const found = new Findings(CODE)
    const { apart } = sample
    if (!apart) return found.list
    const here = { lane: CONTEXT_LANE, index: apart.differsAt }
    const there = { lane: APART_CONTEXT_LANE, index: apart.differsAt }
    const places = [here, there].filter((ref: MessageRef) => messageAt(sample, ref))
    found.add(
      'error',
      `The two sides answer different prompts: they part at message ${apart.differsAt}. The sample cannot be a pair until both have one prompt.`,
      apart.path,
      places[0],
      places.slice(1),
    )
    return found.list
  },
}
