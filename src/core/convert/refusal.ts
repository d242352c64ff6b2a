/** Why a sample cannot become a row; `reason` is a stable word, `message` says it to a person. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: RefusalReason
  readonly message: string
}

const MESSAGES = {
  empty: 'It has no messages that could be written.',
  noAnswer: 'It has no answer.',
  severalBranches: 'It has several answers, and the row holds one.',
  notAPair: 'It is no pair: the row wants a chosen and a rejected side.',
  apart: 'Its two sides bring two different prompts.',
  emptySide: 'One of its sides is empty.',
  promptEnd: 'Its prompt does not end in a user message or a tool result.',
  noLabel: 'It has no label, and the row wants one.',
  label: 'Its answer has a label, for which the row has no place.',
  brokenCall: 'A tool call cannot be read, so it cannot be written anew.',
  argumentsNoObject: 'The arguments of a tool call are no object.',
  toolCall: 'It has tool calls or results, and the row holds only text.',
  tools: 'Its tool definitions cannot be read, or the row has no place for them.',
  reasoning: 'It has reasoning, for which the row has no place.',
  media: 'It has a picture or sound, for which the row has no place.',
  developer: 'It has a developer message, and the row knows only system messages.',
  systemPlace: 'A system message stands where the row has no place for one.',
  turns: 'Its messages do not take turns as the row wants them.',
  partOrder: 'A message says its parts in an order that the row cannot keep.',
  marks: 'A text holds marks that would be taken for calls, results or reasoning.',
  unpairedResult: 'A tool result cannot be joined to a call.',
  changed: 'The row would read back as something else.',
  problems: 'The record does not fit its format, so a part of it would be lost.',
  leftOut: 'The row ends where its sides first differ, or with the judged answer; it goes on.',
  trainer: 'The trainer would not take the row.',
} as const

export type RefusalReason = keyof typeof MESSAGES

export function refusal(reason: RefusalReason, detail = ''): Refusal {
  const message = detail === '' ? MESSAGES[reason] : `${MESSAGES[reason]} ${detail}`
  return { kind: 'refused', reason, message }
}

/** Thrown inside this folder only, and caught where a row is built: a row is refused as a whole. */
export class RowRefused extends Error {
  readonly refusal: Refusal
  constructor(reason: RefusalReason, detail = '') {
    const found = refusal(reason, detail)
    super(found.message)
    this.refusal = found
  }
}

export function refuse(reason: RefusalReason, detail = ''): never {
  throw new RowRefused(reason, detail)
}
