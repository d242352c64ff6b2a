import type { Json, JsonObject } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Shingler } from './shingles.ts'

const LEVELS = 200

/**
 * Puts what was said into a shingler. System prompts and tool lists are left out: they are the same
 * in thousands of records and would make all of these alike.
 */
export function addMessages(messages: readonly Message[], to: Shingler): void {
  for (const { role, parts } of messages) {
    if (role === 'system' || role === 'developer') continue
    for (const part of parts)
      switch (part.t) {
        case 'text':
        case 'reasoning':
        case 'result':
          to.add(part.text)
          break
        case 'media':
          to.add(part.ref)
          break
        case 'call':
          to.add(part.call.name)
          if (part.call.error) to.add(part.call.error.raw)
          else addValue(part.call.args, to, LEVELS)
      }
  }
}

function addValue(value: Json | undefined, to: Shingler, levels: number): void {
  if (typeof value === 'string') to.add(value)
  else if (typeof value === 'number' || typeof value === 'boolean') to.add(String(value))
  else if (typeof value === 'object' && value !== null && levels > 0)
    for (const key of Object.keys(value)) {
      if (!Array.isArray(value)) to.add(key)
      addValue((value as JsonObject)[key], to, levels - 1)
    }
}

export function addAnswers({ branches }: Sample, to: Shingler): void {
  for (const branch of branches) addMessages(branch.messages, to)
}
