/** How far two texts are compared letter by letter once they seem to part. */
const WINDOW = 64

/**
 * Whether two texts say the same but for white space (any run of it counts as one, none at the ends)
 * and the spelling of letters in Unicode (composed or not). Texts that differ are told apart at
 * their first difference: most pairs of answers part within a few words.
 */
export function sameButSpace(a: string, b: string): boolean {
  if (a === b) return true
  let i = skipSpace(a, 0)
  let j = skipSpace(b, 0)
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(j)
    const spaceA = isSpace(x)
    const spaceB = isSpace(y)
    if (spaceA !== spaceB || (!spaceA && x !== y)) break
    i = spaceA ? skipSpace(a, i) : i + 1
    j = spaceB ? skipSpace(b, j) : j + 1
  }
  const [restA, restB] = [skipSpace(a, i), skipSpace(b, j)]
  if (restA === a.length && restB === b.length) return true
  return !partFor(a, i, b, j) && normalised(a) === normalised(b)
}

/** Whether the texts surely say different things from here on. */
function partFor(a: string, i: number, b: string, j: number): boolean {
  const x = a.charCodeAt(i)
  const y = b.charCodeAt(j)
  // Two ASCII letters: no spelling makes them one (a mark that follows would make others of both).
  if (x < 0x80 && y < 0x80 && !isSpace(x) && !isSpace(y)) return true
  // The letter before belongs to them: it may carry a mark. The end may be cut within a letter.
  const ours = normalised(a.slice(Math.max(0, i - 1), i + WINDOW))
  const theirs = normalised(b.slice(Math.max(0, j - 1), j + WINDOW))
  const sure = Math.min(ours.length, theirs.length) - WINDOW / 4
  return sure > 0 && ours.slice(0, sure) !== theirs.slice(0, sure)
}

function normalised(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

/** What `\s` takes for white space. */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13)
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  )
}
