import { skipString } from '../json/exact.ts'
import { equalData } from '../json/equal.ts'

const NUMBER = /-?\d[\d.eE+-]*/y

/**
 * Whether two JSON texts hold the same data: key order, white space and escapes do not count, and
 * numbers are compared by their exact value, so integers beyond 2^53 stay apart and `1.0` is `1`.
 * Text that is no JSON equals only itself.
 */
export function sameJson(a: string, b: string): boolean {
  if (a === b) return true
  const left = parseExact(a)
  const right = parseExact(b)
  return left !== undefined && right !== undefined && equalData(left.value, right.value)
}

/** Parses with every number as `{"\0": canonical spelling}`. */
function parseExact(text: string): { readonly value: unknown } | undefined {
  let marked = ''
  for (let at = 0; at < text.length;) {
    NUMBER.lastIndex = at
    if (text[at] === '"') {
      const end = skipString(text, at)
      marked += text.slice(at, end)
      at = end
    } else if (NUMBER.test(text)) {
      const number = text.slice(at, NUMBER.lastIndex)
      marked += `{"\\u0000":"${canonicalNumber(number)}"}`
      at = NUMBER.lastIndex
    } else marked += text[at++]
  }
  try {
    return { value: JSON.parse(marked) as unknown }
  } catch {
    return undefined
  }
}

/** One spelling per decimal value: digits without outer zeros, and a power of ten. */
export function canonicalNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) return text
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const digits = (whole! + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)
  return `${sign}${significant}e${power}`
}

/** Whether a text, or with `escaped` the strings of a JSON text, hold half a surrogate pair. */
export function hasLoneSurrogate(text: string, escaped = false): boolean {
  if (/\p{Surrogate}/u.test(text)) return true
  if (!escaped) return false
  let highEnd = -1
  for (const match of text.matchAll(/\\(?:u([0-9a-f]{4})|[^u])/gi)) {
    const unit = match[1] === undefined ? 0 : Number.parseInt(match[1], 16)
    if (highEnd >= 0) {
      const isPair = unit >= 0xdc00 && unit <= 0xdfff && match.index === highEnd
      if (!isPair) return true
      highEnd = -1
    } else if (unit >= 0xd800 && unit <= 0xdbff) highEnd = match.index + match[0].length
    else if (unit >= 0xdc00 && unit <= 0xdfff) return true
  }
  return highEnd >= 0
}
