import type { Columns } from '../../storage/columns.ts'
import type { SourceInfo } from '../../storage/db.ts'
import type { RecordPlace } from '../protocol.ts'

/** A loaded file as it is read: what is known of it, and its bytes. */
export interface Source {
  info: SourceInfo
  /** The text that holds its records; empty until it is unpacked. */
  blob: Blob
  /** The file it came from, where that had to be unpacked or converted. */
  original?: Blob
  /** Whether the text is in the database. */
  isStored: boolean
}

/** Records whose gap is smaller than this are read together. */
const GAP_BYTES = 64 * 1024
/** … up to this much at once, unless one record is longer. */
const RUN_BYTES = 4 * 1024 * 1024

/** Consecutive records of a source, to be read in one piece. */
export interface Stretch {
  readonly source: number
  /** The number of its first record. */
  readonly first: number
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
}

/** Where the records of a dataset are, and their bytes. */
export class Records {
  readonly sources: readonly Source[]
  readonly #columns: Columns

  constructor(sources: readonly Source[], columns: Columns) {
    this.sources = sources
    this.#columns = columns
  }

  place(record: number): RecordPlace {
    const n = this.#indexOf(record)
    const { info } = this.sources[n]!
    return {
      source: n,
      sourceName: info.name,
      format: info.formats?.[this.#columns.formatIndex(record)] ?? info.format,
      record,
      lineNumber: this.#columns.get('line', record),
      byteOffset: this.#columns.get('offset', record),
      byteLength: this.#columns.get('length', record),
    }
  }

  async bytes(record: number): Promise<Uint8Array<ArrayBuffer>> {
    const { source, byteOffset, byteLength } = this.place(record)
    const slice = this.sources[source]!.blob.slice(byteOffset, byteOffset + byteLength)
    return new Uint8Array(await slice.arrayBuffer())
  }

  /** The bytes of many records, in their order; neighbours are read in one piece. */
  async manyBytes(records: readonly number[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const wanted = records.map((record, index) => ({ index, ...this.place(record) }))
    wanted.sort((a, b) => a.source - b.source || a.byteOffset - b.byteOffset)
    const found = new Array<Uint8Array<ArrayBuffer>>(records.length)
    const readRun = async (run: readonly (typeof wanted)[number][]) => {
      const from = run[0]!.byteOffset
      const to = run.at(-1)!.byteOffset + run.at(-1)!.byteLength
      const slice = this.sources[run[0]!.source]!.blob.slice(from, to)
      const bytes = new Uint8Array(await slice.arrayBuffer())
      for (const { index, byteOffset, byteLength } of run)
        found[index] = bytes.subarray(byteOffset - from, byteOffset - from + byteLength)
    }
    await Promise.all(runsOf(wanted).map(readRun))
    return found
  }

  /** Records `from` to `to` (exclusive) in pieces of up to `most` bytes, unless one record is longer. */
  *stretches(from: number, to: number, most: number): Generator<Stretch> {
    for (let first = from; first < to;) {
      const source = this.#indexOf(first)
      const { info } = this.sources[source]!
      const end = Math.min(to, info.firstRecord + info.records)
      const begin = this.#columns.get('offset', first)
      let next = first + 1
      while (next < end && this.#endOf(next) - begin <= most) next++
      const count = next - first
      const offsets = Float64Array.from({ length: count }, (_, i) =>
        this.#columns.get('offset', first + i),
      )
      const lengths = Uint32Array.from({ length: count }, (_, i) =>
        this.#columns.get('length', first + i),
      )
      yield { source, first, offsets, lengths }
      first = next
    }
  }

  #endOf(record: number): number {
    return this.#columns.get('offset', record) + this.#columns.get('length', record)
  }

  sourceOf(record: number): Source {
    return this.sources[this.#indexOf(record)]!
  }

  #indexOf(record: number): number {
    const n = this.sources.findLastIndex(
      ({ info }) => info.firstRecord <= record && record < info.firstRecord + info.records,
    )
    if (n < 0) throw new RangeError(`no source holds record ${record}`)
    return n
  }
}

/** Splits places in ascending order into runs that are read as one slice. */
export function runsOf<P extends Pick<RecordPlace, 'source' | 'byteOffset' | 'byteLength'>>(
  places: readonly P[],
): P[][] {
  const runs: P[][] = []
  let run: P[] = []
  for (const place of places) {
    const first = run[0]
    const last = run.at(-1)
    const joins =
      first &&
      last &&
      place.source === last.source &&
      place.byteOffset - (last.byteOffset + last.byteLength) <= GAP_BYTES &&
      place.byteOffset + place.byteLength - first.byteOffset <= RUN_BYTES
    if (joins) run.push(place)
    else runs.push((run = [place]))
  }
  return runs
}
