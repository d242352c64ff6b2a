import { describe, expect, test } from 'vitest'
import { EVERYTHING } from '../../../engine/protocol.ts'
import { isFiltered, queryWords, readQuery, statesTitle } from './query-words.ts'

describe('readQuery', () => {
  test('conditions and words are told apart', () => {
    expect(readQuery('finding:id.pair refund  state:todo flight')).toEqual({
      findings: ['id.pair'],
      states: ['todo'],
      text: 'refund flight',
      unknown: [],
    })
  })

  test('states go by their word on screen too', () => {
    expect(readQuery('is:to-do state:Pairs').states).toEqual(['todo', 'paired'])
  })

  test('an unknown state is searched as text and named', () => {
    expect(readQuery('state:finished')).toEqual({
      findings: [],
      states: [],
      text: 'state:finished',
      unknown: ['state:finished'],
    })
  })

  test('text with a colon of its own stays text', () => {
    expect(readQuery('http://x.test finding: 12:30').text).toBe('http://x.test finding: 12:30')
  })
})

test('a query is said in words', () => {
  expect(statesTitle([])).toBe('All')
  expect(statesTitle(['todo', 'draft'])).toBe('To do, Draft forks')
  expect(queryWords({ ...EVERYTHING, findings: ['loop.exact'], text: 'x' })).toEqual([
    'finding: loop.exact',
    '“x”',
  ])
  expect(isFiltered(EVERYTHING)).toBe(false)
  expect(isFiltered({ ...EVERYTHING, states: ['todo'] })).toBe(true)
})
