import type { SampleState } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'
import { utf8Length } from '../json/reason.ts'
import { refuseByScope } from './admission.ts'
import { SummaryBuilder } from './summary.ts'
import type {
  ExportRequest,
  ExportRow,
  ExportSample,
  ExportSummary,
  RowArranger,
  RowTarget,
} from './target.ts'

/**
 * One run of a row target: samples in, lines out. The browser and the headless tool both drive it,
 * so their files and summaries are the same; a plan is a run whose lines are not kept.
 */
export class RowExport {
  readonly #target: RowTarget
  readonly #request: ExportRequest
  readonly #arranger: RowArranger | undefined
  readonly #summary: SummaryBuilder

  constructor(target: RowTarget, request: ExportRequest) {
    this.#target = target
    this.#request = request
    this.#arranger = target.arrange?.()
    this.#summary = new SummaryBuilder(target.id)
    this.#summary.addToFile(this.fileName, 0, 0)
  }

  /** The file that the lines belong in. */
  get fileName(): string {
    return `${this.#request.name}.jsonl`
  }

  /** Takes the next sample; gives the lines, each with its newline, that can be written now. */
  add(exported: ExportSample, findings: readonly Finding[]): readonly string[] {
    const { record, state } = exported
    this.#summary.consider()
    const result =
      refuseByScope(state, this.#request.scope) ?? this.#target.convert(exported, findings)
    if (!result.ok) {
      this.#summary.holdBack(record, result.reason, result.message)
      return []
    }
    const { rows, transformations, notices, stepsLeftOut } = result
    this.#summary.converted(rows.length, transformations, notices, stepsLeftOut)
    return this.#write(rows.flatMap((row) => this.#arranger?.push(row) ?? [row]))
  }

  /** Takes a record that could not be read; `reason` says why. */
  addUnreadable(record: number, state: SampleState, reason: string): void {
    this.#summary.consider()
    const refused = refuseByScope(state, this.#request.scope)
    if (refused) this.#summary.holdBack(record, refused.reason, refused.message)
    else this.#summary.holdBack(record, 'unreadable', reason)
  }

  /** Ends the run: the last lines and the files beside them. Afterwards `summary` is complete. */
  end(): {
    readonly lines: readonly string[]
    readonly sideFiles: readonly { readonly name: string; readonly text: string }[]
  } {
    const rest = this.#arranger?.end()
    const lines = rest ? this.#write(rest.rows) : []
    if (rest) this.#summary.notice(...rest.notices)
    const sideFiles = this.#target.sideFiles(this.#request)
    for (const { name, text } of sideFiles) this.#summary.addToFile(name, 0, utf8Length(text))
    return { lines, sideFiles }
  }

  summary(): ExportSummary {
    return this.#summary.build()
  }

  #write(rows: readonly ExportRow[]): string[] {
    return rows.map(({ text }) => {
      this.#summary.wrote(this.fileName, text)
      return text + '\n'
    })
  }
}
