/**
 * The shapes that formats share, twice: as a zod schema, which explains, and as a predicate, which is
 * fast. A property test keeps the two equal.
 */
import type { ZodType } from 'zod'
import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { ROLE_WORDS, roleOf } from './roles.ts'

const roleWord = z.enum(ROLE_WORDS as [string, ...string[]])

export const turnSchema = z.looseObject({ from: roleWord, value: z.string() })

export const messageSchema = z.looseObject({
  role: roleWord,
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z
    .array(
      z.looseObject({ id: z.string().nullish(), function: z.looseObject({ name: z.string() }) }),
    )
    .nullish(),
  tool_call_id: z.string().nullish(),
  name: z.string().nullish(),
  function_call: z.looseObject({ name: z.string() }).nullish(),
})

export const turnsSchema = z.array(turnSchema).min(1)
export const messagesSchema = z.array(messageSchema).min(1)
/** What may stand in a slot for a prompt or an answer. */
export const slotSchema = z.union([z.string(), messagesSchema])
export const toolsSchema = z
  .union([z.string(), z.array(z.looseObject({})), z.looseObject({})])
  .nullish()
export const optionalText = z.string().nullish()
export const historySchema = z.array(z.tuple([z.string(), z.string()])).nullish()

/** A schema that picks another by looking at the value, so that its reasons are about one shape. */
export function choosing(choose: (record: Json) => ZodType): ZodType {
  return z.unknown().superRefine((record, context) => {
    const { error } = choose(record as Json).safeParse(record)
    for (const issue of error?.issues ?? [])
      context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] })
  })
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string'
}

export function isOptionalText(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

export function isTools(value: Json | undefined): boolean {
  if (isOptionalText(value)) return true
  if (!Array.isArray(value)) return typeof value === 'object'
  const list = value as readonly Json[]
  for (let i = 0; i < list.length; i++) if (!isJsonObject(list[i])) return false
  return true
}

export function isTurn(value: Json | undefined): boolean {
  return (
    isJsonObject(value) &&
    typeof value.from === 'string' &&
    roleOf(value.from) !== undefined &&
    typeof value.value === 'string'
  )
}

export function isTurns(value: Json | undefined): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  for (let i = 0; i < value.length; i++) if (!isTurn(value[i] as Json)) return false
  return true
}

export function isMessage(value: Json | undefined): boolean {
  return (
    isJsonObject(value) &&
    typeof value.role === 'string' &&
    roleOf(value.role) !== undefined &&
    isContent(value.content) &&
    isOptionalText(value.reasoning_content) &&
    isCalls(value.tool_calls) &&
    isOptionalText(value.tool_call_id) &&
    isOptionalText(value.name) &&
    isFunctionCall(value.function_call)
  )
}

export function isMessages(value: Json | undefined): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  for (let i = 0; i < value.length; i++) if (!isMessage(value[i] as Json)) return false
  return true
}

export function isHistory(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  if (!Array.isArray(value)) return false
  return (value as readonly Json[]).every(
    (pair) =>
      Array.isArray(pair) &&
      pair.length === 2 &&
      isText(pair[0] as Json) &&
      isText(pair[1] as Json),
  )
}

function isContent(content: Json | undefined): boolean {
  if (isOptionalText(content)) return true
  if (!Array.isArray(content)) return false
  for (let i = 0; i < content.length; i++) {
    const part = content[i] as Json
    if (!isJsonObject(part) || typeof part.type !== 'string') return false
  }
  return true
}

function isCalls(calls: Json | undefined): boolean {
  if (calls === undefined || calls === null) return true
  if (!Array.isArray(calls)) return false
  for (let i = 0; i < calls.length; i++) {
    const call = calls[i] as Json
    if (!isJsonObject(call) || !isOptionalText(call.id)) return false
    if (!isJsonObject(call.function) || typeof call.function.name !== 'string') return false
  }
  return true
}

function isFunctionCall(call: Json | undefined): boolean {
  if (call === undefined || call === null) return true
  return isJsonObject(call) && typeof call.name === 'string'
}

/** The column that holds a conversation: the given name first, the other where only that is there. */
export function conversationKey(
  record: JsonObject,
  first: 'messages' | 'conversations',
): 'messages' | 'conversations' {
  const second = first === 'messages' ? 'conversations' : 'messages'
  return record[first] === undefined && record[second] !== undefined ? second : first
}

/** How the first entry of a list names its speaker: the style of the whole list. */
export function styleOfList(list: Json | undefined): 'from' | 'role' | undefined {
  const first = Array.isArray(list) ? (list[0] as Json | undefined) : undefined
  if (!isJsonObject(first)) return undefined
  if (typeof first.from === 'string') return 'from'
  return typeof first.role === 'string' ? 'role' : undefined
}

/** Whether a value looks like a slot's: a text, or a list whose first entry says who speaks. */
export function isSlotShape(value: Json | undefined): boolean {
  return typeof value === 'string' || styleOfList(value) !== undefined
}

/** The first of several names for one column that the record has; the first name where it has none. */
export function firstColumn<K extends string>(record: JsonObject, names: readonly [K, ...K[]]): K {
  return names.find((name) => record[name] !== undefined && record[name] !== null) ?? names[0]
}
