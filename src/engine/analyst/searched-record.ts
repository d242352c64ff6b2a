import type { ToolSetCache } from '../../core/formats/tools.ts'
import type { SampleState } from '../../core/journal/edit.ts'
import type { Json } from '../../core/model/json.ts'
import { callsOf, messageText, type Message, type ToolCall } from '../../core/model/message.ts'
import type { FormatId, Sample } from '../../core/model/sample.ts'
import { presentSample } from '../../core/model/tree.ts'
import type { Scope } from '../../core/query/where.ts'
import { readRecord } from '../../core/record.ts'

const decoder = new TextDecoder()

/** A record that is searched: decoded, parsed and read as far as conditions ask. */
export class SearchedRecord {
  readonly isReadable: boolean
  readonly #bytes: Uint8Array
  readonly #format: FormatId
  readonly #state: SampleState | undefined
  readonly #toolSets: ToolSetCache
  #text: string | undefined
  #folded: string | undefined
  #value: { readonly json: Json | undefined } | undefined
  readonly #samples = new Map<boolean, Sample | null>()

  constructor(parts: {
    readonly bytes: Uint8Array
    readonly format: FormatId
    readonly isReadable: boolean
    readonly state: SampleState | undefined
    readonly toolSets: ToolSetCache
  }) {
    this.#bytes = parts.bytes
    this.isReadable = parts.isReadable
    this.#format = parts.format
    this.#state = parts.state
    this.#toolSets = parts.toolSets
  }

  /** Whether its messages are other than in the file. */
  get isEdited(): boolean {
    return (this.#state?.tree ?? null) !== null
  }

  get text(): string {
    return (this.#text ??= decoder.decode(this.#bytes))
  }

  get folded(): string {
    return (this.#folded ??= this.text.toLowerCase())
  }

  /** Its value; undefined where it is no JSON. */
  get value(): Json | undefined {
    this.#value ??= { json: parsed(this.text) }
    return this.#value.json
  }

  /** Everything that a person wrote about or into it. */
  get ownTexts(): readonly string[] {
    return this.#state ? ownTexts(this.#state) : []
  }

  /** The texts of one kind in the sample as it is now: those of all branches. */
  textsIn(scope: Scope): string[] {
    const sample = this.#sample(scope === 'args')
    if (!sample) return []
    const { context, branches, apart } = sample
    const messages = [
      ...context,
      ...branches.flatMap((branch) => branch.messages),
      ...(apart ? [...apart.context, ...apart.completion] : []),
    ]
    return messages.flatMap(TEXTS[scope])
  }

  /** Exact texts of arguments cost a second reading, so they are asked for by those who need them. */
  #sample(exact: boolean): Sample | null {
    let sample = this.#samples.get(exact)
    if (sample === undefined) {
      const read = readRecord(this.#bytes, this.#format, { exact, toolSets: this.#toolSets })
      sample = read.kind === 'sample' ? presentSample(read.sample, this.#state?.tree ?? null) : null
      this.#samples.set(exact, sample)
    }
    return sample
  }
}

const TEXTS: Readonly<Record<Scope, (message: Message) => string[]>> = {
  system: (m) => (m.role === 'system' || m.role === 'developer' ? [messageText(m)] : []),
  user: (m) => (m.role === 'user' ? [messageText(m)] : []),
  assistant: (m) => (m.role === 'assistant' ? [messageText(m)] : []),
  reasoning: (m) => m.parts.flatMap((part) => (part.t === 'reasoning' ? [part.text] : [])),
  tool: (m) =>
    m.parts.flatMap((part) => {
      if (part.t === 'call') return [part.call.name]
      if (part.t === 'result') return part.name === undefined ? [part.text] : [part.name, part.text]
      return m.role === 'tool' && part.t === 'text' ? [part.text] : []
    }),
  args: (m) => callsOf(m).map(argumentText),
}

function argumentText({ argsText, args, error }: ToolCall): string {
  return argsText ?? (args === undefined ? (error?.raw ?? '') : JSON.stringify(args))
}

function ownTexts({ flag, rationale, tree }: SampleState): string[] {
  const texts = [flag?.note ?? '', rationale?.note ?? '']
  for (const item of [tree?.context ?? [], ...(tree?.branches ?? []).map((b) => b.items)].flat()) {
    if (item.kind !== 'own') continue
    texts.push(messageText(item.message))
    for (const { name, argsText } of callsOf(item.message)) texts.push(name, argsText ?? '')
  }
  return texts
}

/** Undefined where the text is not JSON, for which `JSON` has no value of its own. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
