import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_TOOLS, type Message, type Role } from '../model/message.ts'
import { buildPair } from '../model/pair.ts'
import { LEAD_STAYS, presentSample, recordedTree, type BranchId } from '../model/tree.ts'
import type { Sample } from '../model/sample.ts'
import * as acts from './acts.ts'
import { applyEdits, invertEdits } from './apply.ts'
import { UNTOUCHED, type JournalEntry, type SampleState } from './edit.ts'
import { inverseChanges, UndoHistory } from './undo.ts'

/** A conversation in one line: `s` system, `u` user, `a` assistant, `c` call, `t` tool result. */
function conversation(line: string): Message[] {
  const roles: Record<string, Role> = {
    s: 'system',
    u: 'user',
    a: 'assistant',
    c: 'assistant',
    t: 'tool',
  }
  return [...line].map((letter, i): Message => {
    const path = `/messages/${i}`
    const role = roles[letter]!
    if (letter === 'c')
      return {
        role,
        sourceRole: role,
        path,
        parts: [
          {
            t: 'call',
            call: {
              name: 'f',
              args: { i },
              argsText: `{"i":${i}}`,
              argsWas: 'object',
              dialect: 'openai',
              path,
            },
          },
        ],
      }
    if (letter === 't')
      return { role, sourceRole: role, path, parts: [{ t: 'result', text: `${i}` }] }
    return { role, sourceRole: role, path, parts: [{ t: 'text', text: `${letter}${i}` }] }
  })
}

function trace(line: string): Sample {
  const messages = conversation(line)
  const first = messages.findIndex((m) => m.role === 'assistant')
  const at = first < 0 ? messages.length : first
  return {
    format: 'openai',
    tools: NO_TOOLS,
    context: messages.slice(0, at),
    branches: [{ messages: messages.slice(at) }],
    meta: {},
    extra: [],
    problems: [],
  }
}

function say(text: string): Message {
  return { role: 'assistant', sourceRole: 'assistant', path: '', parts: [{ t: 'text', text }] }
}

type Step = (subject: acts.Subject) => ReturnType<typeof acts.decide>

/** Any act a person can try; many do not fit the state they meet, and are refused. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    (s) => acts.decide(s, 'keep'),
    (s) => acts.decide(s, 'drop'),
    (s) => acts.decide(s, null),
    (s) => acts.flag(s, 'look'),
    (s) => acts.flag(s, null),
    (s) => acts.label(s, true),
    (s) => acts.label(s, false),
    (s) => acts.unfork(s),
    (s) => acts.swap(s),
    (s) => acts.savePair(s),
    (s) => acts.verdict(s, 'tie'),
    (s) => acts.addBranch(s, null),
    (s) => acts.rationale(s, { tags: ['safer'], note: '', strength: 'much' }),
  ),
  fc.record({ at: fc.nat(12), copy: fc.boolean() }).map(
    ({ at, copy }): Step =>
      (s) =>
        acts.fork(s, at, copy ? 'copy' : 'empty'),
  ),
  fc.nat(12).map(
    (at): Step =>
      (s) =>
        acts.moveFork(s, at),
  ),
  fc
    .record({ lane: fc.constantFrom<acts.Lane>('context', 'r0', 'n1', 'n2'), at: fc.nat(8) })
    .chain(({ lane, at }) =>
      fc.constantFrom<Step>(
        (s) => acts.editMessage(s, lane, at, say('better')),
        (s) => acts.addMessage(s, lane, at, say('more')),
        (s) => acts.removeMessage(s, lane, at),
        (s) => acts.cutFrom(s, lane as BranchId, at),
        (s) => acts.confirmStale(s, lane, at, true),
        (s) => acts.removeBranch(s, lane as BranchId),
      ),
    ),
)

const lines = fc.constantFrom('uacta', 'suacctata', 'uauaua', 'usuactactu', 'a', 'u', '', 'uact')

describe('the journal', () => {
  test('an act and its inverse leave the state as it was, whatever came before', () => {
    fc.assert(
      fc.property(lines, fc.array(step, { maxLength: 25 }), (line, steps) => {
        const sample = trace(line)
        let state: SampleState = UNTOUCHED
        for (const build of steps) {
          const built = build({ sample, state })
          if (!built.ok) continue
          const after = applyEdits(sample, state, built.value.edits)
          expect(after.ok).toBe(true)
          if (!after.ok) return
          const back = applyEdits(sample, after.value, invertEdits(built.value.edits))
          expect(back).toEqual({ ok: true, value: state })
          state = after.value
        }
      }),
    )
  })

  test('whatever is done, every branch grows from the one context and begins with an answer', () => {
    fc.assert(
      fc.property(lines, fc.array(step, { maxLength: 25 }), (line, steps) => {
        const sample = trace(line)
        let state: SampleState = UNTOUCHED
        for (const build of steps) {
          const built = build({ sample, state })
          if (!built.ok) continue
          const after = applyEdits(sample, state, built.value.edits)
          if (after.ok) state = after.value
          const present = presentSample(sample, state.tree)
          for (const branch of present.branches)
            if (branch.messages[0]) expect(branch.messages[0].role).toBe('assistant')
          const pair = buildPair(sample, state.tree)
          if (pair.ok) {
            expect(pair.value.prompt).toEqual(present.context)
            expect(['user', 'tool']).toContain(pair.value.prompt.at(-1)!.role)
          }
        }
      }),
    )
  })

  test('undo and redo walk the acts back and forth, and the stacks fold from the journal alone', () => {
    const walk = fc.array(fc.oneof(step, fc.constantFrom('undo' as const, 'redo' as const)), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(lines, walk, (line, moves) => {
        const sample = trace(line)
        const journal: JournalEntry[] = []
        const past: SampleState[] = [UNTOUCHED]
        let future: SampleState[] = []
        let history = new UndoHistory()
        const now = () => past.at(-1)!
        const write = (entry: Omit<JournalEntry, 'seq' | 'dataset' | 'at' | 'who'>) => {
          const full = { ...entry, seq: journal.length + 1, dataset: 'd', at: 0, who: 'me' }
          journal.push(full)
          history.push(full)
        }
        for (const move of moves) {
          if (move === 'undo' || move === 'redo') {
            const seq = move === 'undo' ? history.undoable : history.redoable
            expect(seq !== undefined).toBe(move === 'undo' ? past.length > 1 : future.length > 0)
            if (seq === undefined) continue
            const entry = journal.find((e) => e.seq === seq)!
            const changes = inverseChanges(entry.changes)
            const state = applyEdits(sample, now(), changes[0].edits)
            expect(state.ok).toBe(true)
            if (!state.ok) return
            write({
              act: entry.act,
              changes,
              ...(move === 'undo' ? { undoes: seq } : { redoes: seq }),
            })
            if (move === 'undo') {
              future.push(past.pop()!)
              expect(state.value).toEqual(now())
            } else {
              past.push(future.pop()!)
              expect(state.value).toEqual(now())
            }
          } else {
            const built = move({ sample, state: now() })
            if (!built.ok) continue
            const after = applyEdits(sample, now(), built.value.edits)
            if (!after.ok) continue
            past.push(after.value)
            future = []
            write({ act: built.value.act, changes: [{ record: 0, edits: built.value.edits }] })
          }
          const folded = new UndoHistory()
          for (const entry of journal) folded.push(entry)
          expect([folded.undoable, folded.redoable]).toEqual([history.undoable, history.redoable])
          history = folded
        }
      }),
    )
  })

  test('an edit made against another state is refused whole', () => {
    const sample = trace('uacta')
    const kept = acts.decide({ sample, state: UNTOUCHED }, 'keep')
    if (!kept.ok) throw new Error('keep must be possible')
    const other: SampleState = { ...UNTOUCHED, decision: 'drop' }
    expect(applyEdits(sample, other, kept.value.edits)).toEqual({
      ok: false,
      error: { kind: 'conflict', what: 'decision' },
    })
  })
})

describe('acts', () => {
  const sample = trace('suactaua')
  const done = (state: SampleState, built: ReturnType<typeof acts.decide>): SampleState => {
    if (!built.ok) throw new Error(JSON.stringify(built.error))
    const after = applyEdits(sample, state, built.value.edits)
    if (!after.ok) throw new Error(JSON.stringify(after.error))
    return after.value
  }

  test('forking shares what is above once and marks the new branch chosen', () => {
    const state = done(UNTOUCHED, acts.fork({ sample, state: UNTOUCHED }, 5, 'copy'))
    const present = presentSample(sample, state.tree)
    expect(present.context).toHaveLength(5)
    expect(present.branches.map((b) => b.messages.length)).toEqual([3, 3])
    expect(state.tree!.roles).toEqual({ chosen: 'n1', rejected: 'r0' })
  })

  test('a fork inside a run of assistant messages or before a system message is refused', () => {
    expect(acts.fork({ sample, state: UNTOUCHED }, 4, 'copy').ok).toBe(false)
    expect(acts.fork({ sample, state: UNTOUCHED }, 1, 'copy').ok).toBe(false)
  })

  test('editing a tool call makes what follows in its branch stale, and the pair waits for it', () => {
    let state = done(UNTOUCHED, acts.fork({ sample, state: UNTOUCHED }, 2, 'copy'))
    const call = presentSample(sample, state.tree).branches[0].messages[1]!
    const part = call.parts[0]!
    if (part.t !== 'call') throw new Error('a call is expected')
    const changed: Message = {
      ...call,
      parts: [{ t: 'call', call: { ...part.call, args: { i: 9 }, argsText: '{"i":9}' } }],
    }
    state = done(state, acts.editMessage({ sample, state }, 'n1', 1, changed))
    expect(state.tree!.branches[0].items.map((i) => i.stale ?? false)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ])
    expect(state.tree!.branches[1]!.items.some((i) => i.stale)).toBe(false)
    const early = acts.savePair({ sample, state })
    expect(early.ok ? null : early.error).toMatchObject({
      kind: 'notAPair',
      error: { kind: 'stale', index: 2 },
    })
    state = done(state, acts.cutFrom({ sample, state }, 'n1', 2))
    state = done(state, acts.savePair({ sample, state }))
    expect(state.verdict).toBe('pair')
    state = done(state, acts.editMessage({ sample, state }, 'n1', 0, say('else')))
    expect(state.verdict).toBe(null)
  })

  test('going back to what was recorded leaves no tree behind', () => {
    let state = done(UNTOUCHED, acts.editMessage({ sample, state: UNTOUCHED }, 'r0', 0, say('x')))
    expect(state.tree).not.toBe(null)
    const items = recordedTree(sample).branches[0].items
    state = done(state, {
      ok: true,
      value: {
        act: 'editMessage',
        edits: [
          {
            type: 'items',
            lane: 'r0',
            at: 0,
            removed: state.tree!.branches[0].items,
            inserted: items,
          },
        ],
      },
    })
    expect(state).toEqual(UNTOUCHED)
  })
})

test('a fork that is taken apart by hand is as recorded, so that later edits can be taken back', () => {
  const sample = trace('uacta')
  const recorded = recordedTree(sample)
  let state: SampleState = UNTOUCHED
  const steps: Step[] = [
    (s) => acts.fork(s, 1, 'copy'),
    (s) => acts.setRoles(s, recorded.roles),
    (s) => acts.removeBranch(s, 'n1'),
  ]
  for (const build of steps) {
    const built = build({ sample, state })
    const next = built.ok ? applyEdits(sample, state, built.value.edits) : built
    if (!next.ok) throw new Error(JSON.stringify(next.error))
    state = next.value
  }
  expect(state.tree).toBeNull()
})

describe('a pair whose sides have no user message', () => {
  const side = (text: string) => ({ messages: [...conversation('s'), say(text)] })
  const sample: Sample = {
    ...trace(''),
    branches: [side('one'), side('two')],
    recordedPair: { chosen: 0, rejected: 1 },
  }
  const subject = { sample, state: UNTOUCHED }

  test('is edited behind the system message', () => {
    const edited = acts.editMessage(subject, 'r0', 1, say('better'))
    if (!edited.ok) throw new Error(JSON.stringify(edited.error))
    const state = applyEdits(sample, UNTOUCHED, edited.value.edits)
    if (!state.ok) throw new Error(JSON.stringify(state.error))
    const present = presentSample(sample, state.value.tree)
    expect(present.branches[0].messages.map((m) => m.role)).toEqual(['system', 'assistant'])
    expect(present.branches[0].messages[1]).toEqual(say('better'))
    expect(buildPair(sample, state.value.tree)).toMatchObject({ error: { kind: 'promptEnd' } })
    expect(acts.addBranch({ sample, state: state.value }, 'r0')).toMatchObject({ ok: true })
  })

  test('keeps the system message of both sides as it is', () => {
    const refused = { error: { kind: 'branchStart', reason: LEAD_STAYS } }
    const [system] = conversation('s')
    expect(acts.editMessage(subject, 'r0', 0, { ...system!, parts: [] })).toMatchObject(refused)
    expect(acts.removeMessage(subject, 'r0', 0)).toMatchObject(refused)
  })
})
