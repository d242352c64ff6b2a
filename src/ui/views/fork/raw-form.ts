import type { Message } from '../../../core/model/message.ts'

/** The raw form of a message made here: each part as JSON, arguments to the letter. */
export function rawForm(message: Message): string {
  return message.parts
    .map((part) => {
      if (part.t !== 'call') return JSON.stringify(part, null, 2)
      const { name, id, args, argsText } = part.call
      const known = id === undefined ? '' : `"id": ${JSON.stringify(id)}, `
      return `{${known}"name": ${JSON.stringify(name)}, "arguments": ${argsText ?? JSON.stringify(args)}}`
    })
    .join('\n')
}
