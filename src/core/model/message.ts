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
  readonly wrap: ReasoningWrap
}

/**
 * A field of its own, or marks inside the text: `<think>`, only its end (`openTail`, since a
 * generation prompt may hold the beginning), `<scratch_pad>`, `<thinking>`, `[THINK]`,
 * `<seed:think>`, Harmony's analysis channel, Gemma's thought channel, Kimi's `◁think▷`.
 */
export type ReasoningWrap =
  | 'field'
  | 'think'
  | 'openTail'
  | 'scratch'
  | 'thinking'
  | 'bracket'
  | 'seed'
  | 'harmony'
  | 'gemma'
  | 'kimi'

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
  | TextDialect

/** Further manners of writing calls into text; `dialects/` has a file for each. */
export type TextDialect =
  | 'anthropic'
  | 'deepseek-v3'
  | 'deepseek-v3.1'
  | 'functionary-v2'
  | 'functionary-v3'
  | 'functionary-v3.1'
  | 'gemma4'
  | 'glaive'
  | 'glm4'
  | 'glm4-moe'
  | 'harmony'
  | 'kimi'
  | 'lfm2'
  | 'llama3-json'
  | 'llama3-python-tag'
  | 'minimax-m1'
  | 'minimax-m2'
  | 'mistral'
  | 'mistral-v11'
  | 'pythonic'
  | 'qwen3-coder'
  | 'react'
  | 'seed-oss'

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
  /**
   * How the source held the arguments: as an object, as a string of JSON, as untyped text between
   * marks (`xml`), as Python's keyword arguments.
   */
  readonly argsWas: 'object' | 'string' | 'doubleString' | 'absent' | 'xml' | 'python'
  readonly dialect: Dialect
  /** Where in the record the call stands (the call object, or the string that holds it). */
  readonly path: Pointer
  /** Why the call, or its arguments, cannot be read. The raw text stays reachable by `path`. */
  readonly error?: { readonly reason: string; readonly raw: string }
  /** What would mend the call. Only a proposal: name and arguments above are as recorded. */
  readonly mend?: CallMend
}

export interface CallMend {
  readonly name: string
  readonly argsText: string
  /** In the order in which they were made; `rule` is the number in the ladder of `dialects/`. */
  readonly repairs: readonly { readonly rule: number; readonly what: string }[]
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
