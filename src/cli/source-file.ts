import { open, type FileHandle } from 'node:fs/promises'
import {
  createCutter,
  detectContainer,
  type ContainerId,
  type RecordSpans,
} from '../core/containers/index.ts'
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

/** A file on disk, read by chunks: memory holds one chunk and the record it ends in. */
export class SourceFile {
  readonly path: string
  readonly bytes: number
  readonly container: ContainerId
  readonly #handle: FileHandle

  private constructor(path: string, handle: FileHandle, bytes: number, container: ContainerId) {
    this.path = path
    this.bytes = bytes
    this.container = container
    this.#handle = handle
  }

  /** Opens a file and sees how it holds its records. Throws a `CliFailure` with what to do. */
  static async open(path: string): Promise<SourceFile> {
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw fileFailure(path, error)
    })
    try {
      const stat = await handle.stat()
      if (stat.isDirectory()) throw new CliFailure(`${path}: It is a folder. Name the files in it.`)
      if (!stat.isFile()) throw new CliFailure(`${path}: It is no plain file. Save the data first.`)
      const head = new Uint8Array(Math.min(HEAD_BYTES, stat.size))
      const { bytesRead } = await handle.read(head, 0, head.length, 0)
      const isWhole = stat.size <= HEAD_BYTES
      const container = containerOf(path, head.subarray(0, bytesRead), isWhole)
      return new SourceFile(path, handle, stat.size, container)
    } catch (error) {
      await handle.close()
      throw error instanceof CliFailure ? error : fileFailure(path, error)
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
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
    const cutter = createCutter(this.container)
    let window = new Uint8Array(2 * CHUNK_BYTES)
    /** Stream position of the window's first byte, and how many bytes it holds. */
    let start = 0
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

/** A file without records is read as JSON Lines with none. */
function containerOf(path: string, head: Uint8Array, isWhole: boolean): ContainerId {
  if (isWhole && isBlank(head)) return 'jsonl'
  const verdict = detectContainer(head, isWhole)
  if (verdict.kind === 'refusal') throw new CliFailure(`${path}: ${verdict.refusal}`)
  return verdict.container
}

function isBlank(head: Uint8Array): boolean {
  return new TextDecoder().decode(head).trim() === ''
}
