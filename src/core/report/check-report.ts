import type { CheckHelp } from '../checks/check.ts'
import type { CheckSettings } from '../checks/settings.ts'
import type { Severity } from '../model/finding.ts'

/**
 * What the checks found in a dataset, to be read without the dataset: printed, sent along with an
 * export, compared with that of another day. Plain data; its JSON is the report's JSON form.
 */
export interface CheckReport {
  readonly version: 1
  readonly dataset: string
  /** Milliseconds since 1970, UTC: when the report was made. */
  readonly madeAt: number
  readonly files: readonly ReportedFile[]
  readonly settings: CheckSettings
  readonly samples: number
  readonly unreadable: number
  readonly withErrors: number
  /** Of those without errors. */
  readonly withWarnings: number
  readonly clean: number
  /** Those that found something, most first. */
  readonly checks: readonly ReportedCheck[]
  /** What is said about whole files. */
  readonly set: readonly {
    readonly source: string
    readonly code: string
    readonly severity: Severity
    readonly message: string
  }[]
  /** Titles of those that ran and found nothing. */
  readonly quiet: readonly { readonly code: string; readonly title: string }[]
  readonly off: readonly { readonly code: string; readonly title: string }[]
  /** Estimated tokens of a sample: `samples[i]` have `i * step` to below `(i + 1) * step`. */
  readonly tokens: { readonly step: number; readonly samples: readonly number[] }
  /** Samples by what people made of them. */
  readonly work: Readonly<Record<string, number>>
}

export interface ReportedFile {
  readonly name: string
  readonly format: string
  readonly records: number
  readonly bytes: number
  /** Hex; absent while it is not known yet. */
  readonly sha256?: string
}

export interface ReportedCheck {
  readonly code: string
  readonly title: string
  readonly severity: Severity
  readonly samples: number
  readonly why: CheckHelp['why']
  readonly remedy: CheckHelp['remedy']
  readonly example?: { readonly record: number; readonly message: string }
}
