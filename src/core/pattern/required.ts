import type { CharSet, PatternNode } from './pattern.ts'

/**
 * The longest text that every match must hold; '' where none is sure. Only of ASCII that JSON spells
 * as it is: a search for it in a record's text tells which need no closer look.
 */
export function requiredText(node: PatternNode): string {
  let longest = ''
  let run = ''
  const end = () => {
    if (run.length > longest.length) longest = run
    run = ''
  }
  const visit = (part: PatternNode): void => {
    if (part.kind === 'sequence') part.of.forEach(visit)
    else if (part.kind === 'set') {
      const letter = onlyLetter(part.set)
      if (letter === null) end()
      else run += letter
    } else if (part.kind !== 'assert') {
      end()
      if (part.kind === 'repeat' && part.least > 0) visit(part.of)
      end()
    }
  }
  visit(node)
  end()
  return longest
}

/** The one character of a set. */
function onlyLetter(set: CharSet): string | null {
  const [range] = set
  if (set.length !== 1 || range === undefined || range[0] !== range[1]) return null
  const letter = String.fromCharCode(range[0])
  return /[ !#-.0-[\]-~]/.test(letter) ? letter : null
}
