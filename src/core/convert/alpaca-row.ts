import type { Sample } from '../model/sample.ts'
import { answered, contentOf, hasToolParts } from './lines.ts'
import { refuse } from './refusal.ts'
import { listText, objectText, stringText } from './row-text.ts'
import { plain } from './sharegpt-row.ts'

/** Alpaca: the last question and its answer, earlier turns as pairs of texts. */
export function alpacaRow(sample: Sample): string {
  const { prompt, branch } = answered(sample)
  if (branch.label !== undefined) refuse('label')
  if (sample.tools.defs.length > 0 || sample.tools.error !== undefined) refuse('tools')
  if (hasToolParts([...prompt, ...branch.messages])) refuse('toolCall')
  const [first] = prompt
  if (prompt.some(({ role }) => role === 'developer')) refuse('developer')
  const system = first?.role === 'system' ? plain(first) : undefined
  const spoken = system === undefined ? prompt : prompt.slice(1)
  const pairs: string[] = []
  for (let i = 0; i + 1 < spoken.length; i += 2) {
    const [user, assistant] = [spoken[i]!, spoken[i + 1]!]
    if (user.role === 'system' || assistant.role === 'system') refuse('systemPlace')
    if (user.role !== 'user' || assistant.role !== 'assistant') refuse('turns')
    pairs.push(listText([stringText(plain(user)), stringText(plain(assistant))]))
  }
  const question = spoken.at(-1)
  if (spoken.length % 2 === 0 || question?.role !== 'user') return refuse('turns')
  const [answer, ...others] = branch.messages
  if (others.length > 0 || answer?.role !== 'assistant') return refuse('turns')
  const { reasoning } = contentOf(answer)
  const thought = reasoning.map((text) => `<think>\n${text}\n</think>\n\n`).join('')
  const said = plain({ ...answer, parts: answer.parts.filter((part) => part.t !== 'reasoning') })
  return objectText([
    ['instruction', stringText(plain(question))],
    ['input', '""'],
    ['output', stringText(thought + said)],
    ['system', system === undefined ? undefined : stringText(system)],
    ['history', pairs.length === 0 ? undefined : listText(pairs)],
  ])
}
