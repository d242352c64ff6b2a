import { roleOrder } from '../checks/role-order.ts'
import type { Part } from '../model/message.ts'
import type { MessageRef } from '../model/sample.ts'
import { Draft } from './draft.ts'
import { obstacle, type Fix } from './fix.ts'
import { placesOf } from './merge-calls.ts'
import { counted } from './words.ts'

export const mergeUsers: Fix = {
  id: 'merge-users',
  title: 'Merge the user messages',
  help: 'Joins user messages in a row to one, with an empty line between them.',
  mends: [roleOrder.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let merged = 0
    for (const at of placesOf(findings)) {
      const before = previous(draft, at)
      if (draft.at(at)?.role !== 'user' || !before || draft.at(before)?.role !== 'user') continue
      merged++
      draft.setParts(before, joined(draft.at(before)!.parts, draft.at(at)!.parts))
      draft.remove(at)
    }
    return draft.finish(`Merges ${counted(merged + 1, 'user message')}`)
  },
}

/** The place of the message before, in the same lane. */
export function previous(draft: Draft, { lane, index }: MessageRef): MessageRef | undefined {
  for (let i = index - 1; i >= 0; i--) if (draft.at({ lane, index: i })) return { lane, index: i }
  return undefined
}

/** Parts one behind the other; text that meets text becomes one, with an empty line between. */
export function joined(before: readonly Part[], behind: readonly Part[]): readonly Part[] {
  const last = before.at(-1)
  const [first, ...rest] = behind
  if (last?.t !== 'text' || first?.t !== 'text') return [...before, ...behind]
  const text = [last.text.trimEnd(), first.text.trimStart()].filter(Boolean).join('\n\n')
  return [...before.slice(0, -1), { t: 'text', text }, ...rest]
}
