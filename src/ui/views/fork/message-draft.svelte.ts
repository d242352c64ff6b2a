import { jsonProblem } from '../../../core/json/reason.ts'
import { styleOf } from '../../../core/json/style.ts'
import type { Json } from '../../../core/model/json.ts'
import type { Message, Part, ReasoningPart, ToolCall } from '../../../core/model/message.ts'
import { layOut, lineAndColumn } from './argument-text.ts'

/** Why the arguments are no JSON, and where: line and column count from 1. */
export interface JsonFault {
  readonly reason: string
  readonly line: number
  readonly column: number
}

/** A text, a reasoning or a tool result being edited. */
export class TextDraft {
  readonly id: number
  readonly part: Extract<Part, { text: string }>
  text = $state('')

  constructor(id: number, part: Extract<Part, { text: string }>) {
    this.id = id
    this.part = part
    this.text = part.text
  }

  get changed(): boolean {
    return this.text !== this.part.text
  }

  toPart(): Part {
    return { ...this.part, text: this.text }
  }
}

/** A picture or sound: kept as it is. */
export class MediaDraft {
  readonly id: number
  readonly changed = false
  readonly part: Extract<Part, { t: 'media' }>

  constructor(id: number, part: Extract<Part, { t: 'media' }>) {
    this.id = id
    this.part = part
  }

  toPart(): Part {
    return this.part
  }
}

/**
 * A tool call being edited. The arguments are held as text; in the JSON form as the person types
 * it, which may for a while be no JSON at all.
 */
export class CallDraft {
  readonly id: number
  readonly part: Extract<Part, { t: 'call' }>
  /** The arguments when editing began. */
  readonly before: string
  name = $state('')
  /** The arguments' exact text while the form is shown; valid JSON. */
  #text = $state('')
  /** What is typed in the JSON form; null while the form is shown. */
  #typed = $state<string | null>(null)

  constructor(id: number, part: Extract<Part, { t: 'call' }>) {
    this.id = id
    this.part = part
    this.name = part.call.name
    this.before = textOf(part.call)
    if (jsonProblem(this.before)) this.#typed = this.before
    else this.#text = this.before
  }

  get mode(): 'form' | 'json' {
    return this.#typed === null ? 'form' : 'json'
  }

  /** The arguments as JSON text; null while what is typed is no JSON. */
  get argsText(): string | null {
    const typed = this.#typed
    if (typed === null) return this.#text
    if (this.fault) return null
    // A layout for reading is not an edit: the arguments keep the spacing that they had.
    const style = styleOf(this.#text === '' ? '{"a": 1, "b": 2}' : this.#text)
    const close = layOut(typed, style)
    return this.#text !== '' && close === layOut(this.#text, style) ? this.#text : close
  }

  set argsText(text: string) {
    this.#text = text
    this.#typed = null
  }

  get typed(): string {
    return this.#typed ?? ''
  }
  set typed(text: string) {
    this.#typed = text
  }

  get fault(): JsonFault | null {
    if (this.#typed === null) return null
    const problem = jsonProblem(this.#typed)
    return problem && { reason: problem.reason, ...lineAndColumn(this.#typed, problem.atChar) }
  }

  /** The arguments as a value; undefined while they are no JSON. */
  get args(): Json | undefined {
    const text = this.argsText
    return text === null ? undefined : (JSON.parse(text) as Json)
  }

  get changed(): boolean {
    if (this.name !== this.part.call.name) return true
    return (this.argsText ?? this.#typed) !== this.before
  }

  showJson(): void {
    this.#typed ??= layOut(this.#text, 'lines')
  }

  /** Back to the form; stays where what is typed is no JSON. */
  showForm(): void {
    const text = this.argsText
    if (text !== null) this.argsText = text
  }

  toPart(): Part {
    const { error: _, ...call } = this.part.call
    const argsText = this.argsText
    if (argsText === null) throw new Error('a call whose arguments are no JSON cannot be saved')
    if (!this.changed && !this.part.call.error) return this.part
    return {
      t: 'call',
      call: {
        ...call,
        name: this.name,
        args: JSON.parse(argsText) as Json,
        argsText,
        argsWas: call.argsWas === 'absent' ? 'object' : call.argsWas,
        path: '',
      },
    }
  }
}

export type PartDraft = TextDraft | MediaDraft | CallDraft

export type NewPart = 'text' | 'reasoning' | 'call'

/** A message being edited: what is typed so far, and the message that it would become. */
export class MessageDraft {
  readonly original: Message
  parts = $state.raw<readonly PartDraft[]>([])
  #ids = 0

  constructor(original: Message) {
    this.original = original
    this.parts = original.parts.map((part) => this.#draft(part))
  }

  get calls(): readonly CallDraft[] {
    return this.parts.filter((part) => part instanceof CallDraft)
  }

  /** Why it cannot be saved as it stands; null where it can. */
  get obstacle(): string | null {
    for (const call of this.calls) {
      if (call.name.trim() === '') return 'The call needs the name of a tool'
      const { fault } = call
      if (fault) return `Line ${fault.line}, column ${fault.column}: ${fault.reason}`
    }
    if (this.parts.length === 0) return 'The message has no parts'
    // A tool may well answer nothing; a person or a model that says nothing says no message.
    const isBlank = (part: PartDraft) => part instanceof TextDraft && part.text.trim() === ''
    const silent = this.original.role !== 'tool' && this.parts.every(isBlank)
    return silent ? 'Nothing is written yet' : null
  }

  /** The edited message; null while it cannot be saved. Emptied text beside other parts goes. */
  get message(): Message | null {
    if (this.obstacle !== null) return null
    const parts = this.parts.map((part) => part.toPart())
    const filled = parts.filter((part) => !('text' in part) || part.text !== '')
    return { ...this.original, parts: filled.length > 0 ? filled : parts.slice(0, 1), path: '' }
  }

  get changed(): boolean {
    const { parts } = this.original
    return (
      this.parts.length !== parts.length ||
      this.parts.some((part, at) => part.part !== parts[at] || part.changed)
    )
  }

  /** Adds a part where it belongs: reasoning first, then text, then calls. */
  add(kind: NewPart): PartDraft {
    const fresh = this.#draft(newPart(kind))
    const at =
      kind === 'reasoning'
        ? 0
        : kind === 'text'
          ? this.parts.filter((p) => p instanceof TextDraft && p.part.t === 'reasoning').length
          : this.parts.length
    this.parts = this.parts.toSpliced(at, 0, fresh)
    return fresh
  }

  remove(part: PartDraft): void {
    this.parts = this.parts.filter((other) => other !== part)
  }

  has(kind: NewPart): boolean {
    return this.parts.some((draft) =>
      draft instanceof CallDraft ? kind === 'call' : draft.part.t === kind,
    )
  }

  #draft(part: Part): PartDraft {
    const id = this.#ids++
    if (part.t === 'call') return new CallDraft(id, part)
    return part.t === 'media' ? new MediaDraft(id, part) : new TextDraft(id, part)
  }
}

/** The kinds of message that can be added to a branch. */
export type NewMessage = 'assistant' | 'call' | 'result' | 'user'

/** An empty message of a kind. `callId` is a new call's own id, or with `name` what a result answers. */
export function newMessage(
  kind: NewMessage,
  join: { readonly callId?: string; readonly name?: string } = {},
): Message {
  const base = { sourceRole: '', path: '' }
  switch (kind) {
    case 'assistant':
      return { ...base, role: 'assistant', parts: [{ t: 'text', text: '' }] }
    case 'user':
      return { ...base, role: 'user', parts: [{ t: 'text', text: '' }] }
    case 'call':
      return { ...base, role: 'assistant', parts: [newCall(join.callId)] }
    case 'result':
      return { ...base, role: 'tool', parts: [{ t: 'result', text: '', ...join }] }
  }
}

function newPart(kind: NewPart): Part {
  if (kind === 'text') return { t: 'text', text: '' }
  if (kind === 'reasoning')
    return { t: 'reasoning', text: '', wrap: 'field' } satisfies ReasoningPart
  return newCall(undefined)
}

function newCall(id: string | undefined): Part {
  const call: ToolCall = {
    ...(id === undefined ? {} : { id }),
    name: '',
    args: {},
    argsText: '{}',
    argsWas: 'object',
    dialect: 'native',
    path: '',
  }
  return { t: 'call', call }
}

/** The arguments' text to begin with; what could not be read is there to be mended. */
function textOf(call: ToolCall): string {
  if (call.argsText !== undefined) return call.argsText
  if (call.args !== undefined) return JSON.stringify(call.args)
  return call.error?.raw ?? '{}'
}
