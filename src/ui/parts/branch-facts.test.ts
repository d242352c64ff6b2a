import { expect, it } from 'vitest'
import { branchFacts, branchWords } from './branch-facts.ts'

const branch = {
  messages: [],
  model: 'gpt-4o',
  rank: 2,
  label: false,
  scores: [
    { key: 'reward', value: 0.85, path: '/reward' },
    { key: 'honesty', value: null, why: 'no claims', path: '/honesty' },
  ],
}

it('a branch is told with everything its file says of it', () => {
  expect(branchFacts(branch)).toEqual([
    { name: 'model', value: 'gpt-4o' },
    { name: 'rank', value: '2' },
    { name: 'label', value: 'undesirable' },
    { name: 'reward', value: '0.85' },
    { name: 'honesty', value: 'does not apply', why: 'no claims' },
  ])
  expect(branchFacts({ messages: [] })).toEqual([])
})

it('on one line says how much it leaves out', () => {
  expect(branchWords(branch)).toBe('gpt-4o · rank 2 · undesirable · reward 0.85 · 1 more')
  expect(branchWords({ messages: [] })).toBe('')
})
