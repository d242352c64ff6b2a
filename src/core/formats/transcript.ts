import type { Message, Role } from '../model/message.ts'
import type { Pointer } from '../model/json.ts'

/** One turn of a plain-text transcript: its place in the text, mark included. */
export interface TranscriptTurn {
  readonly role: Role
  readonly start: number
  readonly end: number
  /** What is said, without the mark and the white space around it. */
  readonly text: string
}

export const TRANSCRIPT_MARKS: Readonly<Record<'user' | 'assistant', string>> = {
  user: '\n\nHuman:',
  assistant: '\n\nAssistant:',
}

/** Whether a text is a transcript in the manner of the HH-RLHF sets. */
export function isTranscript(text: string): boolean {
  return text.includes(TRANSCRIPT_MARKS.user) && text.includes(TRANSCRIPT_MARKS.assistant)
}

/** The turns of a transcript; text before the first mark is a system turn. */
export function transcriptTurns(text: string): TranscriptTurn[] {
  const turns: TranscriptTurn[] = []
  let role: Role = 'system'
  let start = 0
  let said = 0
  const close = (end: number) => {
    const words = text.slice(said, end).trim()
    if (role !== 'system' || words !== '') turns.push({ role, start, end, text: words })
  }
  // Both marks begin with a blank line, so that one search finds either.
  for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n', at + 1)) {
    const next = text.startsWith(TRANSCRIPT_MARKS.user, at)
      ? 'user'
      : text.startsWith(TRANSCRIPT_MARKS.assistant, at)
        ? 'assistant'
        : undefined
    if (!next) continue
    close(at)
    role = next
    start = at
    said = at + TRANSCRIPT_MARKS[next].length
  }
  close(text.length)
  return turns
}

/** The turns as messages; all of them stand in the one string at `path`. */
export function readTranscript(text: string, path: Pointer): Message[] {
  return transcriptTurns(text).map(({ role, text: said }) => ({
    role,
    sourceRole: role === 'user' ? 'Human' : role === 'assistant' ? 'Assistant' : role,
    parts: said === '' ? [] : [{ t: 'text', text: said }],
    path,
  }))
}
