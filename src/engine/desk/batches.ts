import { createCutter } from '../../core/containers/index.ts'
import { mapAhead } from './ahead.ts'
import type { ContainerId, CutterCheckpoint, RecordSpans } from '../../core/containers/cutter.ts'

/** Some consecutive records of one source, cut and ready to be analysed. */
export interface Batch {
  /** From the first byte of the first record to the last byte of the last one. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Offset of `bytes` in the source. */
  readonly from: number
  /** Absolute places of the records. */
  readonly spans: RecordSpans
  /** Where cutting goes on behind this batch. */
  readonly next: CutterCheckpoint
}

export interface CutOptions {
  /** Bytes read at once. */
  readonly sliceBytes: number
  /** Slices that are read at once. */
  readonly readAhead: number
}

/**
 * Reads a source in slices and cuts it into batches of whole records. Reading runs ahead of cutting.
 * Memory is bounded by the slices under way, or by the longest record where that is longer.
 */
export async function* cutBatches(
  source: Blob,
  container: ContainerId,
  checkpoint: CutterCheckpoint | null,
  options: CutOptions,
): AsyncGenerator<Batch> {
  const cutter = createCutter(container, checkpoint ?? undefined)
  const held = new HeldBytes(checkpoint?.byteOffset ?? 0)
  for await (const chunk of slices(source, held.end, options)) {
    const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
    cutter.feed(chunk, spans)
    held.add(chunk)
    if (spans.offsets.length > 0) yield held.batch(spans, cutter.checkpoint())
    held.dropBefore(cutter.pendingFrom)
  }
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  cutter.end(spans)
  if (spans.offsets.length > 0) yield held.batch(spans, cutter.checkpoint())
}

/** Consecutive pieces of a source; those ahead are being read while one is worked on. */
export function slices(
  source: Blob,
  from: number,
  { sliceBytes, readAhead }: CutOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const read = async (at: number) =>
    new Uint8Array(await source.slice(at, at + sliceBytes).arrayBuffer())
  return mapAhead(sliceStarts(from, source.size, sliceBytes), read, readAhead)
}

function* sliceStarts(from: number, end: number, step: number): Generator<number> {
  for (let at = from; at < end; at += step) yield at
}

/** The bytes that were read and are still needed: the chunk at hand and what its first record began with. */
class HeldBytes {
  #chunks: Uint8Array<ArrayBuffer>[] = []
  #from: number
  #end: number

  constructor(from: number) {
    this.#from = from
    this.#end = from
  }

  get end(): number {
    return this.#end
  }

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk)
    this.#end += chunk.length
  }

  /** Forgets bytes before an offset; what stays of a chunk is a view on it. */
  dropBefore(offset: number): void {
    while (this.#chunks.length > 0) {
      const first = this.#chunks[0]!
      const extra = Math.min(offset - this.#from, first.length)
      if (extra <= 0) return
      this.#from += extra
      if (extra < first.length) {
        this.#chunks[0] = first.subarray(extra)
        return
      }
      this.#chunks.shift()
    }
  }

  /** A buffer of its own with the bytes of the records, so that it can be given away. */
  batch(spans: RecordSpans, next: CutterCheckpoint): Batch {
    const from = spans.offsets[0]!
    const end = spans.offsets.at(-1)! + spans.lengths.at(-1)!
    const bytes = new Uint8Array(end - from)
    let at = this.#from
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(Math.max(0, from - at), Math.max(0, end - at))
      bytes.set(part, Math.max(0, at - from))
      at += chunk.length
    }
    return { bytes, from, spans, next }
  }
}
