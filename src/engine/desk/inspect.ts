import { createCutter, detectContainer } from '../../core/containers/index.ts'
import type { ContainerId, RecordSpans } from '../../core/containers/cutter.ts'
import { detectFormat } from '../../core/formats/detect.ts'
import type { Json } from '../../core/model/json.ts'
import type { FileInspection } from '../protocol.ts'
import { mixedFormats } from './mixed-formats.ts'

const HEAD_BYTES = 64 * 1024
/** Places of a file that are looked at, its beginning among them. */
const REGIONS = 8
const REGION_BYTES = 256 * 1024
/** How far the beginning is read when its first record is longer than a region. */
const LONGEST_HEAD_BYTES = 64 * 1024 * 1024
const RECORDS_PER_REGION = 50
const PREVIEWS = 5
const PREVIEW_LENGTH = 400

/** What a file holds, judged from its first bytes and from records spread over it. */
export async function inspectFile(file: File): Promise<FileInspection> {
  const head = await bytesOf(file, 0, HEAD_BYTES)
  const verdict = detectContainer(head, file.size <= HEAD_BYTES)
  const about = { name: file.name, bytes: file.size }
  if (verdict.kind === 'refusal') {
    const { refusal } = verdict
    const nothing = { container: 'jsonl' as const, guesses: [], tried: 0, unreadable: 0 }
    return { ...about, ...nothing, refusal, preview: [] }
  }
  const { container } = verdict
  const texts = await someRecords(file, container)
  const values = texts.flatMap((text) => parsed(text))
  const guesses = detectFormat(values)
  return {
    ...about,
    container,
    guesses,
    ...mixedFormats(values, guesses),
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

/** The records that `inspectFile` looks at, in their order. */
export async function recordsLookedAt(file: File): Promise<readonly LookedAt[]> {
  const head = await bytesOf(file, 0, HEAD_BYTES)
  const verdict = detectContainer(head, file.size <= HEAD_BYTES)
  if (verdict.kind === 'refusal') return []
  const texts = await someRecords(file, verdict.container)
  return texts.map((one) => ({ text: one.text ?? one.preview, value: parsed(one)[0] }))
}

interface RecordText {
  /** Undefined where the bytes are not UTF-8. */
  readonly text: string | undefined
  readonly preview: string
}

/** Records from the beginning and, where lines make it possible, from places all over the file. */
async function someRecords(file: File, container: ContainerId): Promise<RecordText[]> {
  let first: RecordText[] = []
  for (let size = REGION_BYTES; first.length === 0 && size <= LONGEST_HEAD_BYTES; size *= 16) {
    first = recordsIn(await bytesOf(file, 0, size), container, size >= file.size)
    if (size >= file.size) return first
  }
  if (container !== 'jsonl') return first
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

function recordsIn(bytes: Uint8Array, container: ContainerId, isEnd: boolean): RecordText[] {
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter(container)
  cutter.feed(bytes, spans)
  if (isEnd) cutter.end(spans)
  return spans.offsets.slice(0, RECORDS_PER_REGION).map((offset, i) => {
    const record = bytes.subarray(offset, offset + spans.lengths[i]!)
    const preview = new TextDecoder().decode(record.subarray(0, PREVIEW_LENGTH))
    return { text: decoded(record), preview }
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
