import { hasCall } from '../checks/conversation.ts'
import { endMissing } from '../checks/end-missing.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const cutTail: Fix = {
  id: 'cut-tail',
  title: 'Cut the tail',
  help: 'Cuts what stands behind the last answer of a branch: calls and results that no answer follows, and a user’s last words. What was cut is no longer trained, so look at each.',
  mends: [endMissing.code],
  single: true,
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let cut = 0
    for (const { code, at } of findings) {
      if (code !== endMissing.code || !at || !draft.at(at)) continue
      if (at.lane === CONTEXT_LANE)
        return refuse('The sample is a prompt without an answer. Write one, or use it as a prompt.')
      let last = at.index
      while (last >= 0 && !isAnswer(draft, at.lane, last)) last--
      if (last < 0) return refuse('No answer stands before the tail, so nothing would be left.')
      for (let index = last + 1; index < draft.length(at.lane); index++) {
        draft.remove({ lane: at.lane, index })
        cut++
      }
    }
    return draft.finish(`Cuts ${counted(cut, 'message')} behind the last answer`)
  },
}

function isAnswer(draft: Draft, lane: number, index: number): boolean {
  const message = draft.at({ lane, index })
  return message?.role === 'assistant' && !hasCall(message)
}
