import type { Json } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../model/sample.ts'
import { messagesOf } from './conversation.ts'

/** A text of a sample: said, thought, answered by a tool, or a string within a call's arguments. */
export interface HeldText {
  readonly text: string
  readonly kind: Exclude<Part['t'], 'media'>
  readonly message: Message
  readonly at: MessageRef
}

/**
 * Every text in which `anchor` is found. Nearly no text holds one, so an anchor must be rare and
 * quick to look for; it must not be global.
 */
export function visitTexts(sample: Sample, anchor: RegExp, visit: (held: HeldText) => void): void {
  for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
    const messages = messagesOf(sample, lane)
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index]!
      for (const part of message.parts) {
        if (part.t === 'call') {
          for (const text of stringsWith(part.call.args, anchor))
            visit({ text, kind: part.t, message, at: { lane, index } })
        } else if (part.t !== 'media' && anchor.test(part.text))
          visit({ text: part.text, kind: part.t, message, at: { lane, index } })
      }
    }
  }
}

const NO_STRINGS: readonly string[] = []

/** The strings within a value in which `anchor` is found. */
function stringsWith(value: Json | undefined, anchor: RegExp, levels = 50): readonly string[] {
  if (typeof value === 'string') return anchor.test(value) ? [value] : NO_STRINGS
  if (typeof value !== 'object' || value === null || levels === 0) return NO_STRINGS
  let found = NO_STRINGS
  if (Array.isArray(value)) {
    for (const entry of value as readonly Json[]) {
      const inner = stringsWith(entry, anchor, levels - 1)
      if (inner.length > 0) found = found.concat(inner)
    }
    return found
  }
  const object = value as { readonly [key: string]: Json }
  for (const key in object) {
    const inner = stringsWith(object[key], anchor, levels - 1)
    if (inner.length > 0) found = found.concat(inner)
  }
  return found
}

/** A value that must not be shown in full: its first characters and its length. */
export function masked(value: string, shown = 4): string {
  return `${value.slice(0, shown)}… (${value.length} characters)`
}
