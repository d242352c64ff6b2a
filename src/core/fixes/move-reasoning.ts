import { reasoningRanges } from '../dialects/reasoning.ts'
import type { Part } from '../model/message.ts'
import type { FormatId } from '../model/sample.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

/** Formats whose messages have a field for reasoning beside their content. */
const WITH_FIELD: ReadonlySet<FormatId> = new Set<FormatId>([
  'openai',
  'openai/preference',
  'trl/preference',
  'trl/prompt-completion',
  'trl/language-modeling',
  'verl/sft',
  'tau2',
])

export const moveReasoning: Fix = {
  id: 'move-reasoning',
  title: 'Move reasoning into its field',
  help: 'Reasoning that stands in an answer’s text between marks such as <think> becomes reasoning_content, and the marks go. Only in formats that have the field.',
  mends: [],
  propose(subject) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let moved = 0
    for (const ref of draft.places()) {
      const { role, parts } = draft.at(ref)!
      if (role !== 'assistant') continue
      const next = parts.flatMap(inField)
      if (next.length === parts.length && next.every((part, i) => part === parts[i])) continue
      draft.setParts(ref, next)
      moved++
    }
    if (moved > 0 && !WITH_FIELD.has(subject.sample.format))
      return refuse('The format has no field for reasoning, so it stays in the text.')
    return draft.finish(`Moves the reasoning of ${counted(moved, 'message')}`)
  },
}

/** A part with its reasoning apart. What stands before the reasoning is the answer’s own. */
function inField(part: Part): readonly Part[] {
  if (part.t === 'reasoning') return [part.wrap === 'field' ? part : { ...part, wrap: 'field' }]
  if (part.t !== 'text') return [part]
  const start = part.text.length - part.text.trimStart().length
  const range = reasoningRanges(part.text, 0)[0]
  if (!range || range.from > start) return [part]
  const text = part.text.slice(range.to).trimStart()
  return [
    { t: 'reasoning', text: part.text.slice(range.start, range.end).trim(), wrap: 'field' },
    ...(text === '' ? [] : inField({ t: 'text', text })),
  ]
}
