import type { RecordSpot } from '../core/containers/spread.ts'
import { SpreadPlaces } from '../core/containers/spread.ts'
import { detectFormat, type FormatGuess } from '../core/formats/detect.ts'
import { formatOf } from '../core/formats/index.ts'
import { formatsOf } from '../core/formats/mixed.ts'
import { isMappingId } from '../core/mapping/mapping-id.ts'
import type { Json } from '../core/model/json.ts'
import type { FormatId } from '../core/model/sample.ts'
import { readRecord } from '../core/record.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import { CliFailure } from './failure.ts'
import type { FileRecord, SourceFile } from './source-file.ts'

/**
 * The formats that the records at some places may have, best first, and those that they do have,
 * most common first: more than one where a file holds records of several. For a mapping that is given,
 * how many records fit it.
 */
export async function guessFormats(
  file: SourceFile,
  places: readonly RecordSpot[],
): Promise<{ readonly guesses: readonly FormatGuess[]; readonly formats: readonly FormatId[] }> {
  const values = await readValues(file, places)
  const given = file.origin.format
  if (given === undefined || !isMappingId(given))
    return {
      guesses: detectFormat(values),
      formats: formatsOf(values).map(({ format }) => format),
    }
  const format = formatOf(given)
  const fitting = values.filter((value) => format.fits(value)).length
  const confidence = values.length === 0 ? 0 : fitting / values.length
  const reason = `${fitting} of ${values.length} records fit`
  return { guesses: [{ format: given, confidence, reason }], formats: [given] }
}

/** The values of the readable records among these places. */
async function readValues(file: SourceFile, places: readonly RecordSpot[]): Promise<Json[]> {
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
):
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly reason: string; readonly atByte: number } {
  try {
    return { ok: true, value: JSON.parse(strictUtf8.decode(bytes)) as Json }
  } catch {
    // The reader knows the reason; any format does, since it is only asked about the JSON.
    const read = readRecord(bytes, 'openai', { exact: false, toolSets: new RecentToolSets() })
    if (read.kind === 'sample') throw new Error('a record that was unreadable can be read now')
    return { ok: false, reason: read.reason, atByte: read.atByte }
  }
}

/**
 * The formats to read a file in: the given one, or those of records spread over it, most common
 * first. None for a file without records. Throws a `CliFailure` where no format fits.
 */
export async function formatsFor(file: SourceFile): Promise<readonly FormatId[]> {
  const { format } = file.origin
  if (format) return [format]
  const spread = new SpreadPlaces()
  let records = 0
  for await (const record of file.records()) {
    spread.add(record satisfies FileRecord)
    records++
  }
  if (records === 0) return []
  const values = await readValues(file, spread.places)
  // Where nothing can be read any format will do: it only has to say so of every record.
  if (values.length === 0) return ['openai']
  const formats = formatsOf(values).map(({ format }) => format)
  if (formats.length > 0) return formats
  throw new CliFailure(
    `${file.path}: None of the known formats fits its records. Name one with --format.`,
  )
}
