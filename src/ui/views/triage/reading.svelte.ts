import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { keyOf, type Place, type PlaceKey } from './places.ts'

/** What is open over the conversation. */
export type Panel = 'tools' | 'raw' | null

/** Units laid out at once, and by how many more are shown on request. */
export const PAGE = 60
/** Units kept above the cursor when it lies beyond the page. */
const ABOVE = 20

/** How one sample is being looked at; a new one for every sample that is opened. */
export class Reading {
  readonly #folds = new SvelteMap<PlaceKey, boolean>()
  readonly #openRuns = new SvelteSet<PlaceKey>()
  allOpen = $state(false)
  /** The one message that shows its raw form. */
  raw = $state<PlaceKey | null>(null)
  panel = $state<Panel>(null)
  #from = $state(0)
  #size = $state(PAGE)

  folded(key: PlaceKey): boolean | null {
    return this.#folds.get(key) ?? null
  }

  fold(key: PlaceKey, folded: boolean): void {
    this.#folds.set(key, folded)
  }

  isOpen(first: Place): boolean {
    return this.allOpen || this.#openRuns.has(keyOf(first.ref))
  }

  openRun(first: Place): void {
    this.#openRuns.add(keyOf(first.ref))
  }

  /** Folds every run again, or opens them all. */
  toggleRuns(): void {
    this.allOpen = !this.allOpen && this.#openRuns.size === 0
    this.#openRuns.clear()
  }

  toggleRaw(key: PlaceKey): void {
    this.raw = this.raw === key ? null : key
  }

  togglePanel(panel: Exclude<Panel, null>): void {
    this.panel = this.panel === panel ? null : panel
  }

  /** The stretch of units to lay out: the page, or the surroundings of a cursor beyond it. */
  page(count: number, cursor: number): { readonly from: number; readonly to: number } {
    const from = Math.min(this.#from, Math.max(0, count - 1))
    const to = Math.min(count, from + this.#size)
    if (cursor < 0 || (cursor >= from && cursor < to)) return { from, to }
    const around = Math.max(0, cursor - ABOVE)
    return { from: around, to: Math.min(count, around + PAGE) }
  }

  /** Lays out a page more before `from`, or behind `to`. */
  extend(page: { readonly from: number; readonly to: number }, way: 'before' | 'behind'): void {
    this.#from = way === 'before' ? Math.max(0, page.from - PAGE) : page.from
    this.#size = page.to - this.#from + (way === 'behind' ? PAGE : 0)
  }
}
