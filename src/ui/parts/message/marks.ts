import { findHidden, type HiddenCharacter } from './hidden-characters.ts'

/**
 * A stretch of a text that the other side does not have. `ins` is drawn as chosen, `del` as
 * rejected. Offsets are UTF-16, end exclusive.
 */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly kind: 'ins' | 'del'
}

/** A run of text that is drawn in one way. `hidden` stands for the one character in `text`. */
export interface Piece {
  readonly start: number
  readonly text: string
  readonly mark: Mark['kind'] | null
  readonly hidden: HiddenCharacter | null
}

/**
 * Cuts a text into pieces at marks and hidden characters. Joined, the pieces' texts are the text.
 * Marks must be in order and must not overlap; what lies outside the text is ignored.
 */
export function cutPieces(text: string, marks: readonly Mark[] = []): Piece[] {
  const pieces: Piece[] = []
  const hidden = findHidden(text)
  let next = 0
  const run = (start: number, end: number, mark: Piece['mark']) => {
    let at = start
    while (next < hidden.length && hidden[next]!.at < end) {
      const token = hidden[next++]!
      if (token.at < at) continue
      if (token.at > at) pieces.push(piece(text, at, token.at, mark, null))
      at = token.at + token.length
      pieces.push(piece(text, token.at, at, mark, token))
    }
    if (at < end) pieces.push(piece(text, at, end, mark, null))
    return Math.max(at, end)
  }
  let at = 0
  for (const mark of marks) {
    const start = Math.max(mark.start, at)
    const end = Math.min(mark.end, text.length)
    if (start >= end) continue
    if (at < start) at = run(at, start, null)
    at = run(Math.max(at, start), end, mark.kind)
  }
  if (at < text.length) run(at, text.length, null)
  return pieces
}

/** The marks that fall into `start..end`, shifted so that `start` becomes 0. */
export function marksWithin(marks: readonly Mark[], start: number, end: number): Mark[] {
  const within: Mark[] = []
  for (const mark of marks)
    if (mark.end > start && mark.start < end)
      within.push({
        ...mark,
        start: Math.max(mark.start, start) - start,
        end: Math.min(mark.end, end) - start,
      })
  return within
}

function piece(
  text: string,
  start: number,
  end: number,
  mark: Piece['mark'],
  hidden: HiddenCharacter | null,
): Piece {
  return { start, text: text.slice(start, end), mark, hidden }
}
