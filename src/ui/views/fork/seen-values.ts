import { isJsonObject, type Json } from '../../../core/model/json.ts'
import { callsOf, messageText, type Message } from '../../../core/model/message.ts'

/** A value of a call that earlier messages hold to the letter. */
export interface SeenValue {
  readonly text: string
  /** Numbers of the messages, ascending, at most five. */
  readonly numbers: readonly number[]
}

/** Shorter values (3, yes) occur everywhere and say nothing. */
const SHORTEST = 4
const MOST_VALUES = 12
const MOST_NUMBERS = 5
/** Of every message only so many characters are searched. */
const MOST_CHARACTERS = 50_000

/** Which strings and numbers of a call's arguments stand in the messages before it. */
export function seenValues(args: Json | undefined, before: readonly Message[]): SeenValue[] {
  const texts = before.map((message) => {
    const calls = callsOf(message).map((call) => call.argsText ?? JSON.stringify(call.args) ?? '')
    return [messageText(message).slice(0, MOST_CHARACTERS), ...calls].join('\n')
  })
  const seen: SeenValue[] = []
  for (const text of leavesOf(args)) {
    if (seen.length === MOST_VALUES) break
    const numbers = texts.flatMap((held, number) => (held.includes(text) ? [number] : []))
    if (numbers.length > 0) seen.push({ text, numbers: numbers.slice(0, MOST_NUMBERS) })
  }
  return seen
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function leavesOf(args: Json | undefined): Set<string> {
  const leaves = new Set<string>()
  const stack: (Json | undefined)[] = [args]
  while (stack.length > 0 && leaves.size < 200) {
    const value = stack.pop()
    if (isList(value)) stack.push(...value.toReversed())
    else if (isJsonObject(value)) stack.push(...Object.values(value).reverse())
    else if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value)
      if (text.length >= SHORTEST && text.length <= 200) leaves.add(text)
    }
  }
  return leaves
}
