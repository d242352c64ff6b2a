import type { CheckSettings } from '../checks/settings.ts'
import type { Subject } from '../journal/acts.ts'
import type { Edit } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'

/**
 * A fix mends one kind of problem in one sample. It is a pure function: it proposes edits, and whoever
 * asked shows them before anything is done. One file per fix, one line in `index.ts`.
 */
export interface Fix {
  /** The stable name of it: `trim-result`. */
  readonly id: string
  /** What it does, as a button says it: "Trim the result". */
  readonly title: string
  /** What it changes and what it leaves alone, in a sentence or two. */
  readonly help: string
  /** Codes of the checks whose findings it mends; none where it looks for itself. */
  readonly mends: readonly string[]
  /** What it does takes a look at each: it is not offered for many samples at once. */
  readonly single?: true
  /**
   * What it would do about these findings of the sample as the person left it; null where it has
   * nothing to do. Findings of other checks are passed over. `settings` are those of the checks.
   */
  propose(subject: Subject, findings: readonly Finding[], settings?: CheckSettings): Proposal | null
}

export type Proposal =
  | {
      readonly kind: 'edits'
      readonly edits: readonly [Edit, ...Edit[]]
      /** What was done, for the history: "Cuts 4 repeats". */
      readonly what: string
    }
  /** It sees the problem and cannot mend it: `reason` says why, in words that have no numbers. */
  | { readonly kind: 'refused'; readonly reason: string }

export function refuse(reason: string): Proposal {
  return { kind: 'refused', reason }
}

/** What bars any change of a sample's messages, in words. */
export function obstacle({ sample, state }: Subject): Proposal | null {
  return state.tree === null && sample.apart
    ? refuse('Its two sides have two prompts. Take one of them first.')
    : null
}
