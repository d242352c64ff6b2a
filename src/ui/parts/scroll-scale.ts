/**
 * Browsers cap an element's height (17.9 million px in Firefox, 33.5 in Chromium), and a million
 * rows are higher. So a tall list scrolls through a shorter track. At both ends of the track one
 * pixel is one pixel of the list, so that the first and last rows are reached exactly; the middle is
 * compressed.
 */
export class ScrollScale {
  /** Height of all rows, in px. */
  readonly listHeight: number
  /** Height of the scrolled element, in px. */
  readonly trackHeight: number
  readonly #viewport: number
  readonly #end: number

  constructor(listHeight: number, viewport: number, maxHeight = 12_000_000) {
    this.listHeight = listHeight
    this.trackHeight = Math.min(listHeight, maxHeight)
    this.#viewport = viewport
    this.#end = Math.min(1_000_000, maxHeight / 4)
  }

  get compressed(): boolean {
    return this.trackHeight < this.listHeight
  }

  /** The furthest the list can be scrolled, in px of the list. */
  get maxOffset(): number {
    return Math.max(0, this.listHeight - this.#viewport)
  }

  get maxScrollTop(): number {
    return Math.max(0, this.trackHeight - this.#viewport)
  }

  /** Which px of the list stands at the top for a position of the track. */
  toOffset(scrollTop: number): number {
    const track = this.maxScrollTop
    const list = this.maxOffset
    const at = Math.min(track, Math.max(0, scrollTop))
    if (!this.compressed || at <= this.#end) return at
    if (at >= track - this.#end) return list - (track - at)
    const share = (at - this.#end) / (track - 2 * this.#end)
    return this.#end + share * (list - 2 * this.#end)
  }

  /** The inverse of `toOffset`. */
  toScrollTop(offset: number): number {
    const track = this.maxScrollTop
    const list = this.maxOffset
    const at = Math.min(list, Math.max(0, offset))
    if (!this.compressed || at <= this.#end) return at
    if (at >= list - this.#end) return track - (list - at)
    const share = (at - this.#end) / (list - 2 * this.#end)
    return this.#end + share * (track - 2 * this.#end)
  }
}
