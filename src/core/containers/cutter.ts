/** How a file holds its records. Later containers (zip, Parquet …) become one of these first. */
export type ContainerId = 'jsonl' | 'json-array' | 'json-sequence'

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
