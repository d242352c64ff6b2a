import { describe, expect, test } from 'vitest'
import { complete, completionsOf, isUnfinished } from './query-completion.ts'

const world = {
  checks: [
    { code: 'loop.exact', title: 'The same call again', records: 3 },
    { code: 'loop.cycle', title: 'Calls in a circle', records: 1 },
    { code: 'call.schema', title: 'Arguments against the schema', records: 2 },
    { code: 'end.cut', title: 'Cut off', records: 0 },
  ],
  sources: ['my file.jsonl'],
  formats: ['openai'],
  tools: ['search_recipes'],
}
const texts = (typed: string) => completionsOf(typed, world).map(({ text }) => text)

describe('completion', () => {
  test('offers keys by their beginning', () => {
    expect(texts('fi')).toEqual(['finding:'])
    expect(texts('is:pair -me')).toEqual(['messages>'])
    expect(texts('zebra')).toEqual([])
  })

  test('offers checks that found something, by code or title, and their families', () => {
    expect(texts('finding:')).toEqual([
      'finding:loop.exact',
      'finding:loop.cycle',
      'finding:call.schema',
      'finding:loop.*',
    ])
    expect(texts('finding:circle')).toEqual(['finding:loop.cycle'])
    expect(texts('(finding:sch')).toEqual(['finding:call.schema'])
    expect(completionsOf('finding:loop.e', world)[0]?.detail).toBe('The same call again · 3')
  })

  test('offers states, files and tools, quoted where they must be', () => {
    expect(texts('state:to')).toEqual(['state:todo'])
    expect(texts('source:')).toEqual(['source:"my file.jsonl"'])
    expect(texts('tool:rec')).toEqual(['tool:search_recipes'])
    expect(texts('/tool:')).toEqual([])
  })

  test('takes the place of the last word and of nothing else', () => {
    const [first] = completionsOf('a OR -state:kep', world)
    expect(complete('a OR -state:kep', first!)).toBe('a OR -state:kept ')
    expect(complete('a fi', completionsOf('a fi', world)[0]!)).toBe('a finding:')
  })
})

test('what is still being typed waits', () => {
  for (const typed of ['state:ke', 'a tokens>1', '-finding:', '/refund', 'user:/re', 'a OR', 'a -'])
    expect(isUnfinished(typed), typed).toBe(true)
  for (const typed of ['refund', 'state:kept ', '12:30', '/refund/', '/a/i', 'http://x.test'])
    expect(isUnfinished(typed), typed).toBe(false)
})
