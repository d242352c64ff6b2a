import { detectFormat, type FormatGuess } from '../../core/formats/detect.ts'
import type { Json } from '../../core/model/json.ts'
import type { FormatId } from '../../core/model/sample.ts'
import type { FileInspection, FormatCount } from '../protocol.ts'

/** A record that looks this much like the file's own format is taken for it. */
const NEAR = 0.85

/** How many records are of which format, where they are not all of one. */
export function mixedFormats(
  records: readonly Json[],
  [best]: readonly FormatGuess[],
): Pick<FileInspection, 'mixed'> {
  if (!best) return {}
  const counts = new Map<FormatId | null, number>()
  for (const record of records) {
    const guesses = detectFormat([record])
    const own = guesses.find((guess) => guess.format === best.format)
    const format =
      own && own.confidence >= NEAR * guesses[0]!.confidence
        ? best.format
        : (guesses[0]?.format ?? null)
    counts.set(format, (counts.get(format) ?? 0) + 1)
  }
  if (counts.size < 2) return {}
  const mixed: FormatCount[] = [...counts].map(([format, times]) => ({ format, records: times }))
  return { mixed: mixed.sort((a, b) => b.records - a.records) }
}
