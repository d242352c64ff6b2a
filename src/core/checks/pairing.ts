import type { Message, ToolCall } from '../model/message.ts'
import { callsOf } from '../model/message.ts'
import type { MessageRef, Sample } from '../model/sample.ts'
import { conversationLength, type Findings, messageIn, placeIn } from './conversation.ts'

/**
 * Whether every batch of calls is followed by its results, one each and in order, under ids that
 * occur once. Nearly all conversations are like that, and this look costs a tenth of the walk below.
 */
export function pairsPlainly(sample: Sample, lane: number): boolean {
  const length = conversationLength(sample, lane)
  let ids: Set<string> | undefined
  let firstId: string | undefined
  let caller: Message | undefined
  /** Where in `caller` the next unanswered call stands; −1 when there is none. */
  let next = -1
  for (let i = 0; i < length; i++) {
    const message = messageIn(sample, lane, i)
    if (message.role === 'tool') {
      for (const part of message.parts) {
        if (part.t !== 'result') continue
        const call = next < 0 ? undefined : caller?.parts[next]
        if (call?.t !== 'call' || (call.call.id ?? '') !== (part.callId ?? '')) return false
        next = nextCall(caller!, next + 1)
      }
      continue
    }
    if (next >= 0) return false
    if (message.role !== 'assistant') continue
    caller = message
    next = nextCall(message, 0)
    for (const part of message.parts) {
      // ReAct: the answer stands in the assistant's own text.
      if (part.t === 'result') return false
      if (part.t !== 'call') continue
      const { id } = part.call
      if (!id) continue
      if (firstId === undefined) firstId = id
      else {
        ids ??= new Set([firstId])
        if (ids.has(id)) return false
        ids.add(id)
      }
    }
  }
  // A conversation may end on its calls, but not on half of their results.
  return next < 0 || messageIn(sample, lane, length - 1).role !== 'tool'
}

/** Index of the first call among a message's parts at `from` or behind; −1 where there is none. */
function nextCall({ parts }: Message, from: number): number {
  for (let i = from; i < parts.length; i++) if (parts[i]!.t === 'call') return i
  return -1
}

interface OpenCall {
  readonly call: ToolCall
  readonly at: MessageRef
  answered: boolean
}

/** Walks one conversation and keeps the calls that wait for their results. */
export class Pairing {
  readonly #sample: Sample
  readonly #lane: number
  readonly #found: Findings
  /** The latest call of each id. */
  readonly #byId = new Map<string, OpenCall>()
  /** Calls since the conversation last went on. */
  #open: OpenCall[] = []
  #results = 0

  constructor(sample: Sample, lane: number, found: Findings) {
    this.#sample = sample
    this.#lane = lane
    this.#found = found
  }

  run(): void {
    const length = conversationLength(this.#sample, this.#lane)
    let last: Message | undefined
    for (let i = 0; i < length; i++) {
      const message = messageIn(this.#sample, this.#lane, i)
      if (message.role === 'system' || message.role === 'developer') continue
      last = message
      const at = placeIn(this.#sample, this.#lane, i)
      if (message.role === 'tool') this.#takeResults(message, at)
      else {
        if (!this.#continuesBatch(message)) this.#goOn()
        if (message.role === 'assistant') {
          this.#takeCalls(message, at)
          this.#takeResults(message, at)
        }
      }
    }
    // A branch may end on its calls; once one is answered, the others must be too.
    if (last?.role === 'tool') this.#goOn()
  }

  #takeCalls(message: Message, at: MessageRef): void {
    for (const call of callsOf(message)) {
      const open = { call, at, answered: false }
      this.#open.push(open)
      if (!call.id) continue
      const earlier = this.#byId.get(call.id)
      if (earlier)
        this.#found.add(
          'error',
          `The id “${call.id}” is used for two calls. Results cannot be told apart by it.`,
          call.path,
          at,
          [earlier.at],
        )
      this.#byId.set(call.id, open)
    }
  }

  #takeResults(message: Message, at: MessageRef): void {
    for (const part of message.parts) {
      if (part.t !== 'result') continue
      this.#results++
      const open = this.#callOf(part.callId, part.name)
      if (open) {
        open.answered = true
        continue
      }
      const earlier = part.callId ? this.#byId.get(part.callId) : undefined
      this.#found.add('error', orphanMessage(part.callId, earlier), message.path, at, [
        ...(earlier ? [earlier.at] : []),
      ])
    }
  }

  /** The waiting call that a result answers: by id, else by name, else by order. */
  #callOf(id: string | undefined, name: string | undefined): OpenCall | undefined {
    const waiting = this.#open.filter((open) => !open.answered)
    if (id) {
      const own = waiting.find((open) => open.call.id === id)
      return own ?? waiting.find((open) => !open.call.id)
    }
    return waiting.find((open) => name !== undefined && open.call.name === name) ?? waiting[0]
  }

  /** Formats without ids may spell parallel calls as messages in a row. */
  #continuesBatch(message: Message): boolean {
    return (
      this.#results === 0 &&
      this.#open.length > 0 &&
      this.#open.every((open) => !open.call.id) &&
      message.role === 'assistant' &&
      callsOf(message).length > 0 &&
      callsOf(message).every((call) => !call.id)
    )
  }

  /** The conversation goes on: what still waits is never answered. */
  #goOn(): void {
    for (const { call, at, answered } of this.#open) {
      // Without ids, one result message may hold the results of the whole batch.
      if (answered || (!call.id && this.#results > 0)) continue
      const name = call.name === '' ? 'The call' : `The call to “${call.name}”`
      this.#found.add(
        'error',
        `${name} is never answered. The model learns to go on without the result.`,
        call.path,
        at,
      )
    }
    this.#open = []
    this.#results = 0
  }
}

function orphanMessage(id: string | undefined, earlier: OpenCall | undefined): string {
  if (earlier?.answered) return `A second result for the call “${id}”. A call has one result.`
  if (earlier) return `The result for “${id}” comes after the conversation went on without it.`
  if (id) return `A tool result for “${id}”, but no call before it has this id.`
  return 'A tool result without a call that waits for one.'
}
