import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../core/model/finding.ts'
import { allPlaces, conversationOf, findingsByPlace, keyOf, turnStarts } from './places.ts'
import { placesFrom, sampleOf, talk } from './testing.ts'

describe('places', () => {
  test('numbers run on from the prompt into the branch', () => {
    const places = placesFrom('s u a u a')
    expect(places.map((p) => p.number)).toEqual([0, 1, 2, 3, 4])
    expect(places.map((p) => keyOf(p.ref))).toEqual(['-1:0', '-1:1', '0:0', '0:1', '0:2'])
  })

  test('results hang on their call, also the second of two', () => {
    expect(placesFrom('u c r r a').map((p) => p.attached)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect(placesFrom('u r').map((p) => p.attached)).toEqual([false, false])
  })

  test('with several branches the conversation is the prompt, and all places go on', () => {
    const sample = sampleOf('s u a')
    const [branch] = sample.branches
    const pair = { ...sample, branches: [branch, { messages: talk('a u a') }] as const }
    expect(conversationOf(pair).map((p) => p.number)).toEqual([0, 1])
    expect(allPlaces(pair).map((p) => p.number)).toEqual([0, 1, 2, 2, 3, 4])
  })

  test('turns begin at the first message and at every user message', () => {
    expect(turnStarts(placesFrom('s u c r a u a'))).toEqual([0, 1, 5])
  })
})

test('a finding stands at all messages it names', () => {
  const finding: Finding = {
    code: 'id.pair',
    severity: 'error',
    message: '',
    path: '',
    at: { lane: 0, index: 4 },
    also: [{ lane: 0, index: 9 }],
  }
  const byPlace = findingsByPlace([finding, { ...finding, also: [] }])
  expect(byPlace.get('0:4')).toHaveLength(2)
  expect(byPlace.get('0:9')).toEqual([finding])
})
