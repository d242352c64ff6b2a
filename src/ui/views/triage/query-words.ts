import type { SampleQuery } from '../../../engine/protocol.ts'

export type QueryState = SampleQuery['states'][number]

/** The states as the menu lists them, with their words. */
export const STATE_WORDS: Readonly<Record<QueryState, string>> = {
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

const ORDER: readonly QueryState[] = [
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
export const STATES = ORDER

export interface TypedQuery {
  readonly findings: readonly string[]
  readonly states: readonly QueryState[]
  readonly text: string
  /** Words that look like a condition but mean nothing here, with what would. */
  readonly unknown: readonly string[]
}

/**
 * Reads what is typed into the filter: `finding:CODE`, `state:STATE` and words to be found in the
 * text. A condition with an unknown value is searched as text and named in `unknown`.
 */
export function readQuery(typed: string): TypedQuery {
  const findings: string[] = []
  const states: QueryState[] = []
  const text: string[] = []
  const unknown: string[] = []
  for (const word of typed.split(/\s+/)) {
    const [, key, value] = /^(finding|state|is):(\S+)$/i.exec(word) ?? []
    if (key === undefined || value === undefined) {
      if (word !== '') text.push(word)
    } else if (key.toLowerCase() === 'finding') findings.push(value)
    else {
      const state = stateNamed(value)
      if (state) states.push(state)
      else {
        unknown.push(word)
        text.push(word)
      }
    }
  }
  return { findings, states, text: text.join(' '), unknown }
}

function stateNamed(word: string): QueryState | undefined {
  const wanted = word.toLowerCase()
  return ORDER.find(
    (state) => state === wanted || STATE_WORDS[state].toLowerCase().replaceAll(' ', '-') === wanted,
  )
}

/** What the queue's heading says: "To do", "All", "Kept, Pairs". */
export function statesTitle(states: readonly QueryState[]): string {
  return states.length === 0 ? 'All' : states.map((state) => STATE_WORDS[state]).join(', ')
}

/** The query in words, for the empty state: `finding: loop.exact`. */
export function queryWords(query: SampleQuery): string[] {
  return [
    ...query.findings.map((code) => `finding: ${code}`),
    ...query.states.map((state) => `state: ${STATE_WORDS[state].toLowerCase()}`),
    ...(query.text === '' ? [] : [`“${query.text}”`]),
  ]
}

export function isFiltered(query: SampleQuery): boolean {
  return query.findings.length + query.states.length > 0 || query.text !== ''
}
