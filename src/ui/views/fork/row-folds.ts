import type { TineRow } from './tines.ts'

/** What is drawn: a row, or a run of equal rows folded into one line. */
export type DrawnRow =
  | { readonly kind: 'row'; readonly key: string; readonly row: TineRow }
  | { readonly kind: 'fold'; readonly key: string; readonly rows: readonly TineRow[] }

/** Shorter runs of equal rows are shown as they are. */
const SHORTEST_FOLD = 3

/**
 * Folds runs of equal rows, except those opened by hand and those that hold a row that must be seen
 * (the cursor, an open editor). The last row before a difference stays: it is what is answered.
 */
export function foldRows(
  rows: readonly TineRow[],
  opened: ReadonlySet<string>,
  mustShow: (row: TineRow) => boolean,
): DrawnRow[] {
  const drawn: DrawnRow[] = []
  for (let at = 0; at < rows.length;) {
    let end = at
    while (end < rows.length && rows[end]!.sign === 'equal') end++
    const foldEnd = end < rows.length ? end - 1 : end
    const run = rows.slice(at, Math.max(at, foldEnd))
    const key = run[0]?.key ?? ''
    if (run.length >= SHORTEST_FOLD && !opened.has(`fold ${key}`) && !run.some(mustShow)) {
      drawn.push({ kind: 'fold', key: `fold ${key}`, rows: run })
      at += run.length
      continue
    }
    const stop = Math.max(end, at + 1)
    for (; at < stop; at++) drawn.push({ kind: 'row', key: rows[at]!.key, row: rows[at]! })
  }
  return drawn
}
