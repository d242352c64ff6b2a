import { chunksOf, bufferSource, type ByteSource } from '../containers/bytes.ts'
import { csvToJsonl, tableDelimiter } from './csv.ts'
import { gunzip, unzstd, type Chunks } from './decode.ts'
import { UNPACK_LIMITS, type Notice, type Report, type UnpackLimits } from './notices.ts'
import { parquetToJsonl } from './parquet.ts'
import { fromUtf16 } from './utf16.ts'
import { zipEntries, zipEntryBytes } from './zip.ts'

/** What a file is wrapped in, or what its records are when they are not JSON. */
export type Packing = 'gzip' | 'zstd' | 'zip' | 'parquet' | 'utf-16' | 'csv'

/** What is in a packed file, still packed. */
export interface PackedPart {
  /** Of an entry of a zip file. */
  readonly entry?: string
  /** The file's name without the endings of what it was packed in. */
  readonly name: string
  /**
   * Its text, JSON of any container in UTF-8. Whatever is wrong with it is in `notices` afterwards;
   * stopping early frees everything.
   */
  readonly read: () => Unpacking
}

/** One reading of a part; more than one may go on. */
export interface Unpacking {
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>
  /** The outermost first; complete once the first chunk has come. */
  readonly packings: readonly Packing[]
  readonly notices: readonly Notice[]
  /** Bytes of the packed file that were read so far. */
  readonly bytesRead: number
}

const HEAD_BYTES = 64 * 1024
const DEEPEST = 4
/** A Parquet file in a packed one is read from memory, since it must be read from its end. */
const SPOOL_BYTES = 256 * 1024 * 1024

/**
 * Looks whether a file must be unpacked or converted before its records can be cut; null where it is
 * text already. `problems` says what was found wrong with the whole of it.
 */
export async function openPacked(
  source: ByteSource,
  name: string,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<{ readonly parts: readonly PackedPart[]; readonly problems: readonly Notice[] } | null> {
  const head = await source.slice(0, HEAD_BYTES)
  const kind = packingOf(head, name, source.size <= HEAD_BYTES)
  if (!kind) return null
  if (kind !== 'zip') return { parts: [partOf(source, name, limits)], problems: [] }
  const problems: Notice[] = []
  const entries = await zipEntries(source, (notice) => problems.push(notice))
  const parts = entries.map((entry): PackedPart => {
    const read = () => {
      const counted = new CountingSource(source)
      const run = new Run(limits, counted)
      run.packings.push('zip')
      const bytes = zipEntryBytes(counted, entry, limits, run.report)
      return run.over(run.peel(bytes, entry.name, 1))
    }
    return { entry: entry.name, name: withoutEndings(entry.name), read }
  })
  return { parts, problems }
}

function partOf(source: ByteSource, name: string, limits: UnpackLimits): PackedPart {
  const read = () => {
    const counted = new CountingSource(source)
    const run = new Run(limits, counted)
    return run.over(run.peelSource(counted, name))
  }
  return { name: withoutEndings(name), read }
}

/** What the beginning of a file says about its packing; undefined for text as it should be. */
export function packingOf(head: Uint8Array, name: string, isWhole: boolean): Packing | undefined {
  for (const [packing, magic] of MAGIC)
    if (magic.every((byte, i) => head[i] === byte)) return packing
  // Frames that are to be skipped may come before the first that is not.
  if (head[0]! >= 0x50 && head[0]! <= 0x5f && [0x2a, 0x4d, 0x18].every((b, i) => head[i + 1] === b))
    return 'zstd'
  if (utf16Of(head)) return 'utf-16'
  return delimiterOf(head, name, isWhole) === undefined ? undefined : 'csv'
}

const MAGIC: readonly (readonly [packing: Packing, magic: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
]

/** By its byte-order mark, or by zeros at every other place. */
function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const looked = Math.min(head.length & ~1, 256)
  if (looked < 4) return undefined
  const zeros = [0, 0]
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i % 2]!++
  // JSON is ASCII for the most part even where its texts are not, at its beginning above all.
  const [even, odd] = [zeros[0]!, zeros[1]!]
  if (head[0] !== 0 && head[1] === 0 && odd * 6 > looked && even * 8 < odd) return 'utf-16le'
  if (head[0] === 0 && head[1] !== 0 && even * 6 > looked && odd * 8 < even) return 'utf-16be'
  return undefined
}

function delimiterOf(head: Uint8Array, name: string, isWhole: boolean): string | undefined {
  if (head.length === 0 || head.includes(0)) return undefined
  let text = new TextDecoder().decode(head)
  if (/^\ufeff?\s*</.test(text)) return undefined
  // The last line may be cut.
  if (!isWhole) text = text.slice(0, text.lastIndexOf('\n') + 1) || text
  return tableDelimiter(text, name.replace(/\.(gz|zst|zip)$/i, ''))
}

function withoutEndings(name: string): string {
  return name.replace(/(\.(gz|gzip|zst|zstd|zip))+$/i, '')
}

/** One reading: what it went through, and what is to be told of it. */
class Run {
  readonly packings: Packing[] = []
  readonly notices: Notice[] = []
  readonly report: Report = (notice) => void this.notices.push(notice)
  readonly #limits: UnpackLimits
  readonly #source: CountingSource

  constructor(limits: UnpackLimits, source: CountingSource) {
    this.#limits = limits
    this.#source = source
  }

  over(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): Unpacking {
    const source = this.#source
    return {
      chunks,
      packings: this.packings,
      notices: this.notices,
      get bytesRead() {
        return source.bytesRead
      },
    }
  }

  async *peelSource(source: ByteSource, name: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const head = await source.slice(0, HEAD_BYTES)
    if (packingOf(head, name, source.size <= HEAD_BYTES) !== 'parquet') {
      yield* this.peel(chunksOf(source), name, 0)
      return
    }
    this.packings.push('parquet')
    yield* parquetToJsonl(source, this.report)
  }

  /** Takes off one packing after another until text is left. */
  async *peel(
    packed: Chunks,
    name: string,
    depth: number,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { head, isWhole, rest } = await peek(packed)
    const packing = packingOf(head, name, isWhole)
    if (!packing) {
      yield* rest
      return
    }
    if (depth === DEEPEST) {
      const message = `It is packed more than ${DEEPEST} times over. Unpack it first.`
      this.report({ kind: 'skipped', message })
      return
    }
    this.packings.push(packing)
    const inner = name.replace(/\.[^./]+$/, '')
    if (packing === 'gzip')
      yield* this.peel(gunzip(rest, this.#limits, this.report), inner, depth + 1)
    else if (packing === 'zstd')
      yield* this.peel(unzstd(rest, this.#limits, this.report), inner, depth + 1)
    else if (packing === 'utf-16')
      yield* this.peel(fromUtf16(rest, utf16Of(head)!, this.report), name, depth + 1)
    else if (packing === 'csv')
      yield* csvToJsonl(rest, delimiterOf(head, name, isWhole)!, this.report)
    else if (packing === 'parquet') yield* this.#spooled(rest)
    else {
      const message = `${name} is a zip file within a packed file. Unpack it first.`
      this.report({ kind: 'skipped', message })
    }
  }

  async *#spooled(chunks: Chunks): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const held: Uint8Array[] = []
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > SPOOL_BYTES) {
        const message =
          'A Parquet file of more than 256 MB within a packed file cannot be read. Unpack it first.'
        this.report({ kind: 'limit', message })
        return
      }
      held.push(chunk)
    }
    const bytes = new Uint8Array(size)
    let at = 0
    for (const chunk of held) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    yield* parquetToJsonl(bufferSource(bytes), this.report)
  }
}

/** The first bytes of a stream, and the stream with them. */
async function peek(chunks: Chunks): Promise<{ head: Uint8Array; isWhole: boolean; rest: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const held: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let isWhole = false
  while (size < HEAD_BYTES && !isWhole) {
    const next = await iterator.next()
    if (next.done) isWhole = true
    else {
      held.push(next.value)
      size += next.value.length
    }
  }
  const head = new Uint8Array(size)
  let at = 0
  for (const chunk of held) {
    head.set(chunk, at)
    at += chunk.length
  }
  async function* rest(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      yield* held.splice(0)
      for (;;) {
        const next = await iterator.next()
        if (next.done) return
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head, isWhole, rest: rest() }
}

/** Knows how far a source has been read. */
class CountingSource implements ByteSource {
  readonly size: number
  bytesRead = 0
  readonly #source: ByteSource

  constructor(source: ByteSource) {
    this.#source = source
    this.size = source.size
  }

  slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    this.bytesRead = Math.max(this.bytesRead, Math.min(to, this.size))
    return this.#source.slice(from, to)
  }
}
