import type { Analysis } from '../../core/analyse.ts'
import type { Finding } from '../../core/model/finding.ts'
import { refuseByScope } from '../../core/export/admission.ts'
import {
  behindComma,
  flaggedRow,
  reasonLines,
  REASONS_HEAD,
  RowExport,
  rowTarget,
  sourceFate,
  SourcePlan,
  SummaryBuilder,
  unreadableFate,
  type SourceFate,
  type SourcePiece,
} from '../../core/export/index.ts'
import type { ExportRequest, ExportSummary, RowTarget } from '../../core/export/target.ts'
import { FLAGS } from '../../core/columns.ts'
import { formatOf } from '../../core/formats/index.ts'
import { presentSample } from '../../core/model/tree.ts'
import type { Job } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { EMPTY_SAMPLE } from './empty-sample.ts'
import type { Source } from './records.ts'
import { visit, type Visited } from './visit.ts'

/** Bytes of a source as they came; `to` exclusive. */
export interface SourceRange {
  readonly source: Blob
  readonly from: number
  readonly to: number
}

/** What an export writes next. */
export interface Piece {
  readonly file: string
  readonly part: string | SourceRange
}

export type ExportRun = AsyncGenerator<Piece, ExportSummary>

/** Runs an export: yields what belongs in its files, in order, and ends with the summary. */
export function runExport(dataset: OpenDataset, request: ExportRequest, job: Job): ExportRun {
  const target = rowTarget(request.target)
  if (target) return exportRows(dataset, target, request, job)
  return request.target === 'source'
    ? exportSources(dataset, request, job)
    : exportApart(dataset, request, job)
}

async function* exportRows(
  dataset: OpenDataset,
  target: RowTarget,
  request: ExportRequest,
  job: Job,
): ExportRun {
  const run = new RowExport(target, request)
  const lines = (texts: readonly string[]): Piece => ({ file: run.fileName, part: texts.join('') })
  const isWanted = (state: Visited['state']) => refuseByScope(state, request.scope) === null
  yield lines([])
  for await (const step of visit(dataset, all(dataset), isWanted, job))
    for (const visited of step) {
      const written = await addRow(dataset, run, visited)
      if (written.length > 0) yield lines(written)
    }
  const { lines: last, sideFiles } = run.end()
  yield lines(last)
  for (const { name, text } of sideFiles) yield { file: name, part: text }
  return run.summary()
}

async function addRow(
  dataset: OpenDataset,
  run: RowExport,
  { record, state, bytes }: Visited,
): Promise<readonly string[]> {
  if (!bytes) return run.add({ record, sample: EMPTY_SAMPLE, state }, [])
  const read = await dataset.reader.read(bytes, dataset.records.place(record).format)
  if (read.kind === 'unreadable') {
    run.addUnreadable(record, state, read.reason)
    return []
  }
  const findings = await findingsNow(dataset, read, state)
  return run.add({ record, sample: read.sample, state }, findings)
}

/** What is so of a sample as a person left it. */
async function findingsNow(
  dataset: OpenDataset,
  { sample, findings }: Pick<Extract<Analysis, { kind: 'sample' }>, 'sample' | 'findings'>,
  { tree }: Visited['state'],
): Promise<readonly Finding[]> {
  return tree ? dataset.reader.findings(presentSample(sample, tree)) : findings
}

/**
 * Samples to be looked at apart, flagged or failing ones, each with the reasons: the records as rows,
 * and the reasons once more as a table.
 */
async function* exportApart(dataset: OpenDataset, request: ExportRequest, job: Job): ExportRun {
  const file = `${request.name}.jsonl`
  const table = `${request.name}.csv`
  const summary = new SummaryBuilder(request.target)
  yield { file, part: '' }
  yield { file: table, part: REASONS_HEAD }
  summary.addToFile(file, 0, 0)
  summary.addBeside(table, 0, REASONS_HEAD.length)
  const isWanted =
    request.target === 'flagged'
      ? (state: Visited['state']) => state.flag !== null
      : (_: Visited['state'], record: number) =>
          dataset.columns.get('errors', record) > 0 ||
          (dataset.columns.get('flags', record) & FLAGS.unreadable) !== 0
  for await (const step of visit(dataset, all(dataset), isWanted, job))
    for (const { record, state, bytes } of step) {
      if (!bytes || !isWanted(state, record)) continue
      const { sourceName, lineNumber, format } = dataset.records.place(record)
      const read = await dataset.reader.read(bytes, format)
      const apart = {
        record,
        source: sourceName,
        line: lineNumber,
        note: state.flag?.note ?? '',
        findings: read.kind === 'sample' ? await findingsNow(dataset, read, state) : [],
        text: new TextDecoder().decode(bytes),
        ...(read.kind === 'sample' ? {} : { unreadable: read.reason }),
      }
      const text = flaggedRow(apart)
      const reasons = reasonLines(apart)
      summary.consider()
      summary.wrote(file, text)
      summary.addBeside(table, Math.max(1, apart.findings.length), encodedLength(reasons))
      yield { file, part: text + '\n' }
      yield { file: table, part: reasons }
    }
  return summary.build()
}

async function* exportSources(dataset: OpenDataset, request: ExportRequest, job: Job): ExportRun {
  const summary = new SummaryBuilder('source')
  const { sources } = dataset.records
  for (const [n, source] of sources.entries()) {
    const file = sourceFileName(request.name, source, sources.length > 1 ? n + 1 : 0)
    let bytes = 0
    const piece = (part: SourcePiece): Piece => {
      if ('text' in part) {
        bytes += new TextEncoder().encode(part.text).length
        return { file, part: part.text }
      }
      bytes += part.to - part.from
      return { file, part: { source: source.blob, ...part } }
    }
    const { container, firstRecord, records } = source.info
    const { place } = source.info
    const plan = new SourcePlan(container, source.info.bytes, place?.byteOffset)
    let end = place?.byteOffset ?? 0
    let rows = 0
    let edited = 0
    let firstKept = -1
    const range = { first: firstRecord, end: firstRecord + records }
    const isEdited = (state: Visited['state']) =>
      state.tree !== null && refuseByScope(state, request.scope) === null
    for await (const step of visit(dataset, range, isEdited, job))
      for (const visited of step) {
        const { record } = visited
        summary.consider()
        const fate = await fateOf(dataset, visited, request)
        const offset = dataset.columns.get('offset', record)
        const length = dataset.columns.get('length', record)
        const comma = plan.needsComma && fate.ok ? await commaBefore(source.blob, end, offset) : {}
        end = offset + length
        if (!fate.ok) {
          summary.holdBack(record, fate.reason, fate.message)
          yield* plan.add({ offset, length, fate: 'drop' }).map(piece)
          continue
        }
        rows++
        if (firstKept < 0) firstKept = record
        if (fate.fate === 'edit') {
          edited++
          yield* plan.add({ offset, length, fate: { text: fate.text }, ...comma }).map(piece)
        } else yield* plan.add({ offset, length, fate: 'leave', ...comma }).map(piece)
      }
    yield* plan.end().map(piece)
    summary.addToFile(file, rows, bytes)
    if (edited > 0) summary.converted(edited, ['Edited records written into their own text'], [], 0)
    if (firstKept >= 0)
      summary.preview(new TextDecoder().decode(await dataset.records.bytes(firstKept)))
  }
  return summary.build()
}

function encodedLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Where the comma between two members of an object of records ends. */
async function commaBefore(blob: Blob, from: number, to: number) {
  const between = new Uint8Array(await blob.slice(from, to).arrayBuffer())
  return { behindComma: behindComma(between, from) }
}

async function fateOf(
  dataset: OpenDataset,
  { record, state, bytes }: Visited,
  { scope }: ExportRequest,
): Promise<SourceFate> {
  if (dataset.columns.get('flags', record) & FLAGS.unreadable) return unreadableFate(state, scope)
  const { format: id } = dataset.records.place(record)
  const format = formatOf(id)
  if (!bytes) return sourceFate({ record, sample: EMPTY_SAMPLE, state }, () => '', format, scope)
  const read = await dataset.reader.read(bytes, id)
  if (read.kind === 'unreadable') return unreadableFate(state, scope)
  const text = () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return sourceFate({ record, sample: read.sample, state }, text, format, scope)
}

/** `number` is 0 where the dataset has one source. */
function sourceFileName(name: string, { info }: Source, number: number): string {
  const extension = info.container === 'jsonl' ? 'jsonl' : 'json'
  return number === 0 ? `${name}.${extension}` : `${name}-${number}.${extension}`
}

function all(dataset: OpenDataset): { readonly first: number; readonly end: number } {
  return { first: 0, end: dataset.columns.count }
}
