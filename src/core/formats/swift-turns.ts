import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { isCallRole } from './roles.ts'
import { valueAt } from './slots.ts'

/** Whether a list of messages has ms-swift's own words for calls and results. */
export function usesSwiftRoles(list: Json | undefined): boolean {
  return (
    Array.isArray(list) &&
    (list as readonly Json[]).some(
      (one) => isJsonObject(one) && (one.role === 'tool_call' || one.role === 'tool_response'),
    )
  )
}

/** Calls that stand in a row, each a message of its own, as one message: they were made at once. */
export function mergeCalls(messages: readonly Message[]): readonly Message[] {
  const merged: Message[] = []
  for (const message of messages) {
    const last = merged.at(-1)
    if (last && isCall(last) && isCall(message))
      merged[merged.length - 1] = { ...last, parts: [...last.parts, ...message.parts] }
    else merged.push(message)
  }
  return merged
}

export function isCall({ role, sourceRole }: Message): boolean {
  return role === 'assistant' && isCallRole(sourceRole)
}

/** The list entries that a message was read from: its own, and the calls merged into it. */
export function entriesOf(record: JsonObject, message: Message): readonly Json[] {
  const own = valueAt(record, message.path)
  const cut = message.path.lastIndexOf('/')
  const list = valueAt(record, message.path.slice(0, cut))
  if (!isCall(message) || !Array.isArray(list)) return own === undefined ? [] : [own]
  const entries: Json[] = []
  for (let at = Number(message.path.slice(cut + 1)); at < list.length; at++) {
    const entry = list[at] as Json
    if (!isJsonObject(entry) || typeof entry.role !== 'string' || !isCallRole(entry.role)) break
    entries.push(entry)
  }
  return entries
}
