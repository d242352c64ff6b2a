import type { Part } from '../model/message.ts'
import { Draft } from './draft.ts'
import { obstacle, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const trimSpace: Fix = {
  id: 'trim-space',
  title: 'Trim white space around messages',
  help: 'Takes off white space and empty lines at the start and the end of what system, user and assistant say. The indentation of a first line stays where more lines follow. Tool results stay as they came.',
  mends: [],
  propose(subject) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let trimmed = 0
    for (const ref of draft.places()) {
      const { role, parts } = draft.at(ref)!
      if (role === 'tool') continue
      const bare = parts.map((part, i) => bareOf(part, i === 0, i === parts.length - 1))
      // Beside other parts, text of white space alone says nothing.
      const left = bare.filter(
        (part) => part.t !== 'text' || part.text !== '' || parts.length === 1,
      )
      if (left.length === parts.length && left.every((part, i) => part === parts[i])) continue
      draft.setParts(ref, left)
      trimmed++
    }
    return draft.finish(`Trims ${counted(trimmed, 'message')}`)
  },
}

function bareOf(part: Part, isFirst: boolean, isLast: boolean): Part {
  if (part.t !== 'text') return part
  let { text } = part
  if (text.trim() === '') text = isFirst && isLast ? '' : isFirst || isLast ? '' : text
  if (isFirst) text = withoutStart(text)
  if (isLast) text = text.trimEnd()
  return text === part.text ? part : { ...part, text }
}

/** Without empty lines before the first word, and without its indentation unless it may be a list's. */
function withoutStart(text: string): string {
  const lines = text.replace(/^(?:[^\S\n]*\n)+/, '')
  return lines.trimEnd().includes('\n') && /^(?: {2}|\t)/.test(lines) ? lines : lines.trimStart()
}
