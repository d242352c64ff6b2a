import type { Json, Pointer } from './json.ts'

/** Who speaks. `sourceRole` keeps the file's own word for it. */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool'

export interface TextPart {
  readonly t: 'text'
  readonly text: string
}

/** Thinking before the answer. `wrap` says how the source marked it, so it can be written back. */
export interface ReasoningPart {
  readonly t: 'reasoning'
  readonly text: string
  readonly wrap: 'field' | 'think' | 'openTail' | 'scratch'
}

/** A picture, sound or film that the record names. Never fetched. */
export interface MediaPart {
  readonly t: 'media'
  readonly kind: string
  readonly ref: string
}

export interface CallPart {
  readonly t: 'call'
  readonly call: ToolCall
}

/** What a tool answered. The answer's text is `text`; structured bodies are kept as JSON text. */
export interface ResultPart {
  readonly t: 'result'
  readonly callId?: string
  readonly name?: string
  readonly text: string
  readonly isError?: boolean
}

export type Part = TextPart | ReasoningPart | MediaPart | CallPart | ResultPart

/** How a tool call stood in the source. */
export type Dialect =
  | 'openai' // assistant message with tool_calls
  | 'llama-factory' // role function_call, content is JSON
  | 'hermes' // <tool_call>{…}</tool_call> inside text
  | 'pythonic' // [name(key="value")], the whole text
  | 'glaive' // <functioncall> {"name": …, "arguments": '{…}'}
  | 'trace' // a call as a trace, a log or a gold answer holds it
  | 'block' // an object of its own: Anthropic's tool_use, Gemini's functionCall, a Responses item
  | 'native' // made here

export interface ToolCall {
  readonly id?: string
  /** '' where the call could not be read. */
  readonly name: string
  /** The arguments as a value, for checks and display; undefined where they cannot be read. */
  readonly args: Json | undefined
  /**
   * The arguments as exact JSON text (number spellings, key order and duplicate keys intact).
   * Always there for samples read with `exact` and for calls made here; on the fast ingest path
   * only where the source itself held text. This text, never `args`, is what exports write.
   */
  readonly argsText?: string
  /** Whether the source held the arguments as an object or as a string of JSON. */
  readonly argsWas: 'object' | 'string' | 'doubleString' | 'absent'
  readonly dialect: Dialect
  /** Where in the record the call stands (the call object, or the string that holds it). */
  readonly path: Pointer
  /** Why the call, or its arguments, cannot be read. The raw text stays reachable by `path`. */
  readonly error?: { readonly reason: string; readonly raw: string }
}

/**
 * One role-and-content entry. Parts stand in the order in which they are said.
 * An assistant message that calls tools has call parts; a tool message has one result part per
 * result (merged results of parallel calls are several parts of one message).
 */
export interface Message {
  readonly role: Role
  readonly sourceRole: string
  readonly parts: readonly Part[]
  /** The message's place in its record; `''` for a message made here. */
  readonly path: Pointer
}

export interface ToolDef {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments, with the source's own type words mended (dict → object …). */
  readonly schema: Json
  /** How the schema was mended, one sentence each; empty when it was JSON Schema already. */
  readonly repairs: readonly string[]
  readonly path: Pointer
}

/** A sample's tool definitions. Equal sets within a file are one object, so caches can key on it. */
export interface ToolSet {
  readonly defs: readonly ToolDef[]
  /** `inText`: the prompt's own words list them; whoever writes them beside it says them twice. */
  readonly encoding: 'list' | 'string' | 'inText' | 'absent'
  /** The tools as exact JSON text of a list (lossless), '' when there are none. Filled on `exact`. */
  readonly text: string
  /** Why the definitions cannot be read. */
  readonly error?: string
}

export const NO_TOOLS: ToolSet = { defs: [], encoding: 'absent', text: '' }

/** All visible text of a message: text parts and results, not reasoning, not calls. */
export function messageText(message: Message): string {
  const parts = message.parts
  if (parts.length === 1) {
    const only = parts[0]!
    return only.t === 'text' || only.t === 'result' ? only.text : ''
  }
  let text = ''
  for (const part of parts) {
    if (part.t !== 'text' && part.t !== 'result') continue
    text = text === '' ? part.text : text + '\n' + part.text
  }
  return text
}

export function callsOf(message: Message): readonly ToolCall[] {
  const parts = message.parts
  if (parts.length === 1) {
    const only = parts[0]!
    return only.t === 'call' ? [only.call] : NO_CALLS
  }
  let calls: ToolCall[] | undefined
  for (const part of parts) if (part.t === 'call') (calls ??= []).push(part.call)
  return calls ?? NO_CALLS
}
const NO_CALLS: readonly ToolCall[] = []

/** What makes the assistant speak next: a prompt context must end in one of these (formats §6c). */
export function endsPrompt(message: Message | undefined): boolean {
  return message !== undefined && (message.role === 'user' || message.role === 'tool')
}
