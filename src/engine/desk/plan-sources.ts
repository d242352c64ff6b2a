import { openPacked } from '../../core/unpack/index.ts'
import type { SourceInfo } from '../../storage/db.ts'
import type { IngestRequest } from '../protocol.ts'
import { blobSource } from './blob-source.ts'
import { inspectPart } from './inspect.ts'

export interface PlannedSource {
  readonly info: SourceInfo
  readonly file: File
}

/**
 * The sources that a request becomes, in its order, which is the one that a person was shown. Of a zip
 * file each file in it that holds records is a source of its own.
 */
export async function planSources(files: IngestRequest['files']): Promise<PlannedSource[]> {
  const planned: PlannedSource[] = []
  for (const { file, container, format, formats, confidence } of files) {
    const info: SourceInfo = {
      name: file.name,
      bytes: file.size,
      container,
      format,
      confidence,
      ...(formats && formats.length > 1
        ? { formats: [format, ...formats.filter((f) => f !== format)] }
        : {}),
      firstRecord: 0,
      records: 0,
    }
    const packed = await openPacked(blobSource(file), file.name)
    if (!packed) {
      planned.push({ info, file })
      continue
    }
    const original = { bytes: file.size, n: planned.length, packings: [] }
    for (const part of packed.parts) {
      if (part.entry === undefined) {
        planned.push({ info: { ...info, original }, file })
        continue
      }
      const found = await inspectPart(part, file)
      if (found.refusal !== undefined && packed.parts.length > 1) continue
      const { format: _, formats: __, ...about } = info
      const own = found.guesses[0] ?? { format, confidence }
      const several = found.formats?.map((share) => share.format)
      planned.push({
        info: {
          ...about,
          container: found.container,
          format: own.format,
          confidence: own.confidence,
          ...(several ? { formats: [own.format, ...several.filter((f) => f !== own.format)] } : {}),
          original: { ...original, entry: part.entry },
        },
        file,
      })
    }
  }
  return planned
}
