import { isEmpty, messageEmpty } from '../checks/message-empty.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const removeEmpty: Fix = {
  id: 'remove-empty',
  title: 'Remove the empty message',
  help: 'Takes out messages that say nothing. An empty result stays, since it answers a call; so does a message that holds reasoning.',
  mends: [messageEmpty.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let removed = 0
    let reason: string | undefined
    for (const { code, at } of findings) {
      const message = at && code === messageEmpty.code ? draft.at(at) : undefined
      if (!at || !message || !isEmpty(message)) continue
      if (message.role === 'tool') reason ??= 'An empty result answers its call, so it stays.'
      else if (message.parts.some((part) => part.t === 'reasoning'))
        reason ??= 'The message holds reasoning, so it stays.'
      else {
        draft.remove(at)
        removed++
      }
    }
    if (removed === 0) return reason === undefined ? null : refuse(reason)
    return draft.finish(`Removes ${counted(removed, 'empty message')}`)
  },
}
