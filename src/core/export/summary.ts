import { utf8Length } from '../json/reason.ts'
import { HELD_BACK, type HeldBackReason } from './held-back.ts'
import type { ExportSummary, HeldBackGroup, TargetId } from './target.ts'

/** Records and details kept per reason; more would not be looked at one by one. */
const MOST_RECORDS = 100
const FIRST_ROW_UNITS = 2000

/** Gathers an `ExportSummary` while samples go by; memory does not grow with their number. */
export class SummaryBuilder {
  readonly #target: TargetId
  #considered = 0
  #written = 0
  #firstRow = ''
  #stepsLeftOut = 0
  readonly #heldBack = new Map<
    HeldBackReason,
    { count: number; records: number[]; details: string[] }
  >()
  readonly #transformations = new Map<string, number>()
  /** Notices about rows, with the rows they are about. */
  readonly #rowNotices = new Map<string, number>()
  readonly #notices: string[] = []
  readonly #files = new Map<string, { rows: number; bytes: number }>()

  constructor(target: TargetId) {
    this.#target = target
  }

  consider(): void {
    this.#considered++
  }

  holdBack(record: number, reason: HeldBackReason, detail: string): void {
    let group = this.#heldBack.get(reason)
    if (!group) this.#heldBack.set(reason, (group = { count: 0, records: [], details: [] }))
    group.count++
    if (group.records.length >= MOST_RECORDS) return
    group.records.push(record)
    group.details.push(detail)
  }

  /** Counts what it took to write some rows of one sample. */
  converted(
    rows: number,
    names: readonly string[],
    notices: readonly string[],
    stepsLeftOut: number,
  ): void {
    for (const name of names)
      this.#transformations.set(name, (this.#transformations.get(name) ?? 0) + rows)
    for (const notice of notices)
      this.#rowNotices.set(notice, (this.#rowNotices.get(notice) ?? 0) + rows)
    this.#stepsLeftOut += stepsLeftOut
  }

  /** Counts a row that leaves, with its line end of one byte. */
  wrote(file: string, text: string): void {
    if (this.#written === 0) this.#firstRow = text.slice(0, FIRST_ROW_UNITS)
    this.addToFile(file, 1, utf8Length(text) + 1)
  }

  addToFile(file: string, rows: number, bytes: number): void {
    this.addBeside(file, rows, bytes)
    this.#written += rows
  }

  /** Counts lines of a file that says more of rows which another file holds. */
  addBeside(file: string, rows: number, bytes: number): void {
    const entry = this.#files.get(file) ?? { rows: 0, bytes: 0 }
    this.#files.set(file, { rows: entry.rows + rows, bytes: entry.bytes + bytes })
  }

  /** Sets the preview where rows do not pass through here. */
  preview(text: string): void {
    if (this.#firstRow === '') this.#firstRow = text.slice(0, FIRST_ROW_UNITS)
  }

  notice(...sentences: readonly string[]): void {
    this.#notices.push(...sentences)
  }

  build(): ExportSummary {
    const notices = [...this.#rowNotices].map(([text, rows]) => `${countOf(rows, 'row')}: ${text}`)
    if (this.#stepsLeftOut > 0)
      notices.push(
        `${countOf(this.#stepsLeftOut, 'step')} left out: the target holds one message a side, and what stands behind it cannot be compared.`,
      )
    return {
      target: this.#target,
      considered: this.#considered,
      written: this.#written,
      heldBack: [...this.#heldBack].map(([reason, group]): HeldBackGroup => ({
        reason,
        message: HELD_BACK[reason],
        ...group,
        records: [...group.records],
        details: [...group.details],
      })),
      transformations: [...this.#transformations].map(([name, rows]) => ({ name, rows })),
      notices: [...notices, ...this.#notices],
      files: [...this.#files].map(([name, counts]) => ({ name, ...counts })),
      firstRow: this.#firstRow,
    }
  }
}

function countOf(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun + 's'}`
}
