import { Gunzip, Inflate } from 'fflate'
import { Decompress } from 'fzstd'
import { crc32 } from './crc32.ts'
import { LimitMet, Meter, type Report, type UnpackLimits } from './notices.ts'

export type Chunks = AsyncIterable<Uint8Array<ArrayBuffer>>

/** Takes packed bytes; what comes out goes to the sink it was made with. Throws on damage. */
interface Decoder {
  push(chunk: Uint8Array): void
  /** Ends the stream; throws when it may not end here. */
  end(): void
}

type Sink = (bytes: Uint8Array<ArrayBuffer>) => void

/** Bytes that a decoder gets at once: a thousand times as many may come out in one go. */
const STEP_BYTES = 16 * 1024
const TRAILER_BYTES = 8

/** Unpacks gzip, one member or several one after the other, and checks each against its checksum. */
export function gunzip(chunks: Chunks, limits: UnpackLimits, report: Report): Chunks {
  return decode(chunks, 'gzip', (sink) => new GzipDecoder(sink), limits, report)
}

/** Unpacks Zstandard frames. Their checksums are not compared (the library has no part for it). */
export function unzstd(chunks: Chunks, limits: UnpackLimits, report: Report): Chunks {
  const create = (sink: Sink): Decoder => {
    const decoder = new Decompress((bytes) => sink(own(bytes)))
    let came = 0
    return {
      push: (chunk) => {
        came += chunk.length
        decoder.push(chunk)
      },
      end: () => {
        if (came > 0) decoder.push(new Uint8Array(0), true)
      },
    }
  }
  return decode(chunks, 'Zstandard', create, limits, report)
}

/** Unpacks raw deflate, as a zip file holds it. */
export function inflateRaw(chunks: Chunks, limits: UnpackLimits, report: Report): Chunks {
  const create = (sink: Sink): Decoder => {
    const inflate = new Inflate((bytes) => sink(own(bytes)))
    return {
      push: (chunk) => inflate.push(chunk),
      end: () => inflate.push(new Uint8Array(0), true),
    }
  }
  return decode(chunks, 'zip', create, limits, report)
}

/** Drives a decoder: everything that came out before a fault is yielded, and the fault reported. */
async function* decode(
  chunks: Chunks,
  title: string,
  create: (sink: Sink) => Decoder,
  limits: UnpackLimits,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const meter = new Meter(limits)
  const ready: Uint8Array<ArrayBuffer>[] = []
  const decoder = create((bytes) => {
    if (bytes.length === 0) return
    meter.out(bytes.length)
    ready.push(bytes)
  })
  const attempt = (step: () => void): boolean => {
    try {
      step()
      return true
    } catch (error) {
      report(faultOf(error, title, meter.bytesIn))
      return false
    }
  }
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      const step = chunk.subarray(at, at + STEP_BYTES)
      meter.bytesIn += step.length
      const isSound = attempt(() => decoder.push(step))
      yield* ready.splice(0)
      if (!isSound) return
    }
  attempt(() => decoder.end())
  yield* ready.splice(0)
}

class GzipDecoder implements Decoder {
  readonly #gunzip: Gunzip
  #crc = 0
  #size = 0
  #members = 0
  #position = 0
  /** The last bytes that went in: a member's checksum stands before the next one begins. */
  #tail = new Uint8Array(0)

  constructor(sink: Sink) {
    this.#gunzip = new Gunzip((bytes) => {
      this.#crc = crc32(bytes, this.#crc)
      this.#size += bytes.length
      sink(own(bytes))
    })
    this.#gunzip.onmember = (offset) => {
      this.#check(this.#tail.length - (this.#position - offset))
    }
  }

  push(chunk: Uint8Array): void {
    this.#position += chunk.length
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length - 2 * TRAILER_BYTES))
    const tail = new Uint8Array(kept.length + chunk.length)
    tail.set(kept)
    tail.set(chunk, kept.length)
    this.#tail = tail
    try {
      this.#gunzip.push(chunk)
    } catch (error) {
      const isBehind = this.#members > 0 || this.#size > 0
      if (isBehind && codeOf(error) === NO_GZIP) throw new Trailing()
      throw error
    }
  }

  end(): void {
    this.#gunzip.push(new Uint8Array(0), true)
    this.#check(this.#tail.length)
  }

  /** Compares what came out with the eight bytes that end at `end` of the tail. */
  #check(end: number): void {
    this.#members++
    const at = end - TRAILER_BYTES
    if (at < 0) throw new Mismatch()
    const view = new DataView(this.#tail.buffer, this.#tail.byteOffset + at, TRAILER_BYTES)
    const isSame =
      view.getUint32(0, true) === this.#crc && view.getUint32(4, true) === this.#size % 2 ** 32
    this.#crc = 0
    this.#size = 0
    if (!isSame) throw new Mismatch()
  }
}

/** Bytes behind the last member that are no member. */
class Trailing extends Error {}
class Mismatch extends Error {}

/** fflate's codes: the header is no gzip header; the data ends early. */
const NO_GZIP = 6
const FFLATE_END = 0
/** fzstd's. */
const FZSTD_END = 5

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function faultOf(error: unknown, title: string, atByte: number) {
  if (error instanceof LimitMet) return { kind: 'limit' as const, message: error.message, atByte }
  if (error instanceof Trailing) {
    const message = `Behind the ${title} data come bytes that are none; they are not read.`
    return { kind: 'skipped' as const, message, atByte }
  }
  if (error instanceof Mismatch) {
    const message = `What came out of the ${title} data does not match its checksum: it was damaged or cut off.`
    return { kind: 'damaged' as const, message, atByte }
  }
  const isEnd = codeOf(error) === (title === 'Zstandard' ? FZSTD_END : FFLATE_END)
  if (isEnd) {
    const message = `The ${title} data ends early, at byte ${atByte}. What came before it was read.`
    return { kind: 'cut' as const, message, atByte }
  }
  const why = error instanceof Error ? error.message : String(error)
  const message = `The ${title} data is damaged near byte ${atByte} (${why}). What came before it was read.`
  return { kind: 'damaged' as const, message, atByte }
}

/** A copy in a buffer of its own: decoders write again into what they handed out. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
