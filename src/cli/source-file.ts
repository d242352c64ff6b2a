import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { ByteSource } from '../core/containers/bytes.ts'
import {
  beginAt,
  createCutter,
  findRecords,
  type ContainerId,
  type FoundRecords,
  type RecordSpans,
  type RecordsPlace,
} from '../core/containers/index.ts'
import type { FormatId } from '../core/model/sample.ts'
import { otherListsNotices, type Notice, type Packing } from '../core/unpack/index.ts'
import { CliFailure, fileFailure } from './failure.ts'

const CHUNK_BYTES = 1024 * 1024
const HEAD_BYTES = 64 * 1024

/** One record of a file. `bytes` is valid until the next one is asked for. */
export interface FileRecord {
  /** From 0, over readable and unreadable records alike. */
  readonly index: number
  /** Number, from 1, of the line in which it begins. */
  readonly line: number
  readonly byteOffset: number
  readonly byteLength: number
  readonly bytes: Uint8Array
}

/** A file as it came, and what was seen on the way to its records. */
export interface Origin {
  /** As it was named. */
  readonly path: string
  /** The format that it is to be read in; else it is detected. */
  readonly format?: FormatId
  /** Of a zip file: which of its files. */
  readonly entry?: string
  /** A name for what it holds, without the endings of packings. */
  readonly name: string
  readonly bytes: number
  readonly packings: readonly Packing[]
  readonly notices: readonly Notice[]
}

/** Records on disk, read by chunks: memory holds one chunk and the record it ends in. */
export class SourceFile {
  readonly origin: Origin
  readonly path: string
  /** Of the text that holds the records. */
  readonly bytes: number
  readonly container: ContainerId
  readonly place: RecordsPlace | undefined
  readonly #handle: FileHandle
  readonly #dispose: () => Promise<void>

  private constructor(
    origin: Origin,
    handle: FileHandle,
    bytes: number,
    found: FoundContainer,
    dispose: () => Promise<void>,
  ) {
    this.origin = { ...origin, notices: [...origin.notices, ...otherListsNotices(found)] }
    this.path = origin.path
    this.bytes = bytes
    this.container = found.container
    this.place = found.place
    this.#handle = handle
    this.#dispose = dispose
  }

  /** Opens a text and sees how it holds its records. Throws a `CliFailure` with what to do. */
  static async over(
    origin: Origin,
    handle: FileHandle,
    dispose = () => Promise.resolve(),
  ): Promise<SourceFile> {
    const { size } = await handle.stat()
    const found = await containerOf(origin, fileBytes(handle, size))
    return new SourceFile(origin, handle, size, found, dispose)
  }

  async close(): Promise<void> {
    await this.#handle.close()
    await this.#dispose()
  }

  /** The SHA-256 of the file as it came, in hex. */
  async sha256(): Promise<string> {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(this.path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  }

  /** The file's bytes, in order. A chunk is valid until the next one is asked for. */
  async *chunks(from = 0, to = this.bytes): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (let at = from; at < to;) {
      const count = await this.#read(buffer, 0, Math.min(CHUNK_BYTES, to - at), at)
      if (count === 0) throw new CliFailure(`${this.path}: It became shorter while it was read.`)
      yield buffer.subarray(0, count)
      at += count
    }
  }

  /** All records in file order. `onChunk` sees every byte of the file once, in order. */
  async *records(onChunk?: (chunk: Uint8Array) => void): AsyncGenerator<FileRecord> {
    const { place } = this
    const cutter = createCutter(this.container, place && beginAt(this.container, place))
    const from = place?.byteOffset ?? 0
    if (onChunk) for await (const chunk of this.chunks(0, from)) onChunk(chunk)
    let window = new Uint8Array(2 * CHUNK_BYTES)
    /** Stream position of the window's first byte, and how many bytes it holds. */
    let start = from
    let filled = 0
    let index = 0
    for (let isAtEnd = false; !isAtEnd;) {
      const done = cutter.pendingFrom - start
      window.copyWithin(0, done, filled)
      start += done
      filled -= done
      if (window.length - filled < CHUNK_BYTES) window = grown(window, filled)
      const count = await this.#read(window, filled, CHUNK_BYTES, start + filled)
      const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
      const chunk = window.subarray(filled, filled + count)
      isAtEnd = count === 0
      if (isAtEnd) cutter.end(spans)
      else {
        onChunk?.(chunk)
        cutter.feed(chunk, spans)
      }
      filled += count
      for (const [i, byteOffset] of spans.offsets.entries()) {
        const byteLength = spans.lengths[i]!
        const at = byteOffset - start
        yield {
          index: index++,
          line: spans.lines[i]!,
          byteOffset,
          byteLength,
          bytes: window.subarray(at, at + byteLength),
        }
      }
    }
  }

  /** The bytes of one place in the file. */
  async bytesAt(byteOffset: number, byteLength: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(byteLength)
    for (let at = 0; at < byteLength;) {
      const count = await this.#read(bytes, at, byteLength - at, byteOffset + at)
      if (count === 0) throw new CliFailure(`${this.path}: It became shorter while it was read.`)
      at += count
    }
    return bytes
  }

  async #read(into: Uint8Array, at: number, length: number, position: number): Promise<number> {
    try {
      const { bytesRead } = await this.#handle.read(into, at, length, position)
      return bytesRead
    } catch (error) {
      throw fileFailure(this.path, error)
    }
  }
}

function grown(window: Uint8Array<ArrayBuffer>, filled: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * window.length, filled + CHUNK_BYTES))
  larger.set(window.subarray(0, filled))
  return larger
}

/** The bytes of an open file as a source. */
export function fileBytes(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    slice: async (from, to) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    },
  }
}

type FoundContainer = Extract<FoundRecords, { kind: 'container' }>

/** A file without records is read as JSON Lines with none. */
async function containerOf({ path, entry }: Origin, source: ByteSource): Promise<FoundContainer> {
  const head = await source.slice(0, HEAD_BYTES)
  if (source.size <= HEAD_BYTES && isBlank(head))
    return { kind: 'container', container: 'jsonl', others: [] }
  const found = await findRecords(source)
  const named = entry === undefined ? path : `${path}: ${entry}`
  if (found.kind === 'refusal') throw new CliFailure(`${named}: ${found.refusal}`)
  return found
}

function isBlank(head: Uint8Array): boolean {
  return new TextDecoder().decode(head).trim() === ''
}
