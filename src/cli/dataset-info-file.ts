import { access, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, isAbsolute } from 'node:path'
import { readDatasetInfo, type DatasetInfo } from '../core/llama-factory-info/dataset-info.ts'
import { mappingId } from '../core/mapping/mapping-id.ts'
import type { FormatId } from '../core/model/sample.ts'
import { fileFailure } from './failure.ts'

const INFO_NAME = 'dataset_info.json'

/** A file to read, in the format that its entry in a `dataset_info.json` says, if one does. */
export interface NamedFile {
  readonly path: string
  readonly format?: FormatId
}

/** A `dataset_info.json` among the files of a command, with the files that it names and are there. */
export interface InfoFile {
  readonly path: string
  readonly info: DatasetInfo
  readonly files: readonly NamedFile[]
  /** Sentences about the files that are not there. */
  readonly missing: readonly string[]
}

/** The info file that a path is, or that its folder holds; null for any other path. */
export async function infoFileAt(path: string): Promise<InfoFile | null> {
  if (basename(path) === INFO_NAME) return readInfoFile(path)
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) return null
  const inside = join(path, INFO_NAME)
  return (await isThere(inside)) ? readInfoFile(inside) : null
}

async function readInfoFile(path: string): Promise<InfoFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const info = readDatasetInfo(text)
  const folder = dirname(path)
  const files: NamedFile[] = []
  const missing: string[] = []
  for (const { name, fileName, mapping } of info.entries) {
    if (fileName === null || mapping === null) continue
    const file = join(folder, fileName)
    const inFolder = relative(folder, file)
    if (isAbsolute(fileName) || inFolder.startsWith('..'))
      missing.push(`${path}: “${name}” names a file outside the folder, which is not read.`)
    else if (await isThere(file)) files.push({ path: file, format: mappingId(mapping) })
    else missing.push(`${path}: “${name}” names ${fileName}, which is not there.`)
  }
  return { path, info, files, missing }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
