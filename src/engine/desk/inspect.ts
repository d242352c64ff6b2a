import {
  beginAt,
  createCutter,
  findRecords,
  type RecordSpans,
  type RecordsPlace,
} from '../../core/containers/index.ts'
import { chunksOf } from '../../core/containers/bytes.ts'
import { SpreadPlaces } from '../../core/containers/spread.ts'
import type { ContainerId } from '../../core/containers/cutter.ts'
import { detectFormat } from '../../core/formats/detect.ts'
import { formatsOf } from '../../core/formats/mixed.ts'
import type { Json } from '../../core/model/json.ts'
import {
  openPacked,
  otherListsNotices,
  packingTitle,
  type Notice,
  type PackedPart,
} from '../../core/unpack/index.ts'
import type { FileInspection } from '../protocol.ts'
import { blobSource } from './blob-source.ts'

/** A file up to this size is cut whole to see records spread over it. */
const CUT_BYTES = 64 * 1024 * 1024
/** Places that are looked at of a larger one, its beginning among them. */
const REGIONS = 16
const REGION_BYTES = 512 * 1024
/** How far the beginning is read when its first record is longer than a region. */
const LONGEST_HEAD_BYTES = 64 * 1024 * 1024
const RECORDS_PER_REGION = 50
const PREVIEWS = 5
const PREVIEW_LENGTH = 400
/** Text of a packed file that is looked at, and files of a zip file. */
const UNPACKED_BYTES = 16 * 1024 * 1024
const MOST_ENTRIES = 50

/** What a file holds, judged from its first bytes and from records spread over it. */
export async function inspectFile(file: File): Promise<FileInspection> {
  const packed = await openPacked(blobSource(file), file.name)
  if (!packed)
    return inspectText({ text: file, isCut: false }, { name: file.name, bytes: file.size })
  const { parts, problems } = packed
  const entries: FileInspection[] = []
  for (const part of parts.slice(0, MOST_ENTRIES)) entries.push(await inspectPart(part, file))
  const readable = entries.filter(({ refusal }) => refusal === undefined)
  const best = (readable.length > 0 ? readable : entries).toSorted((a, b) => b.tried - a.tried)[0]
  const about = { name: file.name, bytes: file.size }
  if (!best) return { ...about, ...NOTHING, refusal: 'There is no file in it to read.' }
  if (parts[0]?.entry === undefined) return best
  return {
    ...best,
    ...about,
    title: `zip of ${parts.length === 1 ? '1 file' : `${parts.length} files`}`,
    entries,
    notices: [...problems, ...entries.flatMap(({ notices = [] }) => notices)],
  }
}

const NOTHING = {
  container: 'jsonl' as const,
  guesses: [],
  tried: 0,
  unreadable: 0,
  preview: [],
}

/** What is in a packed file, judged from as much as its first `UNPACKED_BYTES` of text. */
export async function inspectPart(part: PackedPart, file: File): Promise<FileInspection> {
  const reading = part.read()
  const about = { name: part.entry ?? file.name, bytes: file.size }
  const look = await beginningOf(reading.chunks)
  const found = await inspectText(look, about)
  const { packings, notices } = reading
  const all = [...notices, ...(found.notices ?? []), ...(look.isCut ? [ONLY_BEGINNING] : [])]
  return {
    ...found,
    ...(look.isCut ? { judgedBytes: look.text.size } : {}),
    title: packingTitle(packings, found.container),
    packings,
    ...(all.length > 0 ? { notices: all } : {}),
  }
}

/** What is packed is unpacked from its beginning, so that looking further would cost as loading does. */
const ONLY_BEGINNING: Notice = {
  kind: 'limit',
  message: `Judged from the first ${UNPACKED_BYTES / 1024 ** 2} MB of its text; records of another format may follow.`,
}

/** A text to look into. */
interface Look {
  readonly text: Blob
  /** It goes on, so that its last record is not whole. */
  readonly isCut: boolean
}

/** As much of a packed text as is looked at. */
async function beginningOf(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Look> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let isCut = false
  for await (const chunk of chunks) {
    isCut = size >= UNPACKED_BYTES
    if (isCut) break
    parts.push(chunk)
    size += chunk.length
  }
  return { text: new Blob(parts), isCut }
}

/** Where the records of a text are, and those that are looked at. */
async function lookInto({ text, isCut }: Look) {
  const found = await findRecords(blobSource(text))
  if (found.kind === 'refusal') return found
  const texts = await someRecords(text, found.container, found.place)
  return { ...found, texts: isCut && texts.length > 1 ? texts.slice(0, -1) : texts }
}

async function inspectText(
  look: Look,
  about: Pick<FileInspection, 'name' | 'bytes'>,
): Promise<FileInspection> {
  const found = await lookInto(look)
  if (found.kind === 'refusal') return { ...about, ...NOTHING, refusal: found.refusal }
  const { container, texts } = found
  const values = texts.flatMap((text) => parsed(text))
  const formats = formatsOf(values)
  const notices = otherListsNotices(found)
  return {
    ...about,
    container,
    title: packingTitle([], container),
    guesses: detectFormat(values),
    ...(formats.length > 1 ? { formats } : {}),
    ...(notices.length > 0 ? { notices } : {}),
    tried: texts.length,
    unreadable: texts.length - values.length,
    preview: texts.slice(0, PREVIEWS).map(({ preview }) => preview),
  }
}

/** A record as its text and its value; the value is undefined where the text is no JSON. */
export interface LookedAt {
  readonly text: string
  readonly value: Json | undefined
}

/** The records that `inspectFile` looks at, in their order; of a zip file those of its first file. */
export async function recordsLookedAt(file: File): Promise<readonly LookedAt[]> {
  const packed = await openPacked(blobSource(file), file.name)
  const part = packed?.parts[0]
  if (packed && !part) return []
  const look = part ? await beginningOf(part.read().chunks) : { text: file, isCut: false }
  const found = await lookInto(look)
  if (found.kind === 'refusal') return []
  return found.texts.map((one) => ({ text: one.text ?? one.preview, value: parsed(one)[0] }))
}

interface RecordText {
  /** Undefined where the bytes are not UTF-8. */
  readonly text: string | undefined
  readonly preview: string
}

/** Records spread over a file: over all of it, or, where it is large, over what can be told apart. */
async function someRecords(
  file: Blob,
  container: ContainerId,
  place: RecordsPlace | undefined,
): Promise<RecordText[]> {
  if (file.size <= CUT_BYTES || container !== 'jsonl') return spreadRecords(file, container, place)
  let first: RecordText[] = []
  for (let size = REGION_BYTES; first.length === 0 && size <= LONGEST_HEAD_BYTES; size *= 16) {
    first = recordsIn(await bytesOf(file, 0, size), container, size >= file.size)
    if (size >= file.size) return first
  }
  const rest: RecordText[] = []
  for (let region = 1; region < REGIONS; region++) {
    const at = Math.floor((file.size / REGIONS) * region)
    const bytes = await bytesOf(file, at, REGION_BYTES)
    const lineStart = bytes.indexOf(0x0a) + 1
    if (lineStart === 0) continue
    const isLast = at + REGION_BYTES >= file.size
    rest.push(...recordsIn(bytes.subarray(lineStart), container, isLast))
  }
  return [...first, ...rest]
}

/** Cuts a whole text, which only lines can do without, and reads records spread over it. */
async function spreadRecords(
  file: Blob,
  container: ContainerId,
  place: RecordsPlace | undefined,
): Promise<RecordText[]> {
  const spread = new SpreadPlaces()
  const cutter = createCutter(container, place && beginAt(container, place))
  const take = (spans: RecordSpans) => {
    for (const [i, byteOffset] of spans.offsets.entries())
      spread.add({ byteOffset, byteLength: spans.lengths[i]! })
  }
  for await (const chunk of chunksOf(blobSource(file), place?.byteOffset)) {
    const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
    cutter.feed(chunk, spans)
    take(spans)
  }
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  cutter.end(spans)
  take(spans)
  const texts: RecordText[] = []
  for (const { byteOffset, byteLength } of spread.places)
    texts.push(textOf(await bytesOf(file, byteOffset, byteLength)))
  return texts
}

function textOf(record: Uint8Array): RecordText {
  const preview = new TextDecoder().decode(record.subarray(0, PREVIEW_LENGTH))
  return { text: decoded(record), preview }
}

function recordsIn(bytes: Uint8Array, container: ContainerId, isEnd: boolean): RecordText[] {
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter(container)
  cutter.feed(bytes, spans)
  if (isEnd) cutter.end(spans)
  return spans.offsets.slice(0, RECORDS_PER_REGION).map((offset, i) => {
    const record = bytes.subarray(offset, offset + spans.lengths[i]!)
    return textOf(record)
  })
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The value in a list of its own, or none: an unreadable record is counted, not thrown. */
function parsed({ text }: RecordText): Json[] {
  if (text === undefined) return []
  try {
    return [JSON.parse(text) as Json]
  } catch {
    return []
  }
}

async function bytesOf(file: Blob, from: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer())
}
