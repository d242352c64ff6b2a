import type { ResultManner, ResultText } from './dialect.ts'

/** Results between an opening and a closing mark, one after the other, nothing else around them. */
export function blockResults(
  open: string,
  close: string,
  {
    before = '\n',
    between = '\n',
    outer,
  }: {
    readonly before?: string
    readonly between?: string
    /** Marks around all of them. */
    readonly outer?: readonly [open: string, close: string]
  } = {},
): ResultManner {
  return {
    read(text) {
      let body = text.trim()
      if (outer && body.startsWith(outer[0]) && body.endsWith(outer[1]))
        body = body.slice(outer[0].length, body.length - outer[1].length)
      const results: ResultText[] = []
      for (let at = 0; ;) {
        while (/\s/.test(body[at] ?? '')) at++
        if (at >= body.length) return results.length > 0 ? results : null
        if (!body.startsWith(open, at)) return null
        const start = at + open.length
        const end = body.indexOf(close, start)
        if (end < 0) return null
        results.push({ text: unpad(body.slice(start, end), before) })
        at = end + close.length
      }
    },
    write(results) {
      const blocks = results.map(({ text }) => open + before + text + before + close).join(between)
      return outer ? outer[0] + blocks + outer[1] : blocks
    },
  }
}

/** Takes the usual padding off both ends, once. */
function unpad(text: string, padding: string): string {
  if (padding === '') return text
  const start = text.startsWith(padding) ? padding.length : 0
  const end = text.length > start && text.endsWith(padding) ? padding.length : 0
  return text.slice(start, text.length - end)
}

/** `<tool_response>` blocks, as Hermes, Qwen and GLM write them into a user's turn. */
export const TOOL_RESPONSES = blockResults('<tool_response>', '</tool_response>')
