import { BomSkipper } from './bom.ts'
import type { Cutter, CutterCheckpoint, RecordSpans } from './cutter.ts'

const LINE_FEED = 0x0a

/** JSON Lines: a record per line, LF or CRLF; blank lines are skipped but counted. */
export class JsonlCutter implements Cutter {
  readonly container = 'jsonl'
  /** Stream position of the next byte to come. */
  #position: number
  #line: number
  /** Where the unfinished line's first byte that is not blank stands, or −1. */
  #start = -1
  /** Behind its last byte that is not blank. */
  #end = 0
  readonly #bom: BomSkipper

  constructor(from?: CutterCheckpoint) {
    this.#position = from?.byteOffset ?? 0
    this.#line = from?.lineNumber ?? 1
    this.#bom = new BomSkipper(this.#position)
  }

  get pendingFrom(): number {
    if (this.#start >= 0) return this.#start
    return this.#bom.undecided ? 0 : this.#position
  }

  feed(chunk: Uint8Array, out: RecordSpans): void {
    const base = this.#position
    const { skipped, held } = this.#bom.skip(chunk, base)
    if (held >= 0) {
      this.#start = held
      this.#end = base + skipped
    }
    let from = skipped
    for (;;) {
      const newline = chunk.indexOf(LINE_FEED, from)
      const to = newline < 0 ? chunk.length : newline
      // Nearly every line is whole, and has blanks neither before nor behind it.
      if (newline > from && this.#start < 0 && chunk[from]! > 0x20 && chunk[newline - 1]! > 0x20) {
        this.#add(base + from, newline - from, out)
      } else {
        this.#take(chunk, from, to, base)
        if (newline < 0) break
        this.#finish(out)
      }
      this.#line++
      from = newline + 1
    }
    this.#position = base + chunk.length
  }

  end(out: RecordSpans): void {
    const held = this.#bom.end()
    if (held >= 0 && this.#start < 0) {
      this.#start = held
      this.#end = this.#position
    }
    this.#finish(out)
  }

  checkpoint(): CutterCheckpoint {
    const { container, pendingFrom: byteOffset } = this
    return { container, byteOffset, lineNumber: this.#line, state: {} }
  }

  /** Widens the unfinished line by the bytes `from` to `to` of the chunk. */
  #take(chunk: Uint8Array, from: number, to: number, base: number): void {
    let first = from
    if (this.#start < 0) {
      while (first < to && isBlank(chunk[first]!)) first++
      if (first === to) return
      this.#start = base + first
    }
    let last = to
    while (last > first && isBlank(chunk[last - 1]!)) last--
    if (last > first) this.#end = base + last
  }

  #finish(out: RecordSpans): void {
    if (this.#start < 0) return
    this.#add(this.#start, this.#end - this.#start, out)
    this.#start = -1
  }

  #add(offset: number, length: number, out: RecordSpans): void {
    out.offsets.push(offset)
    out.lengths.push(length)
    out.lines.push(this.#line)
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09
}
