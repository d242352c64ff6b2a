import type { Finding, Severity } from '../model/finding.ts'
import type { Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../model/sample.ts'

/** Messages of the conversation that runs through the context and on into branch `lane`. */
export function conversationLength(sample: Sample, lane: number): number {
  return sample.context.length + sample.branches[lane]!.messages.length
}

/** Message `index` of that conversation, counted from its start. */
export function messageIn(sample: Sample, lane: number, index: number): Message {
  const shared = sample.context.length
  return index < shared ? sample.context[index]! : sample.branches[lane]!.messages[index - shared]!
}

/** Where message `index` of that conversation stands in the sample. */
export function placeIn(sample: Sample, lane: number, index: number): MessageRef {
  const shared = sample.context.length
  return index < shared ? { lane: CONTEXT_LANE, index } : { lane, index: index - shared }
}

/** The messages of one lane: the context's, or a branch's own. Lanes run from `CONTEXT_LANE` up. */
export function messagesOf(sample: Sample, lane: number): readonly Message[] {
  return lane === CONTEXT_LANE ? sample.context : sample.branches[lane]!.messages
}

export function hasCall(message: Message): boolean {
  for (const part of message.parts) if (part.t === 'call') return true
  return false
}

/** Tool calls in one message. */
export function countCalls(message: Message): number {
  let calls = 0
  for (const part of message.parts) if (part.t === 'call') calls++
  return calls
}

/** Collects findings of one check; no list is made until there is one. */
export class Findings {
  #list: Finding[] | undefined
  readonly #code: string

  constructor(code: string) {
    this.#code = code
  }

  add(
    severity: Severity,
    message: string,
    path: Pointer,
    at?: MessageRef,
    also?: readonly MessageRef[],
    loop?: Finding['loop'],
  ): void {
    const finding = { code: this.#code, severity, message, path }
    ;(this.#list ??= []).push({
      ...finding,
      ...(at ? { at } : {}),
      ...(also && also.length > 0 ? { also } : {}),
      ...(loop ? { loop } : {}),
    })
  }

  get list(): readonly Finding[] {
    return this.#list ?? NONE
  }
}
const NONE: readonly Finding[] = []
