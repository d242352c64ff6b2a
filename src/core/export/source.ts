import type { ContainerId } from '../containers/cutter.ts'

/** A part of the cleaned source: bytes of the loaded file (`to` exclusive), or new text. */
export type SourcePiece = { readonly from: number; readonly to: number } | { readonly text: string }

/** One record of the source, in file order, and what becomes of it. */
export interface SourceRecord {
  readonly offset: number
  readonly length: number
  /** A text replaces the record's own bytes. */
  readonly fate: 'leave' | 'drop' | { readonly text: string }
}

/**
 * The cleaned source as pieces: what stays leaves as ranges of the file, long untouched runs as one
 * range, edited records as text. A dropped record takes one adjoining separator with it (its line
 * end, its comma), so JSON Lines and arrays stay well formed; between the records that stay, white
 * space and layout are the file's own. With nothing dropped or edited it is one range over the file.
 */
export class SourcePlan {
  readonly #container: ContainerId
  readonly #bytes: number
  #first = -1
  #lastEnd = 0
  /** End of the last record that stays, and where the one behind it began; −1 for none. */
  #stayedEnd = -1
  #nextOffset = -1
  #range: { from: number; to: number } | null = null

  constructor(container: ContainerId, bytes: number) {
    this.#container = container
    this.#bytes = bytes
  }

  /** Takes the next record; gives the pieces that are complete. */
  add({ offset, length, fate }: SourceRecord): SourcePiece[] {
    const out: SourcePiece[] = []
    if (this.#first < 0) this.#first = offset
    if (this.#stayedEnd >= 0 && this.#nextOffset < 0) this.#nextOffset = offset
    this.#lastEnd = offset + length
    if (fate === 'drop') return out

    if (this.#stayedEnd < 0) this.#extend(0, this.#first, out)
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
    if (nothingStayed) this.#extend(0, Math.max(this.#first, 0), out)
    // Lines without records would be nothing but line ends.
    const keepsTail = !nothingStayed || this.#first < 0 || this.#container === 'json-array'
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
