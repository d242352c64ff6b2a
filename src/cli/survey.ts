import { detectFormat, type FormatGuess } from '../core/formats/detect.ts'
import { formatOf } from '../core/formats/index.ts'
import { isMappingId } from '../core/mapping/mapping-id.ts'
import type { Json } from '../core/model/json.ts'
import type { FormatId } from '../core/model/sample.ts'
import { readRecord } from '../core/record.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import { CliFailure } from './failure.ts'
import type { FileRecord, SourceFile } from './source-file.ts'

/** Records looked at to tell the format; at least half as many where the file has them. */
const MOST_TRIED = 400
/** Records above this size are not looked at while there are others. */
const LARGE_BYTES = 4 * 1024 * 1024

interface Place {
  readonly byteOffset: number
  readonly byteLength: number
}

/** Keeps places spread evenly over a stream of unknown length, in bounded memory. */
export class SpreadPlaces {
  #places: Place[] = []
  #stride = 1
  #seen = 0

  add({ byteOffset, byteLength }: Place): void {
    if (this.#seen++ % this.#stride !== 0) return
    this.#places.push({ byteOffset, byteLength })
    if (this.#places.length < MOST_TRIED) return
    this.#places = this.#places.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
  }

  get places(): readonly Place[] {
    const small = this.#places.filter(({ byteLength }) => byteLength <= LARGE_BYTES)
    return small.length > 0 ? small : this.#places.slice(0, 1)
  }
}

/** The formats that the records at some places may have, best first; for a mapping, how many fit it. */
export async function guessFormat(
  file: SourceFile,
  places: readonly Place[],
  given?: FormatId,
): Promise<readonly FormatGuess[]> {
  const values = await readValues(file, places)
  if (given === undefined || !isMappingId(given)) return detectFormat(values)
  const format = formatOf(given)
  const fitting = values.filter((value) => format.fits(value)).length
  const confidence = values.length === 0 ? 0 : fitting / values.length
  return [{ format: given, confidence, reason: `${fitting} of ${values.length} records fit` }]
}

/** The values of the readable records among these places. */
async function readValues(file: SourceFile, places: readonly Place[]): Promise<Json[]> {
  const values: Json[] = []
  for (const { byteOffset, byteLength } of places) {
    const parsed = parseRecord(await file.bytesAt(byteOffset, byteLength))
    if (parsed.ok) values.push(parsed.value)
  }
  return values
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The record's value, or why it has none. */
export function parseRecord(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string } {
  try {
    return { ok: true, value: JSON.parse(strictUtf8.decode(bytes)) as Json }
  } catch {
    // The reader knows the reason; any format does, since it is only asked about the JSON.
    const read = readRecord(bytes, 'openai', { exact: false, toolSets: new RecentToolSets() })
    if (read.kind === 'sample') throw new Error('a record that was unreadable can be read now')
    return { ok: false, reason: read.reason }
  }
}

/**
 * The format to read a file in: the given one, or the best guess from records spread over it.
 * Undefined for a file without records. Throws a `CliFailure` where no format fits.
 */
export async function formatFor(
  file: SourceFile,
  given: FormatId | undefined,
): Promise<FormatId | undefined> {
  if (given) return given
  const spread = new SpreadPlaces()
  let records = 0
  for await (const record of file.records()) {
    spread.add(record satisfies FileRecord)
    records++
  }
  if (records === 0) return undefined
  const values = await readValues(file, spread.places)
  // Where nothing can be read any format will do: it only has to say so of every record.
  if (values.length === 0) return 'openai'
  const [best] = detectFormat(values)
  if (best) return best.format
  throw new CliFailure(
    `${file.path}: None of the known formats fits its records. Name one with --format.`,
  )
}
