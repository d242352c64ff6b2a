import { counted } from '../../numbers.ts'

/** "6,155 characters" (UTF-16 units). */
export function characters(length: number): string {
  return counted(length, 'character')
}

/** The first `length` units of a text, never cutting a surrogate pair in two. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

/** The beginning of a text as one line: white space runs become one space. */
export function firstLine(text: string, length = 160): string {
  return cutText(text, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, length)
}

/** Whether a text has more lines than that, told without laying it out. */
export function hasMoreLines(text: string, than: number): boolean {
  let at = -1
  for (let line = 0; line < than; line++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return false
  }
  return at < text.length - 1
}
