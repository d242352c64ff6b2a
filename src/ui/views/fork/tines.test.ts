import { describe, expect, it } from 'vitest'
import { UNTOUCHED } from '../../../core/journal/edit.ts'
import {
  addBranch,
  addMessage,
  cutFrom,
  editMessage,
  fork,
  swap,
  type Subject,
} from '../../../core/journal/acts.ts'
import { applyEdits } from '../../../core/journal/apply.ts'
import type { Message, Role } from '../../../core/model/message.ts'
import { buildPair } from '../../../core/model/pair.ts'
import type { Sample } from '../../../core/model/sample.ts'
import { countDifferences, obstacleOf, summaryOf, targetNote } from './facts.ts'
import { foldRows } from './row-folds.ts'
import { seenValues } from './seen-values.ts'
import { stemLines } from './stem-lines.ts'
import { countWords, differences, drawFork, forkMoves, shownTines, tineRows } from './tines.ts'

function says(role: Role, text: string): Message {
  return { role, sourceRole: role, parts: [{ t: 'text', text }], path: '' }
}
function calls(expression: string): Message {
  const args = { expression }
  const call = {
    name: 'calculate',
    args,
    argsText: JSON.stringify(args),
    argsWas: 'object',
    dialect: 'openai',
    path: '',
  } as const
  return { role: 'assistant', sourceRole: 'assistant', parts: [{ t: 'call', call }], path: '' }
}
const tool = (text: string): Message => ({
  role: 'tool',
  sourceRole: 'tool',
  parts: [{ t: 'result', text }],
  path: '',
})

const TRACE: Sample = {
  format: 'openai',
  tools: { defs: [], encoding: 'absent', text: '' },
  context: [says('system', 'Policy.'), says('user', 'What is 1 + 1?')],
  branches: [
    { messages: [calls('1 + 1'), tool('2'), says('assistant', 'Two.'), says('user', 'Thanks.')] },
  ],
  meta: {},
  extra: [],
  problems: [],
}

/** The subject after acts, each of which must go well. */
function after(...acts: ((s: Subject) => ReturnType<typeof swap>)[]): Subject {
  let subject: Subject = { sample: TRACE, state: UNTOUCHED }
  for (const act of acts) {
    const made = act(subject)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    const state = applyEdits(TRACE, subject.state, made.value.edits)
    if (!state.ok) throw new Error(JSON.stringify(state.error))
    subject = { sample: TRACE, state: state.value }
  }
  return subject
}
const forked = (s: Subject) => fork(s, 2, 'copy')
const signs = (s: Subject) => {
  const [left, right] = shownTines(drawFork(s), null)
  return tineRows(left, right)
    .map((row) => row.sign)
    .join(' ')
}

describe('the tines of a fork', () => {
  it('stand in the order of their letters, whichever is chosen', () => {
    const [a, b] = shownTines(drawFork(after(forked)), null)
    expect([a.letter, a.role, a.origin]).toEqual(['A', 'chosen', 'a copy of B'])
    expect([b?.letter, b?.role, b?.origin]).toEqual(['B', 'rejected', 'as recorded'])
    const [left, right] = shownTines(drawFork(after(forked, swap)), null)
    expect([left.role, right?.role]).toEqual(['rejected', 'chosen'])
  })

  it('show a branch that is looked at beside the chosen one', () => {
    const drawn = drawFork(after(forked, (s) => addBranch(s, null)))
    const third = drawn.tines[2]!
    expect(third).toMatchObject({ letter: 'C', role: null, origin: 'empty' })
    const [left, right] = shownTines(drawn, third.id)
    expect([left.letter, right?.letter]).toEqual(['A', 'C'])
  })

  it('call a copy of what a person wrote a copy, until it is changed', () => {
    const written = (s: Subject) => addMessage(s, 'n2', 0, says('assistant', 'It is two.'))
    const copied = after(
      forked,
      (s) => addBranch(s, null),
      written,
      (s) => addBranch(s, 'n2'),
    )
    const origins = (s: Subject) => drawFork(s).tines.map((tine) => tine.origin)
    expect(origins(copied)).toEqual(['a copy of B', 'as recorded', 'your answer', 'a copy of C'])
    const edit = (s: Subject) => editMessage(s, 'n3', 0, says('assistant', 'Two, then.'))
    const edited = after(
      forked,
      (s) => addBranch(s, null),
      written,
      (s) => addBranch(s, 'n2'),
      edit,
    )
    expect(origins(edited)[3]).toBe('your answer')
    const corrected = (s: Subject) => editMessage(s, 'n1', 2, says('assistant', 'Two, then.'))
    expect(origins(after(forked, corrected))[0]).toBe('your correction')
    expect(origins(after(forked, corrected, (s) => addBranch(s, 'n1')))[2]).toBe('a copy of A')
  })

  it('are one where the sample is not forked', () => {
    expect(shownTines(drawFork({ sample: TRACE, state: UNTOUCHED }), null)[1]).toBeNull()
  })
})

describe('rows', () => {
  const edited = (s: Subject) => editMessage(s, 'n1', 0, calls('1 + 2'))

  it('say what is equal, changed and on one side only', () => {
    expect(signs(after(forked))).toBe('equal equal equal equal')
    expect(signs(after(forked, edited, (s) => cutFrom(s, 'n1', 1)))).toBe(
      'changed right right right',
    )
  })

  it('count what differs', () => {
    const drawn = drawFork(after(forked, edited))
    const [left, right] = shownTines(drawn, null)
    const rows = tineRows(left, right)
    expect(countDifferences(rows, left, right!)).toBe(1)
    const diff = differences(left.messages[0]!, right!.messages[0]!)
    expect(countWords(diff)).toEqual(['1 value'])
    expect(differences(left.messages[0]!, right!.messages[0]!)).toBe(diff)
  })

  it('fold where they are equal, but not the last one before a difference or what must be seen', () => {
    const last = (s: Subject) => editMessage(s, 'n1', 3, says('user', 'No.'))
    const longer: Subject = after(forked, last)
    const [left, right] = shownTines(drawFork(longer), null)
    const rows = tineRows(left, right)
    const shape = (seen: number[]) =>
      foldRows([rows[0]!, ...rows], new Set(), (row) => seen.includes(row.left ?? -1))
        .map((drawn) => (drawn.kind === 'fold' ? `(${drawn.rows.length})` : drawn.row.left))
        .join(' ')
    expect(shape([])).toBe('(3) 2 3')
    expect(shape([1])).toBe('0 0 1 2 3')
  })
})

describe('the fork point', () => {
  it('moves to the next place where somebody waits for an answer', () => {
    const subject = after(forked)
    expect(forkMoves(subject, drawFork(subject))).toEqual({ up: null, down: 4 })
  })
  it('does not move past a difference', () => {
    const subject = after(forked, (s) => editMessage(s, 'n1', 0, calls('1 + 2')))
    expect(forkMoves(subject, drawFork(subject)).down).toBeNull()
  })
})

describe('what stands in the way of a pair', () => {
  function obstacle(subject: Subject) {
    const pair = buildPair(subject.sample, subject.state.tree)
    return pair.ok ? null : obstacleOf(pair.error, drawFork(subject))
  }
  it('is a stale message, by its number on screen', () => {
    const subject = after(forked, (s) => editMessage(s, 'n1', 0, calls('1 + 2')))
    expect(obstacle(subject)).toEqual({
      words: 'Settle message 3 first',
      kind: 'stale',
      at: { lane: 0, index: 1 },
    })
  })
  it('is two sides that say the same', () => {
    expect(obstacle(after(forked))?.words).toBe('Both sides say the same')
  })
  it('is gone when the stale messages are cut', () => {
    const subject = after(
      forked,
      (s) => editMessage(s, 'n1', 0, calls('1 + 2')),
      (s) => cutFrom(s, 'n1', 1),
    )
    expect(obstacle(subject)).toBeNull()
  })
})

describe('the note on the target', () => {
  const note = (subject: Subject) => {
    const drawn = drawFork(subject)
    const [left, right] = shownTines(drawn, null)
    return targetNote(drawn, left, right!)
  }
  it('names the message that is trained', () => {
    const subject = after(forked, (s) => editMessage(s, 'n1', 0, calls('1 + 2')))
    expect(note(subject)).toBe(
      'LLaMA-Factory DPO trains message 2 of each side. Later messages stay in the dataset.',
    )
  })
  it('says when the sides part where the model does not speak', () => {
    const subject = after(forked, (s) => editMessage(s, 'n1', 1, tool('3')))
    expect(note(subject)).toMatch(/^The sides first differ at message 3, which the model/)
  })
  it('says when one side is the beginning of the other', () => {
    expect(note(after(forked, (s) => cutFrom(s, 'n1', 2)))).toMatch(/^One side is the beginning/)
  })
})

describe('the folded stem', () => {
  const long = [...TRACE.context, ...TRACE.branches[0].messages]
  it('shows the system message, what lies between, and the last three', () => {
    expect(stemLines(long, 'brief')).toEqual([
      { kind: 'message', from: 0 },
      { kind: 'run', from: 1, to: 2, words: '2 messages: 1 user, 1 call' },
      { kind: 'message', from: 3 },
      { kind: 'message', from: 4 },
      { kind: 'message', from: 5 },
    ])
  })
  it('shows the last message only where there is little room', () => {
    expect(stemLines(long, 'last')).toEqual([
      { kind: 'run', from: 0, to: 4, words: 'system, 1 user, 1 assistant, 1 call with results' },
      { kind: 'message', from: 5 },
    ])
  })
  it('shows everything of a short prompt', () => {
    expect(stemLines(TRACE.context, 'brief')).toHaveLength(2)
  })
  it('says in words what a stretch holds', () => {
    expect(summaryOf([says('user', 'x'), says('user', 'y')])).toBe('2 user')
  })
})

it('finds the values of a call that the prompt holds', () => {
  const before = [says('user', 'Flight HAT136 on 2024-05-20.'), says('assistant', 'HAT136?')]
  expect(seenValues({ flights: [{ number: 'HAT136' }], bags: 3, id: 'none_7' }, before)).toEqual([
    { text: 'HAT136', numbers: [0, 1] },
  ])
})
