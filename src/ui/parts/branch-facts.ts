import type { RecordedBranch, Score } from '../../core/model/sample.ts'

/** What a file says of one branch besides its messages: "rank 1", "reward 0.85", "gpt-4o". */
export interface BranchFact {
  readonly name: string
  readonly value: string
  /** Why, in the file's own words. */
  readonly why?: string
}

export function branchFacts(branch: RecordedBranch): BranchFact[] {
  const { model, rank, label, scores = [] } = branch
  return [
    ...(model === undefined ? [] : [{ name: 'model', value: model }]),
    ...(rank === undefined ? [] : [{ name: 'rank', value: String(rank) }]),
    ...(label === undefined ? [] : [{ name: 'label', value: label ? 'desirable' : 'undesirable' }]),
    ...scores.map((score) => ({
      name: score.key,
      value: scoreWords(score),
      ...(score.why === undefined ? {} : { why: score.why }),
    })),
  ]
}

/** A score as the file gives it; null says that the file has none for it. */
export function scoreWords({ value }: Score): string {
  return value === null ? 'does not apply' : String(value)
}

/** On one line: "gpt-4o · rank 1 · reward 0.85". */
export function branchWords(branch: RecordedBranch, most = 4): string {
  const facts = branchFacts(branch)
  const words = facts
    .slice(0, most)
    .map(({ name, value }) => (name === 'model' || name === 'label' ? value : `${name} ${value}`))
  if (facts.length > most) words.push(`${facts.length - most} more`)
  return words.join(' · ')
}
