import type { Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Check } from './check.ts'
import { conversationLength, Findings, messageIn, placeIn } from './conversation.ts'

const CODE = 'call.args.unsupported'

export const callArgsUnsupported: Check = {
  code: CODE,
  title: 'Argument from nowhere',
  severity: 'warning',
  deep: true,
  needs: { calls: 1 },
  help: {
    what: 'A call holds an identifier (letters and digits together), an email address or a number of four or more digits that occurs nowhere before it: not in the messages, nor in earlier results and calls, nor in the tools. Case, spaces and separators do not matter. Dates, times and round numbers do not count, since they are worked out.',
    why: 'The model learns to invent what it does not know.',
    remedy: 'Correct the value, or let the assistant ask for it.',
    bad: 'user: "Cancel my order" → cancel_order(order_id: "W8732176")',
    good: 'user: "Cancel my order W8732176" → cancel_order(order_id: "W8732176")',
    source: 'Our own rule against arguments made up; it looks at identifiers only.',
  },
  run(sample) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++) {
      const length = conversationLength(sample, lane)
      let told: Told | undefined
      for (let i = 0; i < length; i++) {
        const message = messageIn(sample, lane, i)
        for (const part of message.parts) {
          if (part.t !== 'call' || part.call.args === undefined) continue
          for (const value of identifiersIn(part.call.args)) {
            told ??= new Told(sample, lane)
            if (told.holds(value, i)) continue
            found.add(
              'warning',
              `“${value.slice(0, 60)}” in the call to “${part.call.name}” occurs nowhere before it. The model learns to invent such values.`,
              part.call.path,
              placeIn(sample, lane, i),
            )
          }
        }
      }
    }
    return found.list
  },
}

/** All that is told before a message, without case and separators. Grows as it is asked further. */
class Told {
  readonly #sample: Sample
  readonly #lane: number
  /** Made when somebody asks for what is not written as asked. */
  #text: string | undefined
  #next = 0

  constructor(sample: Sample, lane: number) {
    this.#sample = sample
    this.#lane = lane
  }

  /** Nearly all values stand before as they are, and not far before. */
  #saysPlainly(value: string, before: number): boolean {
    for (let i = before - 1; i >= 0; i--)
      if (says(messageIn(this.#sample, this.#lane, i), value)) return true
    return false
  }

  #toolsText(): string {
    const { tools } = this.#sample
    let text = tools.text
    for (const def of tools.defs) text += `\n${def.description}\n${JSON.stringify(def.schema)}`
    return plain(text)
  }

  holds(value: string, before: number): boolean {
    if (this.#saysPlainly(value, before)) return true
    let text = this.#text ?? this.#toolsText()
    for (; this.#next < before; this.#next++)
      text += plain(wordsOf(messageIn(this.#sample, this.#lane, this.#next)))
    this.#text = text
    // What the assistant says beside the call does not support it: it may be made up, too.
    return text.includes(plain(value))
  }
}

function says({ parts }: Message, value: string): boolean {
  for (const part of parts)
    if (part.t !== 'call' && part.t !== 'media' && part.text.includes(value)) return true
  return false
}

function wordsOf({ parts }: Message): string {
  let text = '\n'
  for (const part of parts) {
    if (part.t === 'call') text += `${JSON.stringify(part.call.args) ?? ''}\n`
    else if (part.t === 'media') text += `${part.ref}\n`
    else text += `${part.text}\n`
  }
  return text
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s,._'’()/+-]+/g, '')
}

function identifiersIn(value: Json, levels = 50): readonly string[] {
  if (typeof value === 'string') return isIdentifier(value) ? [value] : NONE
  if (typeof value === 'number') {
    const text = String(value)
    return /^\d{4,}$/.test(text) && !isRound(text) ? [text] : NONE
  }
  if (typeof value !== 'object' || value === null || levels === 0) return NONE
  let found = NONE
  for (const inner of Object.values(value)) {
    const more = identifiersIn(inner, levels - 1)
    if (more.length > 0) found = found.concat(more)
  }
  return found
}
const NONE: readonly string[] = []

const ADDRESS = /^[\w.+-]+@[\w-]+\.[\w.-]+$/
const NUMBER = /^[+#]?\d(?:[ -]?\d){3,}$/
const MIXED = /^#?(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{5,64}$/
/** Dates, times and measures are worked out of what was said: "tomorrow", "three hours". */
const WORKED_OUT =
  /^\d{4}-?\d{2}(?:-?\d{2})?(?:T[\dZ:.+-]*)?$|^\d{1,2}[-_]\d{1,2}[-_]\d{2,4}$|^\d+[a-zA-Z]{1,3}$/

function isIdentifier(text: string): boolean {
  if (text.length < 4 || text.length > 100 || !/\d|@/.test(text)) return false
  if (WORKED_OUT.test(text)) return false
  if (NUMBER.test(text)) return !isRound(text.replace(/\D/g, ''))
  if (ADDRESS.test(text)) return true
  // Three digits at least: "gpt4", "python3" and "utf-8" are names that everybody knows.
  return MIXED.test(text) && (text.match(/\d/g)?.length ?? 0) >= 3
}

/** Years and round amounts come of talk and of sums. */
function isRound(digits: string): boolean {
  return /00$/.test(digits) || (/^(?:19|20)\d\d$/.test(digits) && digits.length === 4)
}
