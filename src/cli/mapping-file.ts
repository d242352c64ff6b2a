import { readFile } from 'node:fs/promises'
import { mappingId, parseMapping } from '../core/mapping/mapping-id.ts'
import type { FormatId } from '../core/model/sample.ts'
import { CliFailure, fileFailure } from './failure.ts'

/** The format that a mapping file describes. Throws a `CliFailure` with what is wrong in it. */
export async function readMappingFile(path: string): Promise<FormatId> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const parsed = parseMapping(text)
  if (!parsed.ok) throw new CliFailure(`${path}: ${parsed.error.message}`)
  return mappingId(parsed.value)
}
