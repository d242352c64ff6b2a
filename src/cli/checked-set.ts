import type { Analysis } from '../core/analyse.ts'
import type { CheckSettings } from '../core/checks/settings.ts'
import { FormatSorter } from '../core/formats/mixed.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import type { FormatId, Sample } from '../core/model/sample.ts'
import { readRecord } from '../core/record.ts'
import { Digester, haveSplits } from '../core/set/digest.ts'
import { Digests, emptyDigests, type DigestBatch } from '../core/set/digests.ts'
import { judgeSet } from '../core/set/judge.ts'
import type { CheckTotals } from './check.ts'
import type { TextOutput } from './output.ts'
import type { SourceFile } from './source-file.ts'

/** Records whose digests are gathered before they join the others. */
const BATCH = 1024

interface CheckedFile {
  readonly file: SourceFile
  readonly formats: readonly FormatId[]
  readonly sorter: FormatSorter | undefined
  readonly places: Places
}

/**
 * What a run of `check` remembers of all its records to hold them against each other: digests and
 * places. The files stay open, since records that look alike are read again.
 */
export class CheckedSet {
  readonly #digests = new Digests()
  readonly #digester: Digester
  readonly #files: CheckedFile[] = []
  readonly #toolSets = new RecentToolSets()
  #batch: DigestBatch = emptyDigests(BATCH)
  #filled = 0

  constructor(paths: readonly string[]) {
    // What is in a zip file is only known later.
    const prompts = haveSplits(paths) || paths.some((path) => /\.zip$/i.test(path))
    this.#digester = new Digester({ prompts })
  }

  begin(file: SourceFile, formats: readonly FormatId[]): void {
    this.end()
    const { entry } = file.origin
    this.#digests.beginPart(entry === undefined ? file.path : `${file.path}: ${entry}`)
    const sorter = formats.length > 1 ? new FormatSorter(formats) : undefined
    this.#files.push({ file, formats, sorter, places: new Places() })
  }

  add(analysis: Analysis, byteOffset: number, byteLength: number): void {
    const isFound = analysis.kind === 'sample' && analysis.findings.length > 0
    this.#files.at(-1)!.places.add(byteOffset, byteLength, isFound)
    if (analysis.kind === 'sample')
      this.#digester.digest(analysis.sample, analysis.record, this.#batch, this.#filled)
    this.#filled++
    if (this.#filled === BATCH) this.end()
  }

  /** The file's last record has been added. */
  end(): void {
    if (this.#filled === 0) return
    this.#digests.append(this.#batch, this.#filled)
    this.#batch = emptyDigests(BATCH)
    this.#filled = 0
  }

  keeps(file: SourceFile): boolean {
    return this.#files.some((each) => each.file === file)
  }

  async close(): Promise<void> {
    for (const { file } of this.#files) await file.close()
  }

  /** Prints what is found in the set, a line each. */
  async judge(settings: CheckSettings, out: TextOutput, totals: CheckTotals): Promise<void> {
    const digests = this.#digests
    await judgeSet(
      { digests, settings, read: (record) => this.#read(record) },
      {
        finding: async ({ record, part, finding }) => {
          const { file, places } = this.#files[part]!
          totals.count(finding)
          const { entry } = file.origin
          const index = record === null ? null : record - digests.parts[part]!.from
          if (index !== null && places.markFound(index)) totals.recordsWithFindings++
          const { code, severity, message, path } = finding
          const about = entry === undefined ? { file: file.path } : { file: file.path, entry }
          await out.writeLine({ ...about, record: index, code, severity, message, path })
        },
      },
    )
  }

  async #read(record: number): Promise<Sample | undefined> {
    const part = this.#digests.partOf(record)
    const { file, formats, sorter, places } = this.#files[part]!
    const index = record - this.#digests.parts[part]!.from
    const bytes = await file.bytesAt(places.offset(index), places.length(index))
    const options = { exact: true, toolSets: this.#toolSets }
    const read = readRecord(bytes, formats[0]!, options)
    if (read.kind === 'unreadable') return undefined
    const format = sorter?.formatOf(read.value).id
    if (format === undefined || format === formats[0]) return read.sample
    const other = readRecord(bytes, format, options)
    return other.kind === 'sample' ? other.sample : undefined
  }
}

/** Where the records of a file stand, and whether something was found in them: 13 bytes each. */
class Places {
  #offsets = new Float64Array(BATCH)
  #lengths = new Uint32Array(BATCH)
  #found = new Uint8Array(BATCH)
  #count = 0

  add(byteOffset: number, byteLength: number, isFound: boolean): void {
    if (this.#count === this.#offsets.length) this.#grow()
    this.#offsets[this.#count] = byteOffset
    this.#lengths[this.#count] = byteLength
    this.#found[this.#count] = Number(isFound)
    this.#count++
  }

  offset(index: number): number {
    return this.#offsets[index]!
  }

  length(index: number): number {
    return this.#lengths[index]!
  }

  /** Whether this is the first that is found in the record. */
  markFound(index: number): boolean {
    if (this.#found[index] === 1) return false
    this.#found[index] = 1
    return true
  }

  #grow(): void {
    const size = 2 * this.#offsets.length
    const [offsets, lengths, found] = [this.#offsets, this.#lengths, this.#found]
    this.#offsets = new Float64Array(size)
    this.#offsets.set(offsets)
    this.#lengths = new Uint32Array(size)
    this.#lengths.set(lengths)
    this.#found = new Uint8Array(size)
    this.#found.set(found)
  }
}
