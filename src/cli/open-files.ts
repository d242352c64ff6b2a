import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openPacked, type Notice, type PackedPart } from '../core/unpack/index.ts'
import type { NamedFile } from './dataset-info-file.ts'
import { CliFailure, fileFailure } from './failure.ts'
import { fileBytes, SourceFile } from './source-file.ts'

/**
 * Opens a file: itself, or what is in it when it is packed, is a table or is not UTF-8. That stands
 * in a temporary file, one part of a zip file after another. Whoever takes a file closes it.
 * Throws a `CliFailure` with what to do.
 */
export async function* openFiles(named: NamedFile): AsyncGenerator<SourceFile> {
  const { path } = named
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  let isGiven = false
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) throw new CliFailure(`${path}: It is a folder. Name the files in it.`)
    if (!stat.isFile()) throw new CliFailure(`${path}: It is no plain file. Save the data first.`)
    const packed = await openPacked(fileBytes(handle, stat.size), basename(path))
    const { size: bytes } = stat
    if (!packed) {
      const origin = { ...named, name: basename(path), bytes, packings: [], notices: [] }
      const file = await SourceFile.over(origin, handle)
      isGiven = true
      yield file
      return
    }
    const { parts, problems } = packed
    if (parts.length === 0) throw new CliFailure(`${path}: There is no file in it to read.`)
    for (const part of parts) yield await unpacked(named, bytes, part, problems)
  } catch (error) {
    throw error instanceof CliFailure ? error : fileFailure(path, error)
  } finally {
    if (!isGiven) await handle.close()
  }
}

async function unpacked(
  named: NamedFile,
  bytes: number,
  { entry, name, read }: PackedPart,
  problems: readonly Notice[],
): Promise<SourceFile> {
  const folder = await mkdtemp(join(tmpdir(), 'tuning-fork-'))
  const dispose = () => rm(folder, { recursive: true, force: true })
  let text: FileHandle | undefined
  try {
    text = await open(join(folder, 'text'), 'w+')
    const { chunks, packings, notices } = read()
    for await (const chunk of chunks) await text.writeFile(chunk)
    const origin = {
      ...named,
      ...(entry === undefined ? {} : { entry }),
      name,
      bytes,
      packings,
      notices: [...problems, ...notices],
    }
    return await SourceFile.over(origin, text, dispose)
  } catch (error) {
    await text?.close()
    await dispose()
    throw error
  }
}
