/**
 * A block of running text. Only the layout of plain text is read: blank lines, list markers at the
 * start of a line, code fences. Nothing is interpreted that would hide a character.
 */
export type Block = Span &
  (
    | { readonly kind: 'paragraph' }
    /** Blank lines beyond the one that parts two blocks. */
    | { readonly kind: 'blank'; readonly lines: number }
    | {
        readonly kind: 'item'
        /** Where the item's own words begin; the marker stands before. */
        readonly body: number
        /** Steps of indent, 0 to 4. */
        readonly depth: number
        /** A bullet may be drawn over its marker; a number is shown as it stands. */
        readonly marker: 'bullet' | 'number'
      }
    /** `body` to `bodyEnd` is the code between the fence lines. */
    | { readonly kind: 'code'; readonly body: number; readonly bodyEnd: number }
  )

/** UTF-16 offsets, end exclusive. */
interface Span {
  readonly start: number
  readonly end: number
}

const MARKER = /^([ \t]*)(?:[-*•–]|(\d{1,3}[.)]))[ \t]+(?=\S)/
const FENCE = /^[ \t]*(```+|~~~+)/
/** Markers and fences stand at the head of a line; the rest of a long line is not looked at. */
const LINE_HEAD = 200

/**
 * Cuts a text into blocks in one pass over its lines. Everything but the line breaks and blanks
 * that part two blocks lies in some block. A fence that is never closed runs to the end.
 */
export function typeset(text: string): Block[] {
  const blocks: Block[] = []
  /** Whether the line before belonged to the last block: a blank line now only parts it. */
  let open = false
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start)
    const line = text.slice(start, Math.min(end, start + LINE_HEAD))
    const fence = FENCE.exec(line)?.[1]
    const last = blocks.at(-1)
    let next = end + 1
    if (fence !== undefined) {
      const code = codeBlock(text, start, end, fence)
      blocks.push(code)
      open = true
      next = code.end + 1
    } else if (isBlank(text, start, end)) {
      if (!open && last?.kind === 'blank')
        blocks[blocks.length - 1] = { ...last, end, lines: last.lines + 1 }
      else if (!open) blocks.push({ kind: 'blank', start, end, lines: 1 })
      open = false
    } else {
      const marker = MARKER.exec(line)
      if (marker) {
        blocks.push({
          kind: 'item',
          start,
          end,
          body: start + marker[0].length,
          depth: Math.min(4, Math.floor(columns(marker[1]!) / 2)),
          marker: marker[2] === undefined ? 'bullet' : 'number',
        })
      } else if (open && last && takesLine(last, line)) {
        blocks[blocks.length - 1] = { ...last, end }
      } else {
        blocks.push({ kind: 'paragraph', start, end })
      }
      open = true
    }
    start = next
  }
  return blocks
}

/** Whether a line goes on with the block before it: an item takes indented lines only. */
function takesLine(last: Block, line: string): boolean {
  return last.kind === 'paragraph' || (last.kind === 'item' && /^[ \t]/.test(line))
}

function codeBlock(text: string, start: number, end: number, fence: string): Block {
  const body = Math.min(end + 1, text.length)
  for (let at = body; at < text.length;) {
    const stop = lineEnd(text, at)
    const line = text.slice(at, Math.min(stop, at + LINE_HEAD)).trim()
    if (line.startsWith(fence) && line.replaceAll(fence[0]!, '') === '')
      return { kind: 'code', start, end: stop, body, bodyEnd: Math.max(body, at - 1) }
    at = stop + 1
  }
  return { kind: 'code', start, end: text.length, body, bodyEnd: text.length }
}

function lineEnd(text: string, start: number): number {
  const found = text.indexOf('\n', start)
  return found < 0 ? text.length : found
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 9 && code !== 13) return false
  }
  return true
}

function columns(indent: string): number {
  return indent.replaceAll('\t', '    ').length
}
