import type { Message, Part } from '../model/message.ts'
import type { Draft } from './draft.ts'

/** Changes every text of a sample that `change` finds something in; how many messages that were. */
export function changeTexts(
  draft: Draft,
  change: (text: string, part: Part['t'], message: Message) => string,
): number {
  let changed = 0
  for (const ref of draft.places()) {
    const message = draft.at(ref)!
    const parts = message.parts.map((part) => {
      if (part.t === 'call' || part.t === 'media') return part
      const text = change(part.text, part.t, message)
      return text === part.text ? part : { ...part, text }
    })
    if (parts.every((part, i) => part === message.parts[i])) continue
    draft.setParts(ref, parts)
    changed++
  }
  return changed
}
