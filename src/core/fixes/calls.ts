import { isErrorResult } from '../checks/loops.ts'
import type { Finding } from '../model/finding.ts'
import type { Message, ResultPart, ToolCall } from '../model/message.ts'
import { CONTEXT_LANE } from '../model/sample.ts'
import type { Draft } from './draft.ts'
import type { MessageRef } from '../model/sample.ts'

/** What mending a call gives: the call, why it cannot be mended, or nothing to do. */
export type MendedCall = ToolCall | string | undefined

export interface CallsMended {
  readonly calls: readonly {
    readonly was: ToolCall
    readonly is: ToolCall
    readonly at: MessageRef
  }[]
  /** The first reason why a call could not be mended. */
  readonly reason: string | undefined
}

/** Mends the calls that findings tell of, in their messages. */
export function mendCalls(
  draft: Draft,
  findings: readonly Finding[],
  codes: readonly string[],
  mend: (call: ToolCall) => MendedCall,
): CallsMended {
  const calls: { was: ToolCall; is: ToolCall; at: MessageRef }[] = []
  let reason: string | undefined
  const seen = new Set<string>()
  for (const { code, at } of findings) {
    if (!at || !codes.includes(code) || seen.has(`${at.lane} ${at.index}`)) continue
    seen.add(`${at.lane} ${at.index}`)
    const message = draft.at(at)
    if (!message) continue
    const parts = message.parts.map((part) => {
      if (part.t !== 'call') return part
      const mended = mend(part.call)
      if (mended === undefined) return part
      if (typeof mended === 'string') {
        reason ??= mended
        return part
      }
      if (wasRefused(draft, at, part.call)) {
        reason ??= TOOL_REFUSED
        return part
      }
      calls.push({ was: part.call, is: mended, at })
      return { ...part, call: mended }
    })
    if (parts.some((part, i) => part !== message.parts[i])) draft.setParts(at, parts)
  }
  return { calls, reason }
}

const TOOL_REFUSED =
  'The recorded result reports an error. The mended call would have another result. Edit it by hand.'

/** Whether a result of the call reports an error: it answers the call as it was, not as it shall be. */
function wasRefused(draft: Draft, at: MessageRef, { id }: ToolCall): boolean {
  return resultsOf(draft, at).some(
    ({ part }) =>
      (part.callId === undefined || id === undefined || part.callId === id) && isErrorResult(part),
  )
}

/** The results that stand behind a message, up to the next message that is none. */
export function resultsOf(
  draft: Draft,
  { lane, index }: MessageRef,
): { readonly part: ResultPart; readonly at: MessageRef; readonly message: Message }[] {
  const lanes = lane === CONTEXT_LANE ? draft.lanes.filter((one) => one >= 0) : [lane]
  return lanes.flatMap((into) => {
    const line = draft.conversation(into)
    const from = line.findIndex((ref) => ref.lane === lane && ref.index === index) + 1
    const found: { part: ResultPart; at: MessageRef; message: Message }[] = []
    for (const at of line.slice(from)) {
      const message = draft.at(at)!
      if (message.role !== 'tool') break
      for (const part of message.parts) if (part.t === 'result') found.push({ part, at, message })
    }
    return found
  })
}
