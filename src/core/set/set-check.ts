import type { CheckTitle } from '../checks/check.ts'
import type { AnyOptionValues, OptionDefs, OptionValues } from '../checks/options.ts'
import type { Finding, Severity } from '../model/finding.ts'
import type { Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import type { Digests, SetPart } from './digests.ts'
import type { Pace } from './pace.ts'

/**
 * A check that looks for one problem in the whole set. It goes by the digests and reads again only
 * the records that it must be sure of.
 */
export interface DatasetCheck extends CheckTitle {
  judge(set: JudgedSet, report: CheckReport, options: AnyOptionValues): Promise<void> | void
}

export function defineSetCheck<O extends OptionDefs>(
  check: Omit<CheckTitle, 'options'> & {
    readonly options: O
    judge(set: JudgedSet, report: CheckReport, options: OptionValues<O>): Promise<void> | void
  },
): DatasetCheck & { readonly options: O } {
  return check
}

export interface JudgedSet {
  readonly digests: Digests
  /** A record read again, with exact texts; undefined where that cannot be. */
  readonly read: (record: number) => Promise<Sample | undefined>
  /** How a record is named to somebody who looks at another: "record 12 of train.jsonl". */
  readonly nameOf: (record: number, seenFrom: number) => string
  readonly pace: Pace
  /** Records that are the same as an earlier one, filled by `set.dup` for the checks behind it. */
  readonly shared: SharedFacts
}

/** What checks find out and later ones build on. */
export interface SharedFacts {
  /** Of each record the first one with the same content; absent until somebody has sorted them. */
  sameContent?: Uint32Array
  /** Checks that said something about a part, as `code part`. */
  readonly told: Set<string>
}

/** What is found: about one record, or about a part of the set. */
export interface SetFinding {
  /** Counted over all parts; null where it is about the whole part. */
  readonly record: number | null
  /** The part of the set, by its place. */
  readonly part: number
  readonly finding: Finding
}

/** Records that are alike, the first of them first. */
export interface Cluster {
  readonly code: string
  readonly records: readonly number[]
}

/** A number that a check came to, whether or not it is worth a finding. */
export interface Figure {
  readonly code: string
  readonly part: number
  readonly title: string
  readonly value: number
}

export interface SetReceiver {
  /** Findings come one by one, since there may be as many as records. */
  finding(found: SetFinding): Promise<void> | void
  cluster?(cluster: Cluster): void
  figure?(figure: Figure): void
}

/** Hands on what one check finds, under its code. */
export class CheckReport {
  readonly #code: string
  readonly #severity: Severity | undefined
  readonly #set: JudgedSet
  readonly #receiver: SetReceiver

  constructor(code: string, severity: Severity | undefined, set: JudgedSet, receiver: SetReceiver) {
    this.#code = code
    this.#severity = severity
    this.#set = set
    this.#receiver = receiver
  }

  async record(
    record: number,
    severity: Severity,
    message: string,
    path: Pointer = '',
  ): Promise<void> {
    const part = this.#set.digests.partOf(record)
    await this.#receiver.finding({ record, part, finding: this.#made(severity, message, path) })
  }

  async part(part: number, severity: Severity, message: string): Promise<void> {
    this.#set.shared.told.add(`${this.#code} ${part}`)
    await this.#receiver.finding({
      record: null,
      part,
      finding: this.#made(severity, message, ''),
    })
  }

  cluster(records: readonly number[]): void {
    this.#receiver.cluster?.({ code: this.#code, records })
  }

  figure(part: number, title: string, value: number): void {
    this.#receiver.figure?.({ code: this.#code, part, title, value })
  }

  #made(severity: Severity, message: string, path: Pointer): Finding {
    return { code: this.#code, severity: this.#severity ?? severity, message, path }
  }
}

/** "record 12", with its file where that is another. Records are counted from 0 in each file. */
export function namesByFile(digests: Digests): JudgedSet['nameOf'] {
  return (record, seenFrom) => {
    const index = digests.partOf(record)
    const part: SetPart = digests.parts[index]!
    const name = `record ${record - part.from}`
    return digests.partOf(seenFrom) === index ? name : `${name} of ${part.name}`
  }
}
