import { callsOf, type Message, type ToolCall } from '../../../core/model/message.ts'
import {
  CONTEXT_LANE,
  messageNumber,
  type MessageRef,
  type Sample,
} from '../../../core/model/sample.ts'

/** Where the ids of a sample's calls are used, so that a call can name the others of its id. */
export class IdUses {
  readonly #sample: Sample
  readonly #byId = new Map<string, MessageRef[]>()

  constructor(sample: Sample) {
    this.#sample = sample
    this.#take(sample.context, CONTEXT_LANE)
    for (const [lane, { messages }] of sample.branches.entries()) this.#take(messages, lane)
  }

  /**
   * Numbers of the messages that use the id of the call at `ref` for another call, in one
   * conversation with it: in its branch or in the prompt. Its own number where that is its message.
   */
  others(ref: MessageRef, call: ToolCall): number[] {
    const uses = call.id ? this.#byId.get(call.id) : undefined
    if (!uses || uses.length < 2) return []
    const own = uses.findIndex((use) => use.lane === ref.lane && use.index === ref.index)
    return uses
      .filter((use, at) => at !== own && meet(use, ref))
      .map((use) => messageNumber(this.#sample, use))
  }

  #take(messages: readonly Message[], lane: number): void {
    for (const [index, message] of messages.entries())
      for (const { id } of callsOf(message)) {
        if (!id) continue
        const uses = this.#byId.get(id)
        if (uses) uses.push({ lane, index })
        else this.#byId.set(id, [{ lane, index }])
      }
  }
}

function meet(a: MessageRef, b: MessageRef): boolean {
  return a.lane === b.lane || a.lane === CONTEXT_LANE || b.lane === CONTEXT_LANE
}
