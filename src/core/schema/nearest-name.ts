/** Longest name compared; longer ones are not typed by hand. */
const LONGEST = 100

/**
 * The name at most two edits away from `name`, the nearest and among equals the first; undefined
 * where there is none. Edits: insert, delete or replace a character, swap two neighbours. A name of
 * n characters may differ in at most ⌊n/2⌋ of them, so that "ls" is not taken for "cd".
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Math.min(2, Math.floor(name.length / 2)) + 1
  if (name.length > LONGEST) return undefined
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(name, candidate)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Optimal string alignment distance, in UTF-16 units. O(a·b) time, three rows of memory. */
export function editDistance(a: string, b: string): number {
  let before = new Array<number>(b.length + 1).fill(0)
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  let row = new Array<number>(b.length + 1).fill(0)
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      row[j] = cost
    }
    const spare = before
    before = last
    last = row
    row = spare
  }
  return last[b.length]!
}
