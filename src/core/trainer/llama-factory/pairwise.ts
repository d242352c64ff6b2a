import type { AlignedRow } from './aligned.ts'
import { checkMedia } from './media.ts'
import { hasThinking, renderConversation } from './render.ts'
import type { Template } from './templates.ts'

/** The processor of `rm` and `dpo`. Null where it drops the row; else what it silently changes. */
export function processPair(row: AlignedRow, template: Template): readonly string[] | null {
  const { prompt, response } = row
  const [chosen, rejected] = response
  if (prompt.length % 2 !== 1 || !chosen || !rejected) return null
  const sides = [
    [...prompt, chosen],
    [...prompt, rejected],
  ]
  for (const side of sides) checkMedia(side, row, template)
  const changes = new Set(sides.flatMap((side) => renderConversation(side, row, template)))
  if (template.reasoning && hasThinking(chosen, template) !== hasThinking(rejected, template))
    changes.add('the side without thinking learns an empty thinking block')
  return [...changes]
}
