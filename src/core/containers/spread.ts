/** Records looked at to tell the format; at least half as many where the file has them. */
const MOST_TRIED = 400
/** Records above this size are not looked at while there are others. */
const LARGE_BYTES = 4 * 1024 * 1024

/** Where a record is. */
export interface RecordSpot {
  readonly byteOffset: number
  readonly byteLength: number
}

/** Keeps places spread evenly over a stream of unknown length, in bounded memory. */
export class SpreadPlaces {
  #places: RecordSpot[] = []
  #stride = 1
  #seen = 0

  add({ byteOffset, byteLength }: RecordSpot): void {
    if (this.#seen++ % this.#stride !== 0) return
    this.#places.push({ byteOffset, byteLength })
    if (this.#places.length < MOST_TRIED) return
    this.#places = this.#places.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
  }

  get places(): readonly RecordSpot[] {
    const small = this.#places.filter(({ byteLength }) => byteLength <= LARGE_BYTES)
    return small.length > 0 ? small : this.#places.slice(0, 1)
  }
}
