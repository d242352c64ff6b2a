import { Analyser, type Analysis } from '../../core/analyse.ts'
import { CHECKS, DEFAULT_SUITE, suiteOf } from '../../core/checks/index.ts'
import { runChecks } from '../../core/checks/run.ts'
import { FIRST_SET_BIT } from '../../core/columns.ts'
import { SET_CHECKS } from '../../core/set/index.ts'
import type { CheckSettings } from '../../core/checks/settings.ts'
import type { CheckSuite } from '../../core/checks/suite.ts'
import { formatOf } from '../../core/formats/index.ts'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import type { Finding } from '../../core/model/finding.ts'
import type { FormatId, Sample } from '../../core/model/sample.ts'
import { ToolValidators } from '../../core/schema/validators.ts'

/** Reads single records with their exact texts, and checks samples: what opening one needs. */
export class ExactReader {
  readonly #toolSets = new RecentToolSets()
  readonly #validators = new ToolValidators()
  readonly #analysers = new Map<FormatId, Analyser>()
  readonly #suite: CheckSuite

  /** Absent where the checks are as they come. */
  constructor(settings?: CheckSettings) {
    this.#suite = settings ? suiteOf(settings) : DEFAULT_SUITE
  }

  /** The record as it came, with its findings. */
  read(bytes: Uint8Array, format: FormatId): Promise<Analysis> {
    let analyser = this.#analysers.get(format)
    if (!analyser) {
      analyser = new Analyser({
        format: formatOf(format),
        toolSets: this.#toolSets,
        validators: this.#validators,
        suite: this.#suite,
      })
      this.#analysers.set(format, analyser)
    }
    return analyser.analyse(bytes)
  }

  /** The findings of a sample that is not as it came. */
  async findings(sample: Sample): Promise<readonly Finding[]> {
    await this.#validators.prepare(sample.tools)
    const format = formatOf(sample.format)
    return runChecks(sample, { format, validators: this.#validators, suite: this.#suite })
  }
}

/** Codes by bit of the finding columns. */
export const CHECK_CODES: readonly string[] = Array.from(
  { length: FIRST_SET_BIT + SET_CHECKS.length },
  (_, bit) => (CHECKS[bit] ?? SET_CHECKS[bit - FIRST_SET_BIT])?.code ?? '',
)
