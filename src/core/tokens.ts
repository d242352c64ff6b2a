import type { Json } from './model/json.ts'
import type { Message, ToolSet } from './model/message.ts'
import type { Sample } from './model/sample.ts'

/** Tool sets are shared between records, so their size is counted once. */
const toolUnits = new WeakMap<ToolSet, number>()

/**
 * Tokens of all text of a sample (tools, context, every branch) by rule of thumb: four characters
 * make one, and a Chinese, Japanese or Korean character is one of its own.
 *
 * @param latin the caller knows that there is no such character, which saves looking at each.
 */
export function estimateTokens(sample: Sample, latin = false): number {
  let units = unitsOfTools(sample.tools, latin)
  units += unitsOfMessages(sample.context, latin)
  for (const branch of sample.branches) units += unitsOfMessages(branch.messages, latin)
  return Math.ceil(units / 4)
}

function unitsOfMessages(messages: readonly Message[], latin: boolean): number {
  let units = 0
  for (const message of messages)
    for (const part of message.parts)
      switch (part.t) {
        case 'text':
        case 'reasoning':
        case 'result':
          units += latin ? part.text.length : unitsOf(part.text)
          break
        case 'call': {
          const { name, argsText, args } = part.call
          units += name.length
          if (argsText === undefined) units += unitsOfJson(args, latin)
          else units += latin ? argsText.length : unitsOf(argsText)
          break
        }
        case 'media':
          break
      }
  return units
}

function unitsOfTools(tools: ToolSet, latin: boolean): number {
  if (tools.defs.length === 0) return 0
  const known = toolUnits.get(tools)
  if (known !== undefined) return known
  let units = 0
  for (const def of tools.defs)
    units +=
      def.name.length +
      (latin ? def.description.length : unitsOf(def.description)) +
      unitsOfJson(def.schema, latin)
  toolUnits.set(tools, units)
  return units
}

/** Size of a value as JSON text, white space and escapes left out. */
function unitsOfJson(value: Json | undefined, latin: boolean, levels = 500): number {
  if (typeof value === 'string') return 2 + (latin ? value.length : unitsOf(value))
  if (typeof value !== 'object' || value === null || levels === 0) return 4
  let units = 2
  if (Array.isArray(value)) {
    for (const entry of value as readonly Json[]) units += 1 + unitsOfJson(entry, latin, levels - 1)
    return units
  }
  const object = value as { readonly [key: string]: Json }
  for (const key in object) units += key.length + 4 + unitsOfJson(object[key], latin, levels - 1)
  return units
}

/** Quarters of a token. */
function unitsOf(text: string): number {
  let units = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x1100 && isCjk(code)) units += 3
  }
  return units
}

/** Hangul, kana, Han and their punctuation; the rare ones beyond U+FFFF are not told apart. */
function isCjk(code: number): boolean {
  return (
    code <= 0x11ff ||
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7ff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef)
  )
}
