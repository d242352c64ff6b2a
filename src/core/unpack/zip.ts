import { chunksOf, type ByteSource } from '../containers/bytes.ts'
import { crc32 } from './crc32.ts'
import { inflateRaw, unzstd, type Chunks } from './decode.ts'
import { LimitMet, Meter, type Report, type UnpackLimits } from './notices.ts'

/** A file in a zip file. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  /** Undefined where only the data itself would show it. */
  readonly crc: number | undefined
  readonly packedBytes: number
  /** Offset of its local header. */
  readonly at: number
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const MOST_ENTRIES = 10_000
const STORED = 0
const DEFLATED = 8
const ZSTD = 93

/**
 * The files in a zip file, folders and hidden files left out. Where the list at its end is missing the
 * file was cut off, and the entries are found by going from one to the next.
 */
export async function zipEntries(source: ByteSource, report: Report): Promise<ZipEntry[]> {
  const listed = (await centralEntries(source)) ?? (await localEntries(source, report))
  return listed.filter(({ name }) => !name.endsWith('/') && !isHidden(name))
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
}

async function centralEntries(source: ByteSource): Promise<ZipEntry[] | null> {
  const tailFrom = Math.max(0, source.size - 66_000)
  const tail = await source.slice(tailFrom, source.size)
  const view = viewOf(tail)
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue
    let count = view.getUint16(at + 10, true)
    let bytes = view.getUint32(at + 12, true)
    let from = view.getUint32(at + 16, true)
    if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64) {
      const end64 = Number(view.getBigUint64(at - 12, true))
      const big = await source.slice(end64, end64 + 56)
      if (big.length < 56 || viewOf(big).getUint32(0, true) !== END_64) return null
      count = Number(viewOf(big).getBigUint64(32, true))
      bytes = Number(viewOf(big).getBigUint64(40, true))
      from = Number(viewOf(big).getBigUint64(48, true))
    }
    if (from + bytes > source.size || bytes > 256 * 1024 * 1024) continue
    return parseCentral(await source.slice(from, from + bytes), count)
  }
  return null
}

function parseCentral(bytes: Uint8Array<ArrayBuffer>, count: number): ZipEntry[] {
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < Math.min(count, MOST_ENTRIES) && at + 46 <= bytes.length) {
    if (view.getUint32(at, true) !== CENTRAL) break
    const nameBytes = view.getUint16(at + 28, true)
    const extraBytes = view.getUint16(at + 30, true)
    const name = bytes.subarray(at + 46, at + 46 + nameBytes)
    const extra = bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)
    const sizes = {
      unpacked: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    }
    const { packed, at: local } = withExtra64(sizes, extra)
    entries.push({
      name: new TextDecoder().decode(name),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      packedBytes: packed,
      at: local,
    })
    at += 46 + nameBytes + extraBytes + view.getUint16(at + 32, true)
  }
  return entries
}

interface Sizes {
  readonly unpacked: number
  readonly packed: number
  readonly at: number
}

/** Sizes of 4 GB and more stand in an extra field. */
function withExtra64(sizes: Sizes, extra: Uint8Array<ArrayBuffer>): Sizes {
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    const big = (value: number): number => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value
      next += 8
      return Number(view.getBigUint64(next - 8, true))
    }
    return { unpacked: big(sizes.unpacked), packed: big(sizes.packed), at: big(sizes.at) }
  }
  return sizes
}

/** Entries by their own headers, for a file whose end is missing. */
async function localEntries(source: ByteSource, report: Report): Promise<ZipEntry[]> {
  report({
    kind: 'cut',
    message: `The zip file ends early, at byte ${source.size}: its list of files is missing. What could be found was read.`,
    atByte: source.size,
  })
  const entries: ZipEntry[] = []
  for (let at = 0; at + 30 <= source.size && entries.length < MOST_ENTRIES;) {
    const head = await source.slice(at, at + 30)
    const view = viewOf(head)
    if (view.getUint32(0, true) !== LOCAL) break
    const flags = view.getUint16(6, true)
    const nameBytes = view.getUint16(26, true)
    const data = at + 30 + nameBytes + view.getUint16(28, true)
    const hasSize = (flags & 8) === 0
    const next = hasSize ? data + view.getUint32(18, true) : await nextHeader(source, data)
    entries.push({
      name: new TextDecoder().decode(await source.slice(at + 30, at + 30 + nameBytes)),
      method: view.getUint16(8, true),
      isEncrypted: (flags & 1) !== 0,
      crc: hasSize ? view.getUint32(14, true) : undefined,
      packedBytes: Math.max(0, next - data),
      at,
    })
    at = next
  }
  return entries
}

/** Where the next local header or the list of files begins, or the end. */
async function nextHeader(source: ByteSource, from: number): Promise<number> {
  let before = new Uint8Array(0)
  let start = from
  for await (const chunk of chunksOf(source, from)) {
    const bytes = new Uint8Array(before.length + chunk.length)
    bytes.set(before)
    bytes.set(chunk, before.length)
    for (let at = bytes.indexOf(0x50); at >= 0; at = bytes.indexOf(0x50, at + 1)) {
      if (at + 4 > bytes.length) break
      const signature = viewOf(bytes).getUint32(at, true)
      if (signature === LOCAL || signature === CENTRAL) return start + at
    }
    before = bytes.slice(-3)
    start += bytes.length - before.length
  }
  return source.size
}

/** What is in an entry. Its checksum is compared at the end. */
export async function* zipEntryBytes(
  source: ByteSource,
  entry: ZipEntry,
  limits: UnpackLimits,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const named: Report = (notice) =>
    report({ ...notice, message: `${entry.name}: ${notice.message}` })
  if (entry.isEncrypted) {
    named({ kind: 'skipped', message: 'It is encrypted. Unpack it with its password first.' })
    return
  }
  const head = await source.slice(entry.at, entry.at + 30)
  if (head.length < 30 || viewOf(head).getUint32(0, true) !== LOCAL) {
    const message = `Its data is not where the list of files says, at byte ${entry.at}.`
    named({ kind: 'damaged', message, atByte: entry.at })
    return
  }
  const data = entry.at + 30 + viewOf(head).getUint16(26, true) + viewOf(head).getUint16(28, true)
  const packed = chunksOf(part(source, data, data + entry.packedBytes))
  let hasFault = false
  const noteFault: Report = (notice) => {
    hasFault = true
    named(notice)
  }
  const unpacked = unpackedBy(entry.method, packed, limits, noteFault)
  if (!unpacked) {
    const message = `It is packed by method ${entry.method}, which cannot be read here. Unpack it first.`
    named({ kind: 'skipped', message })
    return
  }
  let crc = 0
  for await (const chunk of unpacked) {
    crc = crc32(chunk, crc)
    yield chunk
  }
  const end = data + entry.packedBytes
  if (hasFault) return
  if (end > source.size) {
    const message = `It ends early, at byte ${source.size}. What came before it was read.`
    named({ kind: 'cut', message, atByte: source.size })
  } else if (entry.crc !== undefined && crc !== entry.crc) {
    const message = 'What came out does not match its checksum: it was damaged.'
    named({ kind: 'damaged', message, atByte: end })
  }
}

function unpackedBy(
  method: number,
  packed: Chunks,
  limits: UnpackLimits,
  report: Report,
): Chunks | undefined {
  if (method === STORED) return stored(packed, limits, report)
  if (method === DEFLATED) return inflateRaw(packed, limits, report)
  return method === ZSTD ? unzstd(packed, limits, report) : undefined
}

async function* stored(
  packed: Chunks,
  limits: UnpackLimits,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const meter = new Meter(limits)
  for await (const chunk of packed) {
    meter.bytesIn += chunk.length
    try {
      meter.out(chunk.length)
    } catch (error) {
      if (!(error instanceof LimitMet)) throw error
      report({ kind: 'limit', message: error.message })
      return
    }
    yield chunk
  }
}

function part(source: ByteSource, from: number, to: number): ByteSource {
  const end = Math.min(to, source.size)
  return {
    size: Math.max(0, end - from),
    slice: (a, b) => source.slice(from + a, Math.min(from + b, end)),
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
