import type { Json } from './model/json.ts'
import type { Message, ToolSet } from './model/message.ts'
import type { Sample } from './model/sample.ts'

/** Tool sets are shared between records, so their size is counted once. */
const toolUnits = new WeakMap<ToolSet, number>()

/**
 * Tokens of all text of a sample (tools, context, every branch) by rule of thumb: four characters
 * make one, and a Chinese, Japanese or Korean character is one of its own.
 */
export function estimateTokens(sample: Sample): number {
  let units = unitsOfTools(sample.tools) + unitsOfMessages(sample.context)
  for (const branch of sample.branches) units += unitsOfMessages(branch.messages)
  return Math.ceil(units / 4)
}

function unitsOfMessages(messages: readonly Message[]): number {
  let units = 0
  for (const message of messages)
    for (const part of message.parts)
      switch (part.t) {
        case 'text':
        case 'reasoning':
        case 'result':
          units += unitsOf(part.text)
          break
        case 'call': {
          const { name, argsText, args } = part.call
          units += name.length
          units += argsText === undefined ? unitsOfJson(args) : unitsOf(argsText)
          break
        }
        case 'media':
          break
      }
  return units
}

function unitsOfTools(tools: ToolSet): number {
  if (tools.defs.length === 0) return 0
  const known = toolUnits.get(tools)
  if (known !== undefined) return known
  let units = 0
  for (const def of tools.defs)
    units += def.name.length + unitsOf(def.description) + unitsOfJson(def.schema)
  toolUnits.set(tools, units)
  return units
}

/** Size of a value as JSON text, white space and escapes left out. */
function unitsOfJson(value: Json | undefined, levels = 500): number {
  if (typeof value === 'string') return 2 + unitsOf(value)
  if (typeof value !== 'object' || value === null || levels === 0) return 4
  let units = 2
  if (Array.isArray(value)) {
    for (const entry of value as readonly Json[]) units += 1 + unitsOfJson(entry, levels - 1)
    return units
  }
  const object = value as { readonly [key: string]: Json }
  for (const key in object) units += key.length + 4 + unitsOfJson(object[key], levels - 1)
  return units
}

/** Places at which a text is probed. */
const PROBES = 8

/**
 * Quarters of a token. Looking at every character would cost as much as parsing, so a text is first
 * probed at a few places, evenly spread; only where one is CJK are all of them counted.
 */
function unitsOf(text: string): number {
  const step = Math.max(1, Math.floor(text.length / PROBES))
  for (let i = 0; i < text.length; i += step)
    if (isCjk(text.charCodeAt(i))) return text.length + 3 * countCjk(text)
  return text.length
}

function countCjk(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) if (isCjk(text.charCodeAt(i))) count++
  return count
}

/** Hangul, kana, Han and their punctuation; the rare ones beyond U+FFFF are not told apart. */
function isCjk(code: number): boolean {
  if (code < 0x1100) return false
  return (
    code <= 0x11ff ||
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7ff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef)
  )
}
