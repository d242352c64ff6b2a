import type { Segment } from '../dialects/dialect.ts'
import { trimmed } from '../dialects/places.ts'
import { readJsonCalls } from '../dialects/read-call.ts'
import { segmentsOf } from '../dialects/segments.ts'

/**
 * The segments of a body whose role says that it is a call; null where all of it is the call, as JSON.
 * Marked JSON is LLaMA-Factory's own there, and so is what stands unmarked behind reasoning.
 */
export function callBodySegments(body: string, exact: boolean): readonly Segment[] | null {
  const { start, end } = trimmed(body, 0, body.length)
  // JSON may hold marks in its texts.
  if (body[start] === '{' && body[end - 1] === '}') return null
  const segments = segmentsOf(body, exact)
  if (!segments) return null
  const isMarked = segments.some(({ kind }) => kind === 'call')
  return segments.map((segment): Segment => {
    if (segment.kind === 'call')
      return segment.dialect === 'hermes' ? { ...segment, dialect: 'llama-factory' } : segment
    if (segment.kind !== 'text' || isMarked) return segment
    const calls = readJsonCalls(body.slice(segment.start, segment.end), exact, {
      dialect: 'llama-factory',
      path: '',
    })
    return { ...segment, kind: 'call', dialect: 'llama-factory', calls }
  })
}
