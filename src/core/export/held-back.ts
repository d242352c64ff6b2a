/** Why a sample stays behind, by stable word, with what to do about it. */
export const HELD_BACK = {
  unreadable: 'The record cannot be read. Correct it in its source.',
  undecided:
    'Nobody has decided about the sample. Keep, pair or label it, or export all but dropped.',
  dropped: 'The sample was dropped.',
  flagged: 'The sample is flagged. Take the flag off when the question is settled.',
  draft: 'The fork is not finished. Save it as a pair, or undo it.',
  noWinner:
    'The fork was closed without a winner (a tie, or both bad), so it teaches no preference.',
  schema:
    'Part of the record does not fit its format and could not be read. Correct it in its source.',
  tools: 'The tool definitions cannot be read as a list. Correct them in the source.',
  notAPair: 'There is no chosen and rejected branch. Fork the sample and mark both.',
  apart: 'The two sides bring two prompts. Take the prompt of A or of B first.',
  emptySide: 'A side has no message. Write its answer.',
  stale: 'Messages behind an edited tool call are stale. Cut or confirm them.',
  promptEnd: 'The prompt does not end in a user message or a tool result.',
  identical: 'Chosen and rejected say the same, so there is nothing to prefer.',
  strictPrefix: 'One side ends where the other goes on. Give the shorter side its answer.',
  environment:
    'The sides differ first in what a tool or user said, not in what the assistant did. Fork at the answer instead.',
  order:
    'Two messages of the same side follow each other, which the trainer drops. Merge or remove one.',
  systemPlace:
    'A system message stands inside the conversation. Move it to the front or into a user message.',
  media: 'A message names a picture, sound or film; this target carries text only.',
  unreadableCall:
    'A tool call cannot be read, which stops the trainer. Correct its name and arguments.',
  arguments: 'The arguments of a tool call are no JSON object, which the trainer cannot write.',
  partOrder:
    'A message has thinking or words behind its words or calls; the trainer would move them.',
  markers:
    'Words beside a tool call hold <tool_call> or <think> marks, which the trainer would take for its own.',
  surrogate: 'A text holds half a character (a lone surrogate), which the trainer cannot load.',
  blank: 'An answer says nothing. Write it, or drop the sample.',
  blankUser: 'A user message of the prompt is blank. Fill or remove it.',
  noLabel: 'The completion has no label. Mark it desirable or undesirable.',
  noAnswer: 'There is no assistant message to judge.',
  trainer: 'The trainer would not take the row as it is written.',
  cannotHold: 'The source’s format has no place for what was made here.',
} as const

export type HeldBackReason = keyof typeof HELD_BACK

export interface HeldBack {
  readonly ok: false
  readonly reason: HeldBackReason
  /** What is so with this sample, with the place; the sentence of the reason where that says all. */
  readonly message: string
}

export function heldBack(reason: HeldBackReason, detail?: string): HeldBack {
  return { ok: false, reason, message: detail ?? HELD_BACK[reason] }
}
