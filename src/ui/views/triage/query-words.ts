import type { WorkState } from '../../../core/journal/edit.ts'
import { printQuery } from '../../../core/query/print.ts'
import { allOf, conjuncts, type Where } from '../../../core/query/where.ts'

/** What the menu of the queue's heading offers: the states, and what stands beside them. */
export type QueueState = WorkState | 'flagged' | 'unreadable'

/** The states as the menu lists them, with their words. */
export const STATE_WORDS: Readonly<Record<QueueState, string>> = {
  todo: 'To do',
  draft: 'Draft forks',
  kept: 'Kept',
  dropped: 'Dropped',
  paired: 'Pairs',
  tied: 'Tied',
  labelled: 'Labelled',
  flagged: 'Flagged',
  unreadable: 'Unreadable',
}

export const STATES: readonly QueueState[] = [
  'todo',
  'draft',
  'kept',
  'paired',
  'tied',
  'labelled',
  'dropped',
  'flagged',
  'unreadable',
]

/** One condition as it stands in the filter. */
export interface QueryChip {
  /** '' where the text says it all. */
  readonly key: string
  readonly shown: string
  /** Set in mono. */
  readonly isMachine: boolean
  /** What is left when it is taken out. */
  readonly rest: Where
}

/** The conditions that must all hold, one by one; of several states each by itself. */
export function chipsOf(where: Where): QueryChip[] {
  const parts = conjuncts(where)
  return parts.flatMap((part, at) => {
    const without = (instead: readonly Where[]) => allOf(parts.toSpliced(at, 1, ...instead))
    if (part.kind !== 'state') return [{ ...chipWords(part), rest: without([]) }]
    return part.states.map((state) => {
      const states = part.states.filter((other) => other !== state)
      return {
        key: 'state',
        shown: STATE_WORDS[state],
        isMachine: false,
        rest: without(states.length > 0 ? [{ kind: 'state', states }] : []),
      }
    })
  })
}

function chipWords(part: Where): Pick<QueryChip, 'key' | 'shown' | 'isMachine'> {
  const printed = printQuery(part)
  if (part.kind === 'text' && part.within === null)
    return { key: '', shown: `“${part.text}”`, isMachine: false }
  const [, key, value] = /^([a-z]+):(.+)$/s.exec(printed) ?? []
  const isOne = part.kind !== 'any' && part.kind !== 'all' && part.kind !== 'not'
  if (isOne && key !== undefined && value !== undefined)
    return { key, shown: value, isMachine: part.kind !== 'is' && part.kind !== 'label' }
  return { key: '', shown: printed, isMachine: true }
}

/** The state that the heading names, and those that a query asks for in the same way. */
export function statesOf(where: Where): readonly QueueState[] {
  return conjuncts(where).flatMap((part): readonly QueueState[] => {
    if (part.kind === 'state') return part.states
    if (part.kind !== 'is') return []
    return part.trait === 'flagged' || part.trait === 'unreadable' ? [part.trait] : []
  })
}

/** The query with one state instead of those that it asks for; with any for null. */
export function withState(where: Where, state: QueueState | null): Where {
  const others = conjuncts(where).filter(
    (part) =>
      part.kind !== 'state' &&
      !(part.kind === 'is' && (part.trait === 'flagged' || part.trait === 'unreadable')),
  )
  if (state === null) return allOf(others)
  const isTrait = state === 'flagged' || state === 'unreadable'
  return allOf([
    ...others,
    isTrait ? { kind: 'is', trait: state } : { kind: 'state', states: [state] },
  ])
}

/** What the queue's heading says: "To do", "All", "Kept, Pairs". */
export function statesTitle(states: readonly QueueState[]): string {
  return states.length === 0 ? 'All' : states.map((state) => STATE_WORDS[state]).join(', ')
}

/** The query in words, for the empty state: `finding: loop.exact`. */
export function queryWords(where: Where): string[] {
  return chipsOf(where).map(({ key, shown }) => {
    if (key === '') return shown
    return `${key}: ${key === 'state' ? shown.toLowerCase() : shown}`
  })
}

export function isFiltered(where: Where): boolean {
  return conjuncts(where).length > 0
}
