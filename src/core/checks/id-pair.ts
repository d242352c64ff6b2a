import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { Pairing, pairsPlainly } from './pairing.ts'

const CODE = 'id.pair'

export const idPair: Check = {
  code: CODE,
  title: 'Tool call and result do not pair',
  severity: 'error',
  needs: { toolUse: 1 },
  help: {
    what: 'A result belongs to no call, a call gets no result before the conversation goes on, or one id is used for two calls. Where a format has no ids, results belong to calls by their order.',
    why: 'Chat templates pair blindly: the model sees a result under the wrong call, or learns to go on without one.',
    remedy:
      'Correct the id, or remove the call or the result. A branch may end on a call: that is a step to be learnt.',
    bad: 'call #1 → result #2',
    good: 'call #1 → result #1',
    source: 'OpenAI chat messages: every tool_call_id answers one preceding call.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      if (!pairsPlainly(sample, lane)) new Pairing(sample, lane, found).run()
    return found.list
  },
}
