import { dirname } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { convertRecord } from '../core/convert/index.ts'
import { FormatSorter } from '../core/formats/mixed.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import { readRecord } from '../core/record.ts'
import type { Command } from './command.ts'
import { Destination } from './destination.ts'
import { fileFailure } from './failure.ts'
import type { SourceFile } from './source-file.ts'
import { formatsFor, parseRecord } from './survey.ts'

/** What was written and what was not; printed as the last line. */
export interface ConvertSummary {
  /** Records written. */
  written: number
  /** Records refused, by reason. */
  refused: Record<string, number>
  unreadable: number
}

/** Writes the records of all files in another shape, one row a line. Memory holds one record. */
export async function convertFiles(
  files: readonly SourceFile[],
  { format: target, outFile }: Extract<Command, { kind: 'convert' }>,
  say: (message: string) => void,
): Promise<ConvertSummary> {
  const folder = dirname(outFile)
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileFailure(folder, error)
  })
  const summary: ConvertSummary = { written: 0, refused: {}, unreadable: 0 }
  const destination = await Destination.create(outFile, files)
  const toolSets = new RecentToolSets()
  try {
    for (const file of files) {
      const formats = await formatsFor(file)
      if (formats.length === 0) continue
      const sorter = new FormatSorter(formats)
      for await (const { index, bytes } of file.records()) {
        const parsed = parseRecord(bytes)
        const read = parsed.ok
          ? readRecord(bytes, sorter.formatOf(parsed.value).id, { exact: true, toolSets })
          : { kind: 'unreadable' as const, reason: parsed.reason }
        if (read.kind === 'unreadable') {
          summary.unreadable++
          say(`${file.path}: record ${index} cannot be read. ${read.reason}`)
          continue
        }
        const converted = convertRecord(read.text ?? '', read.sample, target)
        if (converted.ok) {
          await destination.text.write(converted.value + '\n')
          summary.written++
          continue
        }
        const { reason, message } = converted.error
        summary.refused[reason] = (summary.refused[reason] ?? 0) + 1
        say(`${file.path}: record ${index} is refused (${reason}). ${message}`)
      }
    }
    await destination.finish()
    return summary
  } catch (error) {
    await destination.abandon()
    throw error
  }
}
