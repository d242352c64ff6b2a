/** Tool results that stand as `<tool_response>` blocks in a message's text (Hermes, Qwen, GLM). */
import { TOOL_RESPONSES } from '../dialects/result-blocks.ts'
import { splice } from '../json/splice.ts'
import type { Part, ResultPart } from '../model/message.ts'
import { RESULT_JOINER } from './marked-text.ts'
import { plainText } from './write-text.ts'
import type { Writing } from './writing.ts'

const BEGINS = /^\s*<tool_response>/
const WITH_MARKS = 'a tool result that holds the marks of one'

/** The results that a text consists of; null where it is anything else. */
export function blockResultsIn(text: string): readonly ResultPart[] | null {
  if (!BEGINS.test(text)) return null
  return TOOL_RESPONSES.read(text)?.map(({ text }): ResultPart => ({ t: 'result', text })) ?? null
}

/**
 * Results as the text of a message, `old` being what stands there: blocks stay blocks, and as long as
 * their number stays each changes in its place. A result that holds the marks itself is refused.
 */
export function resultText(
  old: string,
  parts: readonly Part[],
  asBlocks: boolean,
  writing: Writing,
): string {
  const places = BEGINS.test(old) ? TOOL_RESPONSES.places?.(old) : undefined
  const plain = plainText(parts, writing)
  if (!places && !asBlocks) {
    if (blockResultsIn(plain)) writing.refuse(WITH_MARKS)
    return plain
  }
  const texts = plain.split(RESULT_JOINER)
  const text =
    places?.length === texts.length
      ? splice(
          old,
          places.map((place, i) => ({ ...place, text: texts[i]! })),
        )
      : TOOL_RESPONSES.write(texts.map((text) => ({ text })))
  const meant = parts.map((part) => (part.t === 'result' || part.t === 'text' ? part.text : ''))
  const read = blockResultsIn(text)
  if (read?.length !== meant.length || read.some((part, i) => part.text !== meant[i]))
    writing.refuse(WITH_MARKS)
  return text
}
