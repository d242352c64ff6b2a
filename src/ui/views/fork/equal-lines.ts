import type { TextRange } from '../../../core/diff/words.ts'

/** A stretch of whole lines: shown, or equal on both sides and folded. Line ends between are left out. */
export interface Stretch {
  readonly kind: 'shown' | 'equal'
  readonly start: number
  readonly end: number
  /** Lines that are not blank. */
  readonly lines: number
}

/** Fewer equal lines are shown: folding them would save nothing. */
const SHORTEST_FOLD = 2

/** Cuts a text into stretches of lines that differ somewhere and stretches that are equal. */
export function foldEqualLines(text: string, ranges: readonly TextRange[]): Stretch[] {
  const stretches: Stretch[] = []
  let next = 0
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    while (next < ranges.length && ranges[next]!.end <= start) next++
    const differs = next < ranges.length && ranges[next]!.start < end
    const blank = text.slice(start, end).trim() === ''
    const last = stretches.at(-1)
    const kind = differs ? 'shown' : 'equal'
    // A blank line belongs to what stands before it.
    if (last && (blank || last.kind === kind))
      stretches[stretches.length - 1] = { ...last, end, lines: last.lines + (blank ? 0 : 1) }
    else stretches.push({ kind, start, end, lines: blank ? 0 : 1 })
    start = end + 1
  }
  return joinShown(
    stretches.map((s) =>
      s.kind === 'equal' && s.lines < SHORTEST_FOLD ? { ...s, kind: 'shown' } : s,
    ),
  )
}

function joinShown(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const stretch of stretches) {
    const last = joined.at(-1)
    if (last?.kind === 'shown' && stretch.kind === 'shown')
      joined[joined.length - 1] = {
        ...last,
        end: stretch.end,
        lines: last.lines + stretch.lines,
      }
    else joined.push(stretch)
  }
  return joined
}
