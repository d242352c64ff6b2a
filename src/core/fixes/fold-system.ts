import { roleOrder } from '../checks/role-order.ts'
import type { Message } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef } from '../model/sample.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { placesOf } from './merge-calls.ts'
import { joined } from './merge-users.ts'
import { counted } from './words.ts'

export const foldSystem: Fix = {
  id: 'fold-system',
  title: 'Fold the system message in',
  help: 'Puts what a system message in the middle says before the words of the next user message. Where no user speaks behind it, it goes to the front, behind the system message that is there.',
  mends: [roleOrder.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let folded = 0
    for (const at of placesOf(findings)) {
      const message = draft.at(at)
      if (!message || !isSystem(message)) continue
      if (message.parts.some((part) => part.t !== 'text'))
        return refuse('The system message holds more than text. Move it by hand.')
      const user = nextUser(draft, at)
      if (user) draft.setParts(user, joined(message.parts, draft.at(user)!.parts))
      else if (at.lane !== CONTEXT_LANE && draft.branches > 1)
        return refuse('The system message belongs to one of several branches. Move it by hand.')
      else {
        const first = { lane: CONTEXT_LANE, index: 0 }
        const front = draft.at(first)
        if (front && isSystem(front)) draft.setParts(first, joined(front.parts, message.parts))
        else draft.moveToFront(at)
      }
      draft.remove(at)
      folded++
    }
    return draft.finish(`Folds ${counted(folded, 'system message')} in`)
  },
}

function isSystem({ role }: Message): boolean {
  return role === 'system' || role === 'developer'
}

function nextUser(draft: Draft, { lane, index }: MessageRef): MessageRef | undefined {
  for (let i = index + 1; i < draft.length(lane); i++)
    if (draft.at({ lane, index: i })?.role === 'user') return { lane, index: i }
  return undefined
}
