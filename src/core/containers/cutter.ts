/**
 * How a file holds its records. `json-wrapped` is an array somewhere in an object, `json-members` an
 * object whose values are the records; where they begin says a `RecordsPlace`. What comes packed, as
 * Parquet or as a table becomes one of these first (see `unpack/`).
 */
export type ContainerId = 'jsonl' | 'json-array' | 'json-sequence' | 'json-wrapped' | 'json-members'

/** Where in a file its array or object of records begins. */
export interface RecordsPlace {
  /** JSON Pointer; '' for the whole file. */
  readonly path: string
  /** Of the opening bracket. */
  readonly byteOffset: number
  /** Number, from 1, of its line. */
  readonly lineNumber: number
  /** Bytes before it in that line. */
  readonly column: number
}

/**
 * Cuts a byte stream into records without ever decoding or keeping bytes: it is fed chunk after
 * chunk and says where records begin and end. The spans do not depend on how the bytes were cut
 * into chunks.
 */
export interface Cutter {
  readonly container: ContainerId
  /** Takes the next bytes of the stream. Appends completed records to `out`. */
  feed(chunk: Uint8Array, out: RecordSpans): void
  /** Ends the stream; an unfinished last record is appended as it stands. */
  end(out: RecordSpans): void
  /**
   * Byte offset from which the stream is still needed: where the unfinished record begins, or the
   * stream's position when there is none. Bytes before it may be thrown away.
   */
  readonly pendingFrom: number
  /** What it needs to go on from here after a restart: a JSON-able checkpoint taken between records. */
  checkpoint(): CutterCheckpoint
}

export interface CutterCheckpoint {
  readonly container: ContainerId
  /** Byte offset at which feeding goes on. */
  readonly byteOffset: number
  /** Number, from 1, of the line at that offset. */
  readonly lineNumber: number
  readonly state: Readonly<Record<string, number>>
}

/** Record places, growing: three parallel lists. */
export interface RecordSpans {
  /** Byte offset of the record's first byte in the stream. */
  readonly offsets: number[]
  /** Bytes, without separators and surrounding white space of the container. */
  readonly lengths: number[]
  /** Number, from 1, of the line in which the record begins. */
  readonly lines: number[]
}
