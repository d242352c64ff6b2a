/**
 * A row that is no record, as a line of JSON Lines that no parser takes for one: it says why, and
 * holds what stood in the file. Reading it gives the reason (see `record.ts`).
 */
const MARK = '!unreadable '

export function refusedLine(reason: string, row: string): string {
  return MARK + JSON.stringify({ reason, row })
}

/** The reason in a refused line; undefined for any other text. */
export function refusalIn(text: string): string | undefined {
  if (!text.startsWith(MARK)) return undefined
  try {
    const held: unknown = JSON.parse(text.slice(MARK.length))
    if (typeof held !== 'object' || held === null || !('reason' in held)) return undefined
    return typeof held.reason === 'string' ? held.reason : undefined
  } catch {
    return undefined
  }
}
