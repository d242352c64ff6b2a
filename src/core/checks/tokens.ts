/** The words and numbers of a text, in order: runs of letters and digits, whatever lies between. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
}

/** Whether what two sets share is at least `least` of what they hold together. */
export function areNear(a: ReadonlySet<string>, b: ReadonlySet<string>, least: number): boolean {
  if (Math.min(a.size, b.size) < least * Math.max(a.size, b.size)) return false
  let shared = 0
  for (const token of a) if (b.has(token)) shared++
  return shared >= least * (a.size + b.size - shared)
}
