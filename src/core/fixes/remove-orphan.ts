import { Findings } from '../checks/conversation.ts'
import { idPair } from '../checks/id-pair.ts'
import { Pairing } from '../checks/pairing.ts'
import { roleOrder } from '../checks/role-order.ts'
import { messageAt, type Sample } from '../model/sample.ts'
import { presentSample } from '../model/tree.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

const MENDS = [idPair.code, roleOrder.code]

export const removeOrphan: Fix = {
  id: 'remove-orphan',
  title: 'Remove the result',
  help: 'Takes out a tool result that belongs to no call. Where a call waits for a result, nothing is removed: it may be its own.',
  mends: MENDS,
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const orphans = findings.flatMap(({ code, at }) =>
      at && MENDS.includes(code) && draft.at(at)?.role === 'tool' ? [at] : [],
    )
    if (orphans.length === 0) return null
    if (hasOpenCall(presentSample(subject.sample, subject.state.tree)))
      return refuse('A call of the sample waits for a result, and this may be it. Pair it by hand.')
    let removed = 0
    for (const at of orphans) {
      const message = draft.at(at)
      if (!message) continue
      if (message.parts.length !== 1)
        return refuse('The message holds several results, of which some belong to a call.')
      draft.remove(at)
      removed++
    }
    return draft.finish(`Removes ${counted(removed, 'result')}`)
  },
}

/** Whether something is wrong with a call, not only with results: one finding does not tell of others. */
function hasOpenCall(sample: Sample): boolean {
  const found = new Findings(idPair.code)
  for (let lane = 0; lane < sample.branches.length; lane++) new Pairing(sample, lane, found).run()
  return found.list.some(({ at }) => at && messageAt(sample, at)?.role !== 'tool')
}
