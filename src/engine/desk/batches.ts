import { createCutter } from '../../core/containers/index.ts'
import { mapAhead } from './ahead.ts'
import type { ContainerId, CutterCheckpoint, RecordSpans } from '../../core/containers/cutter.ts'

/** Some consecutive records of one source, cut and ready to be analysed. */
export interface Batch {
  /**
   * From the first byte of the first record to the last byte of the last one; alone in its buffer,
   * so that it can be given away.
   */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Offset of `bytes` in the source. */
  readonly from: number
  /** Absolute places of the records. */
  readonly spans: RecordSpans
  /** Where cutting goes on behind this batch. */
  readonly next: CutterCheckpoint
}

export interface CutOptions {
  /** Bytes by which reading goes on. */
  readonly sliceBytes: number
  /**
   * Bytes by which every slice reaches into the next one. A record that straddles their border and
   * is not longer than this lies whole in the later slice, and nothing need be copied together.
   */
  readonly overlapBytes: number
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
  const start = checkpoint?.byteOffset ?? 0
  let fedTo = start
  /** What holds the beginning of the unfinished record and does not come again. */
  let held: Slice[] = []
  for await (const slice of slices(source, start, options)) {
    const spans = noSpans()
    cutter.feed(slice.bytes.subarray(fedTo - slice.from), spans)
    fedTo = Math.max(fedTo, endOf(slice))
    const needed = cutter.pendingFrom
    const comesAgain = needed >= slice.from + options.sliceBytes
    if (spans.offsets.length === 0) {
      held = comesAgain ? [] : [...held, slice]
      continue
    }
    const before = [...held, slice]
    // The batch is given away with the slice's buffer, so what is still needed is copied first.
    held = comesAgain ? [] : [{ from: needed, bytes: slice.bytes.slice(needed - slice.from) }]
    yield batchOf(before, spans, cutter.checkpoint())
  }
  const spans = noSpans()
  cutter.end(spans)
  if (spans.offsets.length > 0) yield batchOf(held, spans, cutter.checkpoint())
}

/** A piece of a source; `from` is its offset there. */
interface Slice {
  readonly from: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

function slices(
  source: Blob,
  start: number,
  { sliceBytes, overlapBytes, readAhead }: CutOptions,
): AsyncGenerator<Slice> {
  const read = async (from: number): Promise<Slice> => {
    const slice = source.slice(from, from + sliceBytes + overlapBytes)
    return { from, bytes: new Uint8Array(await slice.arrayBuffer()) }
  }
  return mapAhead(sliceStarts(start, source.size, sliceBytes), read, readAhead)
}

function* sliceStarts(from: number, end: number, step: number): Generator<number> {
  for (let at = from; at < end; at += step) yield at
}

/** The records' bytes: a view on the last slice, or put together where they begin before it. */
function batchOf(held: readonly Slice[], spans: RecordSpans, next: CutterCheckpoint): Batch {
  const from = spans.offsets[0]!
  const end = spans.offsets.at(-1)! + spans.lengths.at(-1)!
  const last = held.at(-1)!
  if (from >= last.from)
    return { bytes: last.bytes.subarray(from - last.from, end - last.from), from, spans, next }
  const bytes = new Uint8Array(end - from)
  let at = from
  for (const slice of held) {
    const part = slice.bytes.subarray(at - slice.from, Math.max(at, end) - slice.from)
    bytes.set(part, at - from)
    at += part.length
  }
  return { bytes, from, spans, next }
}

function endOf({ from, bytes }: Slice): number {
  return from + bytes.length
}

function noSpans(): RecordSpans {
  return { offsets: [], lengths: [], lines: [] }
}
