import type { ContainerId } from '../containers/cutter.ts'

/** A part of the cleaned source: bytes of the loaded file (`to` exclusive), or new text. */
export type SourcePiece = { readonly from: number; readonly to: number } | { readonly text: string }

/** One record of the source, in file order, and what becomes of it. */
export interface SourceRecord {
  readonly offset: number
  readonly length: number
  /** A text replaces the record's own bytes. */
  readonly fate: 'leave' | 'drop' | { readonly text: string }
  /** Where the text between it and the record before it ends its comma; see `needsComma`. */
  readonly behindComma?: number
}

/**
 * The cleaned source as pieces: what stays leaves as ranges of the file, long untouched runs as one
 * range, edited records as text. A dropped record takes one adjoining separator with it (its line
 * end, its comma), so JSON Lines and arrays stay well formed; between the records that stay, white
 * space and layout are the file's own. With nothing dropped or edited it is one range over the file.
 * In an object of records the key goes with its record.
 */
export class SourcePlan {
  readonly #container: ContainerId
  readonly #bytes: number
  /** Opening bracket of the list of records. */
  readonly #open: number
  #first = -1
  #lastEnd = 0
  /** End of the last record that stays, and where the one behind it began; −1 for none. */
  #stayedEnd = -1
  #nextOffset = -1
  #range: { from: number; to: number } | null = null

  constructor(container: ContainerId, bytes: number, open = 0) {
    this.#container = container
    this.#bytes = bytes
    this.#open = open
  }

  /**
   * Whether the next record must say where the comma before it ends: where the first members of an
   * object went, the first that stays begins with its key.
   */
  get needsComma(): boolean {
    return this.#container === 'json-members' && this.#first >= 0 && this.#stayedEnd < 0
  }

  /** Takes the next record; gives the pieces that are complete. */
  add({ offset, length, fate, behindComma }: SourceRecord): SourcePiece[] {
    const out: SourcePiece[] = []
    const { needsComma } = this
    const before = this.#lastEnd
    if (this.#first < 0) this.#first = offset
    if (this.#stayedEnd >= 0 && this.#nextOffset < 0) this.#nextOffset = offset
    this.#lastEnd = offset + length
    if (fate === 'drop') return out

    if (needsComma) {
      if (behindComma === undefined) throw new Error(`no comma is given before byte ${offset}`)
      this.#extend(0, this.#open + 1, out)
      this.#extend(behindComma, offset, out)
    } else if (this.#stayedEnd < 0) this.#extend(0, this.#first, out)
    else if (this.#container === 'json-members') this.#extend(before, offset, out)
    else this.#extend(this.#stayedEnd, this.#nextOffset, out)
    if (fate === 'leave') this.#extend(offset, this.#lastEnd, out)
    else {
      this.#close(out)
      out.push({ text: fate.text })
    }
    this.#stayedEnd = this.#lastEnd
    this.#nextOffset = -1
    return out
  }

  /** Ends the plan: the tail of the file and the last piece. */
  end(): SourcePiece[] {
    const out: SourcePiece[] = []
    const nothingStayed = this.#stayedEnd < 0
    if (nothingStayed)
      this.#extend(0, this.needsComma ? this.#open + 1 : Math.max(this.#first, 0), out)
    // Lines without records would be nothing but line ends.
    const isList = this.#container !== 'jsonl' && this.#container !== 'json-sequence'
    const keepsTail = !nothingStayed || this.#first < 0 || isList
    if (keepsTail) this.#extend(this.#lastEnd, this.#bytes, out)
    this.#close(out)
    return out
  }

  #extend(from: number, to: number, out: SourcePiece[]): void {
    if (from === to) return
    if (this.#range && this.#range.to === from) this.#range.to = to
    else {
      this.#close(out)
      this.#range = { from, to }
    }
  }

  #close(out: SourcePiece[]): void {
    if (this.#range) out.push(this.#range)
    this.#range = null
  }
}

/** Behind the comma in the bytes between two records, which begin at `from`; at their end without. */
export function behindComma(between: Uint8Array, from: number): number {
  const comma = between.indexOf(0x2c)
  return from + (comma < 0 ? between.length : comma + 1)
}

/** `SourcePlan` over records that are all at hand. */
export function* planSource(
  container: ContainerId,
  bytes: number,
  records: Iterable<SourceRecord>,
): Generator<SourcePiece> {
  const plan = new SourcePlan(container, bytes)
  for (const record of records) yield* plan.add(record)
  yield* plan.end()
}
