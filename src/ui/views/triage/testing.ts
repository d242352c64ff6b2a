import type { Message } from '../../../core/model/message.ts'
import type { Sample } from '../../../core/model/sample.ts'
import { conversationOf, type Place } from './places.ts'

/**
 * A conversation in one line, for tests: `s` system, `u` user, `a` assistant, `c` a call, `r` its
 * result. What stands before the first answer is the context.
 */
export function talk(notation: string): Message[] {
  return notation.split(' ').map((word): Message => {
    const base = { sourceRole: word, path: '' }
    switch (word) {
      case 's':
        return { ...base, role: 'system', parts: [{ t: 'text', text: 'policy' }] }
      case 'u':
        return { ...base, role: 'user', parts: [{ t: 'text', text: 'question' }] }
      case 'c': {
        const call = {
          name: 'f',
          args: {},
          argsWas: 'object',
          dialect: 'native',
          path: '',
        } as const
        return { ...base, role: 'assistant', parts: [{ t: 'call', call }] }
      }
      case 'r':
        return { ...base, role: 'tool', parts: [{ t: 'result', text: 'answer' }] }
      default:
        return { ...base, role: 'assistant', parts: [{ t: 'text', text: 'reply' }] }
    }
  })
}

export function sampleOf(notation: string): Sample {
  const messages = talk(notation)
  const answer = messages.findIndex((m) => m.role === 'assistant')
  const split = answer < 0 ? messages.length : answer
  return {
    format: 'openai',
    tools: { defs: [], encoding: 'absent', text: '' },
    context: messages.slice(0, split),
    branches: [{ messages: messages.slice(split) }],
    meta: {},
    extra: [],
    problems: [],
  }
}

export function placesFrom(notation: string): Place[] {
  return conversationOf(sampleOf(notation))
}
