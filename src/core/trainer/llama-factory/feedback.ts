import type { AlignedMessage, AlignedRow } from './aligned.ts'
import { checkMedia } from './media.ts'
import { isTruthy, TrainerStop } from './python.ts'
import { hasThinking, renderConversation } from './render.ts'
import type { Template } from './templates.ts'

export interface Feedback {
  /** The label that the trainer arrives at: by whether the first response is empty. */
  readonly label: boolean
  readonly changes: readonly string[]
}

/**
 * The processor of `kto`: the row's own completion, and as its KL companion the response of the row
 * before it in the window (`previous`). Null where it drops the row. An empty previous response
 * stops the whole run.
 */
export function processFeedback(
  row: AlignedRow,
  previous: AlignedRow,
  template: Template,
): Feedback | null {
  const { prompt, response } = row
  if (prompt.length % 2 !== 1 || response.length < 2) return null
  const label = isTruthy(response[0]?.content)
  const own = firstFilled(response)
  const companion = firstFilled(previous.response)
  const main = [...prompt, own]
  checkMedia(main, row, template)
  checkMedia([...prompt, companion], row, template)
  const changes = new Set(renderConversation(main, row, template))
  renderConversation([...prompt, companion], row, template)
  if (template.reasoning && !hasThinking(own, template))
    changes.add('an answer without thinking learns an empty thinking block')
  return { label, changes: [...changes] }
}

function firstFilled(response: readonly AlignedMessage[]): AlignedMessage {
  const found = isTruthy(response[0]?.content) ? response[0] : response[1]
  if (found) return found
  throw new TrainerStop('IndexError', 'the row before it in the window has no answer')
}
