import type { MessageRef, Sample } from '../model/sample.ts'
import { defineCheck } from './check.ts'
import { conversationLength, Findings, hasCall, messageIn, placeIn } from './conversation.ts'
import { numberOption } from './options.ts'
import { isEmpty } from './message-empty.ts'

const CODE = 'loop.monologue'

export const loopMonologue = defineCheck({
  code: CODE,
  title: 'Assistant talks to itself',
  severity: 'warning',
  needs: ({ warnAt }) => ({ words: warnAt }),
  options: {
    warnAt: numberOption('Warning from', 3, { least: 2, most: 1_000, unit: 'times' }),
  },
  help: {
    what: 'The assistant speaks three times or more in a row, without a call, and nobody answers in between. Empty messages do not count. That trainers refuse two messages of one role in a row is said by “roles out of order”.',
    why: 'The model learns to go on talking when it should act, ask or stop.',
    remedy: 'Join the messages into one answer, or fork before the second.',
    bad: 'user → “Let me see.” → “I shall look it up.” → “One moment.”',
    good: 'user → “Let me see.”, with a call → result → “It is Hue.”',
    source: 'OpenHands stuck detection: three messages of the agent in a row.',
  },
  run(sample, _context, { warnAt }) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const [first, ...others] of monologues(sample, lane, warnAt))
        found.add(
          'warning',
          `The assistant speaks ${others.length + 1} times in a row without a call or an answer. The model learns to talk to itself.`,
          messageIn(sample, lane, first!).path,
          placeIn(sample, lane, first!),
          others.map((index): MessageRef => placeIn(sample, lane, index)),
        )
    return found.list
  },
})

/** The messages of each monologue, by their place in the conversation. */
function monologues(sample: Sample, lane: number, least: number): readonly (readonly number[])[] {
  const all: number[][] = []
  let current: number[] = []
  const length = conversationLength(sample, lane)
  for (let i = 0; i < length; i++) {
    const message = messageIn(sample, lane, i)
    if (message.role !== 'assistant' || hasCall(message)) current = []
    else if (!isEmpty(message)) {
      current.push(i)
      if (current.length === least) all.push(current)
    }
  }
  return all
}
