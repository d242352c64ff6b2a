import { createHash } from 'node:crypto'
import { SpreadPlaces } from '../core/containers/spread.ts'
import { formatTitle } from '../core/formats/titles.ts'
import { FormatSorter } from '../core/formats/mixed.ts'
import { isMappingId } from '../core/mapping/mapping-id.ts'
import type { FormatId } from '../core/model/sample.ts'
import { packingTitle } from '../core/unpack/index.ts'
import type { TextOutput } from './output.ts'
import type { SourceFile } from './source-file.ts'
import { guessFormats, parseRecord } from './survey.ts'

/**
 * Prints what a file is: one line. The list of unreadable records is written as it is found, in a
 * second reading, so that a file of nothing else takes no memory either.
 */
export async function inspectFile(file: SourceFile, out: TextOutput): Promise<void> {
  const { origin } = file
  const given = origin.format
  const hash = createHash('sha256')
  const spread = new SpreadPlaces()
  let records = 0
  let unreadable = 0
  for await (const record of file.records((chunk) => hash.update(chunk))) {
    if (!parseRecord(record.bytes).ok) unreadable++
    else {
      records++
      spread.add(record)
    }
  }
  const { guesses, formats } = await guessFormats(file, spread.places)
  const guess = given ? guesses.find(({ format }) => format === given) : guesses[0]
  const head = JSON.stringify({
    file: origin.path,
    ...(origin.entry === undefined ? {} : { entry: origin.entry }),
    format: shownFormat(given ?? guess?.format),
    confidence: Math.round((guess?.confidence ?? 0) * 1000) / 1000,
    records,
  })
  await out.write(`${head.slice(0, -1)},"unreadable":[`)
  if (unreadable > 0) await writeUnreadable(file, out)
  const tail = JSON.stringify({
    bytes: origin.bytes,
    sha256: origin.packings.length > 0 ? await file.sha256() : hash.digest('hex'),
    container: packingTitle(origin.packings, file.container),
    ...(file.place && file.place.path !== '' ? { path: file.place.path } : {}),
    notices: origin.notices,
    ...(!given && formats.length > 1 ? { formats: await countFormats(file, formats) } : {}),
  })
  await out.write(`],${tail.slice(1)}\n`)
}

/** A mapping is shown by its name; its id is long. */
function shownFormat(format: FormatId | undefined): string | null {
  if (format === undefined) return null
  return isMappingId(format) ? `mapping:${formatTitle(format)}` : format
}

/** How many of all records have which format. */
async function countFormats(
  file: SourceFile,
  formats: readonly FormatId[],
): Promise<Partial<Record<FormatId, number>>> {
  const sorter = new FormatSorter(formats)
  const counts: Partial<Record<FormatId, number>> = {}
  for await (const { bytes } of file.records()) {
    const parsed = parseRecord(bytes)
    if (!parsed.ok) continue
    const { id } = sorter.formatOf(parsed.value)
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}

async function writeUnreadable(file: SourceFile, out: TextOutput): Promise<void> {
  let separator = ''
  for await (const { bytes, line, byteOffset, byteLength } of file.records()) {
    const parsed = parseRecord(bytes)
    if (parsed.ok) continue
    const { reason, atByte } = parsed
    await out.write(separator + JSON.stringify({ line, byteOffset, byteLength, reason, atByte }))
    separator = ','
  }
}
