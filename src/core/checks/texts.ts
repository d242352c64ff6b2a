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

/** A quick look whether a text is worth a close one. A regular expression must not be global. */
export interface Anchor {
  test(text: string): boolean
}

/**
 * Every text in which `anchor` is found. Nearly no text holds one, so an anchor must be rare and
 * quick to look for: all texts of all records pass through it.
 */
export function visitTexts(sample: Sample, anchor: Anchor, visit: (held: HeldText) => void): void {
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
function stringsWith(value: Json | undefined, anchor: Anchor, levels = 50): readonly string[] {
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

/**
 * Stretches of so many characters or more without white space, with some of what stands before each.
 * Looks at the last character of each stretch first, as Boyer and Moore do, so that prose is mostly
 * stepped over.
 */
export function longWords(text: string, length: number, before: number): readonly string[] {
  let words: string[] | undefined
  for (let end = length - 1; end < text.length;) {
    let at = end
    while (at > end - length && text.charCodeAt(at) > 0x20) at--
    if (at > end - length) {
      end = at + length
      continue
    }
    while (end < text.length && text.charCodeAt(end) > 0x20) end++
    ;(words ??= []).push(text.slice(Math.max(0, at - before), end))
    end += length
  }
  return words ?? NO_STRINGS
}

/** Control characters, marks that nobody sees, and the letters that broken encodings leave. */
const ODD =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u00C2\u00C3\u00E2\u00EF\u00F0\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFD\uDB40]/
let lastSample: Sample | undefined
let lastIsOdd = false

/**
 * Whether any text of a sample holds a letter that is worth a closer look. Several checks ask it one
 * after the other, and the texts are gone through once.
 */
export function hasOddLetters(sample: Sample): boolean {
  if (sample !== lastSample) {
    lastIsOdd = false
    visitTexts(sample, { test: (text) => !lastIsOdd && ODD.test(text) }, () => (lastIsOdd = true))
    lastSample = sample
  }
  return lastIsOdd
}

/** A value that must not be shown in full: its first characters and its length. */
export function masked(value: string, shown = 4): string {
  return `${value.slice(0, shown)}… (${value.length} characters)`
}
