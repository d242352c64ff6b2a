import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { answersOf } from '../../../core/model/answers.ts'
import type { Message, ResultPart, ToolCall } from '../../../core/model/message.ts'
import type { RecordedResults } from '../../../engine/protocol.ts'
import type { DatasetSession } from '../../session.svelte.ts'
import type { Tine } from './tines.ts'

type Found = RecordedResults | 'searching'

/** What the dataset holds as results of the call that a stale tool result answers. */
export interface ResultOffer {
  /** Undefined until it was asked for. */
  readonly found: Found | undefined
  /** Starts the search unless it was made; the function given back gives it up. */
  look(): () => void
}

/** Searches for recorded results, remembered while the sample is open. */
export class ResultOffers {
  readonly #session: DatasetSession
  readonly #report: (error: unknown) => void
  readonly #found = new SvelteMap<string, Found>()

  constructor(session: DatasetSession, report: (error: unknown) => void) {
    this.#session = session
    this.#report = report
  }

  forget(): void {
    this.#found.clear()
  }

  /** Undefined where the message is no stale result of one call that stands in its branch. */
  at({ items, messages }: Tine, index: number): ResultOffer | undefined {
    const message = messages[index]
    if (!items[index]?.stale || !message) return undefined
    const answers = answersOf(messages.slice(0, index + 1)).filter((one) => one.index === index)
    const [answer] = answers
    if (!answer || answers.length > 1 || answer.call.args === undefined) return undefined
    const key = `${message.path} ${answer.call.name} ${answer.call.argsText}`
    const found = this.#found
    return {
      get found() {
        return found.get(key)
      },
      look: () => this.#look(key, answer.call, message.path),
    }
  }

  #look(key: string, { name, args, argsText }: ToolCall, path: string): () => void {
    const { engine, id, record } = this.#session
    if (this.#known(key) || record === null) return () => undefined
    const search = new AbortController()
    const call = { name, args, ...(argsText === undefined ? {} : { argsText }) }
    const except = path === '' ? {} : { except: { record, path } }
    const { signal } = search
    this.#found.set(key, 'searching')
    engine.recordedResults(id, { call, ...except }, { signal }).then(
      (results) => {
        if (!signal.aborted) this.#found.set(key, results)
      },
      (error: unknown) => {
        if (signal.aborted) return
        this.#found.delete(key)
        this.#report(error)
      },
    )
    return () => {
      if (this.#found.get(key) === 'searching') this.#found.delete(key)
      search.abort()
    }
  }

  #known(key: string): boolean {
    return untrack(() => this.#found.has(key))
  }
}

/** A tool message that says what another result said. Ids and names stay: they answer its own call. */
export function withResult(message: Message, { text, isError }: ResultPart): Message {
  const parts = message.parts.map((part) => {
    if (part.t !== 'result') return part
    const { isError: _, ...kept } = part
    return { ...kept, text, ...(isError === undefined ? {} : { isError }) }
  })
  return { ...message, parts }
}
