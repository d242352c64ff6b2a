import { SvelteMap } from 'svelte/reactivity'
import type { Keys } from './keys.ts'
import { recallText, remember } from './remember.ts'

const SETTING = 'keys'

/** The keys that the person gave to actions in place of those they ship with; kept in this browser. */
export class OwnKeys {
  readonly #keys = new SvelteMap<string, Keys>()

  /** Takes up what an earlier visit left. */
  load(): void {
    for (const [action, keys] of stored()) this.#keys.set(action, keys)
  }

  of(action: string): Keys | undefined {
    return this.#keys.get(action)
  }

  get size(): number {
    return this.#keys.size
  }

  /** `shipped`: the keys the action ships with; the first of them is no own key. */
  set(action: string, keys: Keys, shipped: readonly Keys[]): void {
    if (keys === shipped[0]) this.#keys.delete(action)
    else this.#keys.set(action, keys)
    this.#store()
  }

  delete(action: string): void {
    this.#keys.delete(action)
    this.#store()
  }

  clear(): void {
    this.#keys.clear()
    this.#store()
  }

  #store(): void {
    remember(SETTING, JSON.stringify(Object.fromEntries(this.#keys)))
  }
}

/** What an earlier visit stored; nothing where it is not what this class writes. */
function stored(): [string, Keys][] {
  let value: unknown
  try {
    value = JSON.parse(recallText(SETTING) ?? '{}')
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).filter(
    (entry): entry is [string, Keys] => typeof entry[1] === 'string' && entry[1] !== '',
  )
}
