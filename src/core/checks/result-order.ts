import { callsOf, type Message } from '../model/message.ts'
import type { Check } from './check.ts'
import { conversationLength, Findings, messageIn, placeIn } from './conversation.ts'
import { pairsPlainly } from './pairing.ts'

const CODE = 'result.order'

export const resultOrder: Check = {
  code: CODE,
  title: 'Parallel results out of order',
  severity: 'warning',
  needs: { calls: 2 },
  help: {
    what: 'The results of parallel calls stand in another order than the calls.',
    why: 'Most templates write no ids: the model reads the first result as the first call’s.',
    remedy: 'Put the results in the order of their calls.',
    bad: 'calls a, b → result of b, result of a',
    good: 'calls a, b → result of a, result of b',
    source: 'Templates of Qwen and Llama, LLaMA-Factory: results are told apart by order alone.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++) {
      if (pairsPlainly(sample, lane)) continue
      const length = conversationLength(sample, lane)
      for (let i = 0; i + 1 < length; i++) {
        const message = messageIn(sample, lane, i)
        if (message.role !== 'assistant') continue
        const calls = callsOf(message)
        if (calls.length < 2) continue
        const ids: string[] = []
        for (let j = i + 1; j < length && messageIn(sample, lane, j).role === 'tool'; j++)
          ids.push(...resultIds(messageIn(sample, lane, j)))
        const order = calls.flatMap(({ id }) => (id ? [ids.indexOf(id)] : []))
        const answered = order.filter((at) => at >= 0)
        const at = answered.findIndex((place, n) => n > 0 && place < answered[n - 1]!)
        if (at > 0)
          found.add(
            'warning',
            'The results of these calls stand in another order. Templates without ids give each to the wrong call.',
            message.path,
            placeIn(sample, lane, i),
            [placeIn(sample, lane, i + 1)],
          )
      }
    }
    return found.list
  },
}

function resultIds({ parts }: Message): string[] {
  return parts.flatMap((part) => (part.t === 'result' ? [part.callId ?? ''] : []))
}
