import type { Message, ToolSet } from '../../../core/model/message.ts'

/**
 * The prompt as canonical text: tools and messages by what they say, without places, ids of parts
 * or the source's own role words. Two sides with equal text have been shown the same prompt.
 */
export function promptText(tools: ToolSet, context: readonly Message[]): string {
  const defs =
    tools.text || tools.defs.map(({ name, description, schema }) => [name, description, schema])
  const messages = context.map(({ role, parts }) => [
    role,
    parts.map((part) => {
      if (part.t !== 'call') return part
      const { id, name, args, argsText } = part.call
      return { t: 'call', id, name, args: argsText ?? args }
    }),
  ])
  return JSON.stringify([defs, messages])
}

/** SHA-256 of the prompt's canonical text, in hex. */
export async function promptHash(tools: ToolSet, context: readonly Message[]): Promise<string> {
  const bytes = new TextEncoder().encode(promptText(tools, context))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
