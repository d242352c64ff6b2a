import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { misfits } from '../checks/schema.ts'
import { anyRecord } from '../formats/testing/records.ts'
import { formatOf } from '../formats/index.ts'
import { formatTitle } from '../formats/titles.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import { endsPrompt, messageText, type Message } from '../model/message.ts'
import { messageAt, type MessageRef, type Sample } from '../model/sample.ts'
import { recordedTree, type Item, type Tree } from '../model/tree.ts'
import { mappedFormat } from './mapped-format.ts'
import { mappingId, mappingOf, mappingText, parseMapping } from './mapping-id.ts'
import type { Mapping } from './mapping.ts'

const base = { version: 1, name: 'm' } as const

function read(record: Json, mapping: Omit<Mapping, 'version' | 'name'>): Sample {
  const text = JSON.stringify(record)
  return mappedFormat({ ...base, ...mapping }).read(record, {
    text,
    toolSets: new RecentToolSets(),
  })
}

const said = (messages: readonly Message[]) => messages.map((m) => [m.role, messageText(m)])

/** The tree with one message saying something else. */
function saying(sample: Sample, ref: MessageRef, text: string): Tree {
  const tree = recordedTree(sample)
  const old = messageAt(sample, ref)!
  const own: Item = {
    kind: 'own',
    from: ref,
    message: { ...old, parts: [{ t: 'text', text }], path: '' },
  }
  const swap = (items: readonly Item[], lane: number) =>
    lane === ref.lane ? items.map((item, i) => (i === ref.index ? own : item)) : items
  const [first, ...others] = tree.branches
  return {
    ...tree,
    context: swap(tree.context, -1),
    branches: [
      { ...first, items: swap(first.items, 0) },
      ...others.map((branch, i) => ({ ...branch, items: swap(branch.items, i + 1) })),
    ],
  }
}

const talk = {
  id: 12345678901234567890,
  extra: '{"turns": [{"who":"customer","says":"Hi","n":1.0},{"who":"agent","says":"Hello"}]}',
}
const talkText = '{"id": 12345678901234567890, "extra": ' + JSON.stringify(talk.extra) + '}'
const talkMapping: Mapping = {
  ...base,
  conversation: {
    path: 'extra~.turns',
    role: 'who',
    content: 'says',
    roles: { customer: 'user', agent: 'assistant' },
  },
}

describe('reading', () => {
  test('messages inside a JSON text have the pointer of the text', () => {
    const sample = read(talk, talkMapping)
    expect(said(sample.context)).toEqual([['user', 'Hi']])
    expect(said(sample.branches[0].messages)).toEqual([['assistant', 'Hello']])
    expect(sample.context[0]!.path).toBe('/extra')
    expect(sample.problems).toEqual([])
    expect(sample.extra).toEqual(['id'])
  })

  test('texts that take turns', () => {
    const sample = read({ t: ['q', 'a', 'q2'] }, { conversation: { path: 't' } })
    expect(said([...sample.context, ...sample.branches[0].messages])).toEqual([
      ['user', 'q'],
      ['assistant', 'a'],
      ['user', 'q2'],
    ])
  })

  test('completions become branches with model, score and rank', () => {
    const record = {
      q: 'Why?',
      answers: [
        { text: 'a', by: 'm1', score: '4.5', rank: 1 },
        { text: 'b', by: 'm2', score: 'N/A', rank: 2 },
      ],
    }
    const sample = read(record, {
      prompt: ['q'],
      candidates: {
        path: 'answers',
        completion: 'text',
        model: 'by',
        score: 'score',
        rank: 'rank',
      },
    })
    expect(sample.problems).toEqual([])
    expect(sample.branches).toMatchObject([
      { model: 'm1', rank: 1, scores: [{ key: 'score', value: 4.5, path: '/answers/0/score' }] },
      { model: 'm2', rank: 2, scores: [{ key: 'score', value: null }] },
    ])
  })

  test('sides with their own prompts are parted where they differ', () => {
    const ask = { role: 'user', content: 'q' }
    const record = {
      a: [ask, { role: 'assistant', content: 'x' }],
      b: [ask, { role: 'assistant', content: 'y' }],
    }
    const sample = read(record, { chosen: 'a', rejected: 'b' })
    expect(said(sample.context)).toEqual([['user', 'q']])
    expect(sample.recordedPair).toEqual({ chosen: 0, rejected: 1 })
    const other = read(
      { ...record, b: [{ role: 'user', content: 'p' }, record.b[1]!] },
      { chosen: 'a', rejected: 'b' },
    )
    expect(other.apart).toBeDefined()
  })

  test('a label by its words, and one that is none of them', () => {
    const mapping = {
      prompt: ['q'],
      completion: 'a',
      label: { path: 'thumb', desirable: ['up'], undesirable: ['down'] },
    }
    expect(read({ q: 'q', a: 'a', thumb: 'down' }, mapping).branches[0].label).toBe(false)
    const unknown = read({ q: 'q', a: 'a', thumb: 'sideways' }, mapping)
    expect(unknown.branches[0].label).toBeUndefined()
    expect(unknown.problems).toMatchObject([{ kind: 'labelType', path: '/thumb' }])
  })

  test('scores of a pair go to the side that they name', () => {
    const sample = read(
      { p: 'q', c: 'a', r: 'b', score_chosen: 3, score_rejected: 1, margin: 2 },
      {
        prompt: ['p'],
        chosen: 'c',
        rejected: 'r',
        scores: ['score_chosen', 'score_rejected', 'margin'],
      },
    )
    expect(sample.branches.map((branch) => branch.scores?.map(({ value }) => value))).toEqual([
      [3],
      [1],
    ])
    expect(sample.meta).toEqual({ margin: 2 })
  })

  test.each<[Json, Omit<Mapping, 'version' | 'name'>, string, string]>([
    [{}, { conversation: { path: 'm' } }, '', 'There is nothing at “m”.'],
    [{ m: 'x' }, { conversation: { path: 'm' } }, '/m', 'A list of messages should stand here.'],
    [
      { m: [{ role: 'alien', content: '' }] },
      { conversation: { path: 'm' } },
      '/m/0',
      '“alien” is not a known role.',
    ],
    [{ m: '[{' }, { conversation: { path: 'm~' } }, '/m', 'The text here is not JSON.'],
    [
      { q: 1, a: 'a' },
      { prompt: ['q'], completion: 'a' },
      '/q',
      'Text, a message or a list of messages should stand here.',
    ],
    [{ q: 'q' }, { prompt: ['q'], completion: 'a' }, '', 'There is nothing at “a”.'],
    [
      { m: [{ role: 'gpt', content: 'x' }] },
      { conversation: { path: 'm', roles: { user: 'user' }, onlyRoles: true } },
      '/m/0',
      '“gpt” is not a known role.',
    ],
  ])('%j has a problem, and fits says so', (record, mapping, path, message) => {
    const format = mappedFormat({ ...base, ...mapping })
    expect(format.fits(record)).toBe(false)
    expect(misfits(format, record)).toContainEqual({ path, message })
  })

  test('any record under any of these mappings is a sample, and its own tree gives its text', () => {
    const mappings = fc.constantFrom<Mapping>(
      { ...base, conversation: { path: 'messages', role: 'role', content: 'content' } },
      {
        ...base,
        conversation: { path: 'conversations', roles: { human: 'skip' } },
        system: 'system',
        tools: 'tools',
      },
      { ...base, prompt: ['instruction', 'input'], completion: 'output', history: 'history' },
      {
        ...base,
        chosen: 'chosen',
        rejected: 'rejected',
        label: { path: 'label' },
        scores: ['reward'],
      },
      {
        ...base,
        prompt: ['prompt'],
        candidates: { path: 'traj', completion: 'content' },
        id: 'id',
      },
      { ...base, conversation: { path: 'tools~' }, completion: 'traj[*]' },
    )
    fc.assert(
      fc.property(
        fc.oneof(anyRecord, fc.jsonValue() as fc.Arbitrary<Json>),
        mappings,
        (record, mapping) => {
          const text = JSON.stringify(record, null, 1)
          const format = mappedFormat(mapping)
          const sample = format.read(record, { text, toolSets: new RecentToolSets() })
          expect(format.write(text, sample, recordedTree(sample))).toEqual({
            ok: true,
            value: text,
          })
          expect(format.fits(record)).toBe(format.schema.safeParse(record).success)
          const fast = format.read(record, { toolSets: new RecentToolSets() })
          // Where JSON stands for a text it is shown as it is spelled, so both must see one spelling.
          const same = { text: JSON.stringify(record), toolSets: new RecentToolSets() }
          expect(said(fast.context)).toEqual(said(format.read(record, same).context))
          if (sample.branches.some((branch) => branch.messages.length > 0))
            expect(sample.context.length === 0 || endsPrompt(sample.context.at(-1))).toBe(true)
          // An unmarked branch more takes the writer past its shortcut; nothing changes.
          const tree = recordedTree(sample)
          const more = { id: 'n1', origin: { kind: 'empty' }, items: [] } as const
          const roles = tree.roles.chosen
            ? tree.roles
            : { chosen: tree.branches[0].id, rejected: null }
          const near = {
            ...tree,
            branches: [...tree.branches, more] as typeof tree.branches,
            roles,
          }
          const written = format.write(text, sample, near)
          if (written.ok) expect(written.value).toBe(text)
          else expect(written.error.what).not.toBe('')
        },
      ),
      { numRuns: 400 },
    )
  })

  test('nesting without end is no crash', () => {
    const text = `{"m":${'['.repeat(100_000)}${']'.repeat(100_000)},"t":"${'['.repeat(100_000)}"}`
    const context = { text, toolSets: new RecentToolSets() }
    const record = JSON.parse(text) as Json
    for (const mapping of [{ conversation: { path: 'm' } }, { chosen: 'm', rejected: 't~' }])
      expect(mappedFormat({ ...base, ...mapping }).read(record, context).problems).not.toEqual([])
  })
})

describe('writing', () => {
  const write = (text: string, mapping: Mapping, ref: MessageRef, words: string) => {
    const format = mappedFormat(mapping)
    const sample = format.read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
    return format.write(text, sample, saying(sample, ref, words))
  }

  test('an edit goes inside the text that holds the messages, and touches nothing else', () => {
    const written = write(talkText, talkMapping, { lane: 0, index: 0 }, 'Good day "sir"')
    const inner = talk.extra.replace('"Hello"', '"Good day \\"sir\\""')
    expect(written).toEqual({
      ok: true,
      value: '{"id": 12345678901234567890, "extra": ' + JSON.stringify(inner) + '}',
    })
  })

  test.each<[string, Omit<Mapping, 'version' | 'name'>, MessageRef, string]>([
    [
      '{"d":{"t":[{"from":"human","value":"q","w":1.0},{"from":"gpt","value":"OLD"}]}}',
      { conversation: { path: 'd.t' } },
      { lane: 0, index: 0 },
      'd',
    ],
    ['{"t":["q", "OLD"]}', { conversation: { path: 't' } }, { lane: 0, index: 0 }, 't'],
    [
      '{"t":[{"a":{"r":"user"},"c":["OLD"]},{"a":{"r":"model"},"c":["x"]}]}',
      { conversation: { path: 't', role: 'a.r', content: 'c[0]' } },
      { lane: -1, index: 0 },
      't',
    ],
    [
      '{"q":"q","x":1.0, "a":"OLD"}',
      { prompt: ['q'], completion: 'a' },
      { lane: 0, index: 0 },
      'a',
    ],
    [
      '{"q":"q","a":"x", "s":"OLD"}',
      { prompt: ['q'], completion: 'a', system: 's' },
      { lane: -1, index: 0 },
      's',
    ],
    [
      '{"q":"q","c":"x","r":["y","OLD"]}',
      { prompt: ['q'], candidates: { path: 'r' } },
      { lane: 1, index: 0 },
      'r',
    ],
    [
      '{"c":[{"role":"user","content":"OLD"},{"role":"assistant","content":"a"}],"r":[{"role":"user","content":"OLD"},{"role":"assistant","content":"b"}]}',
      { chosen: 'c', rejected: 'r' },
      { lane: -1, index: 0 },
      'c',
    ],
    [
      '{"q":"q","c":{"who":"bot","t":"OLD"},"r":{"who":"bot","t":"x"}}',
      {
        prompt: ['q'],
        chosen: 'c',
        rejected: 'r',
        messages: { role: 'who', content: 't', roles: { bot: 'assistant' } },
      },
      { lane: 0, index: 0 },
      'c',
    ],
    [
      '{"h":[["u","OLD"]], "q":"q","a":"a"}',
      { history: 'h', prompt: ['q'], completion: 'a' },
      { lane: -1, index: 1 },
      'h',
    ],
  ])('in %s', (text, mapping, ref) => {
    expect(write(text, { ...base, ...mapping }, ref, 'NEW words')).toEqual({
      ok: true,
      value: text.replaceAll('OLD', 'NEW words'),
    })
  })

  test('of several texts that make up a message the changed one takes the change', () => {
    const mapping = { ...base, prompt: ['i', 'j'], completion: 'a' }
    const text = '{"i":"Say","j":"hello","a":"x"}'
    const edit = (words: string) => write(text, mapping, { lane: -1, index: 0 }, words)
    expect(edit('Say\nbye')).toEqual({ ok: true, value: '{"i":"Say","j":"bye","a":"x"}' })
    expect(edit('Shout\nhello')).toEqual({ ok: true, value: '{"i":"Shout","j":"hello","a":"x"}' })
    expect(edit('Other')).toEqual({ ok: true, value: '{"i":"Other","j":"","a":"x"}' })
  })

  test('what has no place is refused', () => {
    const mapping = { ...base, prompt: ['q'], completion: 'a' }
    const format = mappedFormat(mapping)
    const text = '{"q":"q","a":"x"}'
    const sample = format.read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
    const tree = recordedTree(sample)
    const [branch] = tree.branches
    const more: Item = {
      kind: 'own',
      message: { role: 'user', sourceRole: 'user', parts: [{ t: 'text', text: 'z' }], path: '' },
    }
    const longer: Tree = { ...tree, branches: [{ ...branch, items: [...branch.items, more] }] }
    expect(format.write(text, sample, longer)).toEqual({
      ok: false,
      error: { kind: 'cannotHold', what: 'several messages in one text (a)' },
    })
  })

  test('a new message joins a list in the words of that list', () => {
    const format = mappedFormat(talkMapping)
    const sample = format.read(JSON.parse(talkText) as Json, {
      text: talkText,
      toolSets: new RecentToolSets(),
    })
    const tree = recordedTree(sample)
    const [branch] = tree.branches
    const more: Item = {
      kind: 'own',
      message: { role: 'user', sourceRole: 'user', parts: [{ t: 'text', text: 'Bye' }], path: '' },
    }
    const written = format.write(talkText, sample, {
      ...tree,
      branches: [{ ...branch, items: [...branch.items, more] }],
    })
    const value = JSON.parse(written.ok ? written.value : '{}') as typeof talk
    expect(JSON.parse(value.extra)).toEqual({
      turns: [
        { who: 'customer', says: 'Hi', n: 1 },
        { who: 'agent', says: 'Hello' },
        { who: 'customer', says: 'Bye' },
      ],
    })
    expect(value.extra).toContain('"n":1.0')
  })
})

describe('ids', () => {
  test('equal mappings have one id, whatever their key order, and it gives the mapping back', () => {
    const turned = { name: 'm', conversation: { content: 'says', path: 'x' }, version: 1 } as const
    const straight: Mapping = {
      version: 1,
      name: 'm',
      conversation: { path: 'x', content: 'says' },
    }
    expect(mappingId(turned)).toBe(mappingId(straight))
    expect(mappingOf(mappingId(turned))).toEqual(straight)
    expect(formatOf(mappingId(turned))).toBe(formatOf(mappingId(straight)))
    expect(formatTitle(mappingId(turned))).toBe('m')
    expect(parseMapping(mappingText(straight))).toEqual({ ok: true, value: straight })
  })

  test.each([
    '{',
    '{}',
    '{"version":2,"name":"x"}',
    '{"version":1,"name":"x","id":"a["}',
    '{"version":1,"name":"x","idd":"a"}',
  ])('%s is no mapping', (text) =>
    expect(parseMapping(text)).toMatchObject({ ok: false, error: { kind: 'mapping' } }),
  )
})
