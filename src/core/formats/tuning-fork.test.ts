import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convertRecord } from '../convert/index.ts'
import type { Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { FormatId, ReadProblem, Sample } from '../model/sample.ts'
import { forkTree, recordedTree } from '../model/tree.ts'
import { detectFormat } from './detect.ts'
import { tuningFork } from './tuning-fork.ts'
import { appended, edited, onPart, readText, said, saying, written } from './testing/editing.ts'
import { anyRecord, anyRecordOfFormat, RECORDS } from './testing/records.ts'

function rowOf(text: string, format: FormatId): string {
  const converted = convertRecord(text, readText(format, text), 'tuning-fork')
  if (!converted.ok) throw new Error(converted.error.message)
  return converted.value
}

/** All that a sample says: not where in its record each thing stands, nor in which way tools do. */
function content({ format: _, extra: __, ...sample }: Sample): unknown {
  const sayings = ({ kind, message }: ReadProblem) => `${kind}: ${message}`
  const problems = sample.problems.map(sayings).sort()
  const text = JSON.stringify({ ...sample, problems }, (key, value: Json) =>
    key === 'path' || (key === 'encoding' && value !== 'inText') ? undefined : value,
  )
  return JSON.parse(text) as unknown
}

describe('what is read from a row', () => {
  test.each(Object.entries(RECORDS) as [FormatId, readonly Json[]][])(
    'is what was read from the record of %s',
    (format, records) => {
      if (format === 'tuning-fork') return
      for (const record of records) {
        const text = JSON.stringify(record, null, 1)
        const row = rowOf(text, format)
        expect(detectFormat([JSON.parse(row) as Json])[0]).toMatchObject({
          format: 'tuning-fork',
          confidence: 1,
        })
        expect(content(readText('tuning-fork', row))).toEqual(content(readText(format, text)))
      }
    },
  )

  test('is the same whatever is wrong with the record', () => {
    const anyOther = fc.constantFrom(
      ...(Object.keys(RECORDS) as FormatId[]).filter((id) => id !== 'tuning-fork'),
    )
    const anything = fc.oneof(
      anyRecordOfFormat.filter(([, id]) => id !== 'tuning-fork'),
      fc.tuple(anyRecord, anyOther),
    )
    fc.assert(
      fc.property(anything, ([record, format]) => {
        const text = JSON.stringify(record)
        const row = rowOf(text, format)
        expect(tuningFork.fits(JSON.parse(row) as Json)).toBe(true)
        expect(content(readText('tuning-fork', row))).toEqual(content(readText(format, text)))
      }),
      { numRuns: 1000 },
    )
  })

  test('has exact arguments and tools', () => {
    const tools = '[{"name":"f","parameters":{"type":"object","maximum":12345678901234567890}}]'
    const args = '{"id": 12345678901234567890, "p":1.10, "p":2}'
    const text = `{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":${args}}}]}],"tools":${tools}}`
    const sample = readText('tuning-fork', rowOf(text, 'openai'))
    expect(sample.tools.text).toBe(tools)
    expect(sample.branches[0].messages[0]!.parts).toMatchObject([
      { call: { argsText: args, path: '/sample/branches/0/messages/0/parts/0/call' } },
    ])
  })

  test('has problems where it is not of the form', () => {
    const [ranked] = RECORDS['tuning-fork'] as unknown as [{ sample: Record<string, Json> }]
    const pathsOf = (changes: Record<string, Json>) => {
      const row = { ...ranked, sample: { ...ranked.sample, ...changes } }
      return readText('tuning-fork', JSON.stringify(row)).problems.map(({ path }) => path)
    }
    expect(pathsOf({ recordedPair: { chosen: 0, rejected: 7 } })).toEqual(['/sample/recordedPair'])
    expect(pathsOf({ context: [{ role: 'user' }] })).toEqual(['/sample/context/0'])
    expect(pathsOf({ branches: [] })).toEqual(['/sample'])
    expect(pathsOf({ meta: { reward: 'much' } })).toEqual(['/sample/meta'])
    expect(readText('tuning-fork', JSON.stringify({ ...ranked, tuningFork: 2 })).problems).toEqual([
      { kind: 'schema', path: '/tuningFork', message: 'Only rows of version 1 are known.' },
    ])
  })
})

describe('what is written into a row', () => {
  const rows = RECORDS['tuning-fork'].map((row) => JSON.stringify(row, null, 1))
  const [ranked, paired, labelled] = rows as [string, string, string]
  const format = 'tuning-fork'
  const wordsOf = (messages: readonly Message[]) =>
    messages.flatMap(({ parts }) => parts.flatMap((part) => ('text' in part ? [part.text] : [])))

  test('an edited message changes where it stands and nowhere else', () => {
    const change = edited({ lane: 1, index: 0 }, onPart(0, saying('B!')))
    const row = written(format, ranked, change)
    const again = readText(format, row)
    expect(again.branches.map(({ messages }) => wordsOf(messages))).toEqual([['a'], ['B!'], ['c']])
    const before = readText(format, ranked)
    expect(content(again)).toEqual(
      content({
        ...before,
        branches: [before.branches[0], again.branches[1]!, before.branches[2]!],
      }),
    )
    expect(row.slice(0, row.indexOf('"branches"'))).toBe(
      ranked.slice(0, ranked.indexOf('"branches"')),
    )
  })

  test('a message more stands behind the others, of which the text stays', () => {
    const row = written(format, paired, appended(1, said('user', { t: 'text', text: 'Why?' })))
    expect(wordsOf(readText(format, row).branches[1]!.messages)).toEqual(['so', '1', 'b', 'Why?'])
    expect(row).toContain('{\\"a\\": 1.0}')
  })

  test('a fork is a branch more and a pair', () => {
    const sample = readText(format, labelled)
    const forked = forkTree(sample, recordedTree(sample), 1, 'copy')
    if (!forked.ok) throw new Error(forked.error.kind)
    const result = tuningFork.write(labelled, sample, forked.value)
    if (!result.ok) throw new Error(result.error.what)
    const again = readText(format, result.value)
    expect(again.problems).toEqual([])
    expect(wordsOf(again.context)).toEqual(['Which one?'])
    expect(again.branches).toMatchObject([{}, { label: false }])
    expect(again.branches.map(({ messages }) => wordsOf(messages))).toEqual([
      ['so', '1', 'a'],
      ['so', '1', 'a'],
    ])
    expect(again.recordedPair).toEqual({ chosen: 0, rejected: 1 })
  })

  test('other marks are another pair, and a pair without marks is refused', () => {
    const swapped = written(format, paired, (tree) => ({
      ...tree,
      roles: { chosen: tree.roles.rejected, rejected: tree.roles.chosen },
    }))
    expect(readText(format, swapped).recordedPair).toEqual({ chosen: 0, rejected: 1 })
    const unmarked = written(format, paired, (tree) => ({
      ...tree,
      roles: { chosen: null, rejected: null },
    }))
    expect(unmarked).toBe('refused: a pair of which not both sides are marked')
  })

  test('a row that cannot be read whole takes no change', () => {
    const broken = ranked.replace('"reward"', '"x"').replace('"rank": 1', '"rank": "1"')
    const change = edited({ lane: 0, index: 0 }, onPart(0, saying('A!')))
    expect(written(format, broken, change)).toMatch(/^refused: a change/)
  })
})
