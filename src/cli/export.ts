import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { mergeDatasetInfo } from '../core/export/llama-factory.ts'
import {
  RowExport,
  rowTarget,
  SourcePlan,
  SummaryBuilder,
  type SourcePiece,
} from '../core/export/index.ts'
import type { ExportRequest, ExportSummary, RowTarget } from '../core/export/target.ts'
import { UNTOUCHED } from '../core/journal/edit.ts'
import { createAnalyser } from './check.ts'
import type { Command } from './command.ts'
import { Destination } from './destination.ts'
import { CliFailure, fileFailure } from './failure.ts'
import type { SourceFile } from './source-file.ts'
import { formatsFor } from './survey.ts'

type ExportCommand = Extract<Command, { kind: 'export' }>

/** Without a journal nobody has dropped anything. */
const SCOPE: ExportRequest['scope'] = 'notDropped'

/** Exports files as one set; the source target writes each file for itself. */
export async function exportFiles(
  files: readonly SourceFile[],
  command: ExportCommand,
): Promise<ExportSummary> {
  const { outDir, target } = command
  await mkdir(outDir, { recursive: true }).catch((error: unknown) => {
    throw fileFailure(outDir, error)
  })
  const rows = rowTarget(target)
  return rows ? exportRows(files, command, rows) : exportSources(files, command)
}

async function exportRows(
  files: readonly SourceFile[],
  { target, outDir, name }: ExportCommand,
  rows: RowTarget,
): Promise<ExportSummary> {
  const request = { target, name: name ?? nameFrom(files[0]!.origin.name), scope: SCOPE }
  const run = new RowExport(rows, request)
  const destination = await Destination.create(join(outDir, run.fileName), files)
  try {
    let first = 0
    for (const file of files) {
      const formats = await formatsFor(file)
      const analyser = formats.length > 0 ? createAnalyser(formats) : undefined
      let count = 0
      for await (const { index, bytes } of file.records()) {
        count = index + 1
        const record = first + index
        const analysis = await analyser!.analyse(bytes)
        if (analysis.kind === 'unreadable') {
          run.addUnreadable(record, UNTOUCHED, analysis.reason)
          continue
        }
        const { sample, findings } = analysis
        for (const line of run.add({ record, sample, state: UNTOUCHED }, findings))
          await destination.text.write(line)
      }
      first += count
    }
    const { lines, sideFiles } = run.end()
    for (const line of lines) await destination.text.write(line)
    await destination.finish()
    for (const side of sideFiles) await writeSideFile(join(outDir, side.name), side.text)
    return run.summary()
  } catch (error) {
    await destination.abandon()
    throw error
  }
}

async function exportSources(
  files: readonly SourceFile[],
  { outDir, name }: ExportCommand,
): Promise<ExportSummary> {
  const summary = new SummaryBuilder('source')
  const taken = new Set<string>()
  for (const file of eachOnce(files)) {
    const own = textName(file)
    const fileName = freeName(name ? name + extname(own) : own, taken)
    const destination = await Destination.create(join(outDir, fileName), files)
    try {
      const plan = new SourcePlan(file.container, file.bytes, file.place?.byteOffset)
      let records = 0
      for await (const { byteOffset: offset, byteLength: length, bytes } of file.records()) {
        if (records === 0) summary.preview(new TextDecoder().decode(bytes.subarray(0, 8000)))
        records++
        summary.consider()
        await copyPieces(plan.add({ offset, length, fate: 'leave' }), file, destination)
      }
      await copyPieces(plan.end(), file, destination)
      await destination.finish()
      summary.addToFile(fileName, records, destination.bytesWritten)
    } catch (error) {
      await destination.abandon()
      throw error
    }
  }
  return summary.build()
}

/** Two entries of a `dataset_info.json` may read one file. */
function eachOnce(files: readonly SourceFile[]): readonly SourceFile[] {
  const keyOf = ({ path, origin }: SourceFile) => JSON.stringify([resolve(path), origin.entry])
  return [...new Map(files.map((file) => [keyOf(file), file])).values()]
}

async function copyPieces(
  pieces: readonly SourcePiece[],
  file: SourceFile,
  destination: Destination,
): Promise<void> {
  for (const piece of pieces) {
    if ('text' in piece) await destination.text.write(piece.text)
    else
      for await (const chunk of file.chunks(piece.from, piece.to))
        await destination.writeBytes(chunk)
  }
}

/** Writes a side file; a `dataset_info.json` that is there keeps its other entries. */
async function writeSideFile(path: string, text: string): Promise<void> {
  try {
    const there = await readFile(path, 'utf8').catch(() => null)
    const merged = there === null ? text : mergeDatasetInfo(there, text)
    if (merged === null)
      throw new CliFailure(`${path}: It is there but no JSON object. Move it away first.`)
    await writeFile(path, merged)
  } catch (error) {
    throw error instanceof CliFailure ? error : fileFailure(path, error)
  }
}

/** A set's name from a file's: what may stand in `dataset_info.json` and in a file name. */
function nameFrom(path: string): string {
  const base = basename(path, extname(path))
  const name = base.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^[-.]+/, '')
  return name === '' ? 'dataset' : name
}

/** What a file is called once it is unpacked; a table has become JSON Lines. */
function textName({ origin, path }: SourceFile): string {
  const { packings, name } = origin
  if (packings.length === 0) return basename(path)
  const isTable = packings.at(-1) === 'csv' || packings.at(-1) === 'parquet'
  const own = basename(name)
  return isTable ? `${basename(own, extname(own))}.jsonl` : own
}

function freeName(name: string, taken: Set<string>): string {
  const extension = extname(name)
  const stem = basename(name, extension)
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${stem}-${n}${extension}`
  taken.add(free)
  return free
}
