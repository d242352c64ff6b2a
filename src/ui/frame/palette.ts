import type { Command, Scope } from '../commands.svelte.ts'
import { SCOPES } from '../commands.svelte.ts'

/** One line of the palette. */
export interface Choice {
  readonly id: string
  readonly scope: Scope
  readonly title: string
  readonly detail: string
  readonly keys: string | undefined
  readonly icon: Command['icon']
  readonly run: () => unknown
}

/** A stretch of a title, and whether it is what was typed. */
export interface Stretch {
  readonly text: string
  readonly hit: boolean
}

/** `#123` names a record. */
export function recordNumber(typed: string): number | null {
  const digits = /^#\s*(\d{1,9})$/.exec(typed.trim())?.[1]
  return digits === undefined ? null : Number(digits)
}

/**
 * The choices that hold every typed word, in their title or detail: scope by scope, and within one
 * those first in which a word of the title begins as typed.
 */
export function choose(choices: readonly Choice[], typed: string): Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const rank = (choice: Choice) => {
    const title = choice.title.toLowerCase()
    return words.every((word) => title.startsWith(word) || title.includes(' ' + word)) ? 0 : 1
  }
  return choices
    .filter((choice) => {
      const text = `${choice.title} ${choice.detail}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) || rank(a) - rank(b))
}

/** Splits a title at the first typed word it holds, to draw it bold. */
export function stretches(title: string, typed: string): Stretch[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const lower = title.toLowerCase()
  // Lower case may be longer than what it stands for (İ); then nothing is drawn bold.
  if (lower.length !== title.length) return [{ text: title, hit: false }]
  for (const word of words) {
    const at = lower.indexOf(word)
    if (at < 0) continue
    const parts = [
      { text: title.slice(0, at), hit: false },
      { text: title.slice(at, at + word.length), hit: true },
      { text: title.slice(at + word.length), hit: false },
    ]
    return parts.filter((part) => part.text !== '')
  }
  return [{ text: title, hit: false }]
}
