import { expect, test } from 'vitest'
import { parseQuery } from '../../../core/query/parse.ts'
import { printQuery } from '../../../core/query/print.ts'
import type { Where } from '../../../core/query/where.ts'
import { chipsOf, isFiltered, queryWords, statesOf, statesTitle, withState } from './query-words.ts'

function read(typed: string): Where {
  const query = parseQuery(typed)
  if (!query.ok) throw new Error(query.error.message)
  return query.where
}

test('every condition is a chip that can be taken out, every state one of its own', () => {
  const chips = chipsOf(read('finding:id.pair state:kept,dropped "two words" tokens>4000 -is:pair'))
  expect(chips.map(({ key, shown, rest }) => [key, shown, printQuery(rest)])).toEqual([
    ['finding', 'id.pair', 'state:kept,dropped "two words" tokens>4000 -is:pair'],
    ['state', 'Kept', 'finding:id.pair state:dropped "two words" tokens>4000 -is:pair'],
    ['state', 'Dropped', 'finding:id.pair state:kept "two words" tokens>4000 -is:pair'],
    ['', '“two words”', 'finding:id.pair state:kept,dropped tokens>4000 -is:pair'],
    ['', 'tokens>4000', 'finding:id.pair state:kept,dropped "two words" -is:pair'],
    ['', '-is:pair', 'finding:id.pair state:kept,dropped "two words" tokens>4000'],
  ])
  expect(chipsOf(read('a OR is:pair')).map(({ shown }) => shown)).toEqual(['"a" OR is:pair'])
  expect(printQuery(chipsOf(read('state:kept'))[0]!.rest)).toBe('')
})

test('a query is said in words', () => {
  expect(statesTitle([])).toBe('All')
  expect(statesTitle(['todo', 'draft'])).toBe('To do, Draft forks')
  expect(queryWords(read('finding:loop.exact x state:to-do'))).toEqual([
    'finding: loop.exact',
    '“x”',
    'state: to do',
  ])
  expect(isFiltered(read(''))).toBe(false)
  expect(isFiltered(read('state:todo'))).toBe(true)
})

test('the menu of states changes the states and nothing else', () => {
  const where = read('has:error state:kept is:flagged -state:dropped')
  expect(statesOf(where)).toEqual(['kept', 'flagged'])
  expect(printQuery(withState(where, 'todo'))).toBe('has:error -state:dropped state:todo')
  expect(printQuery(withState(where, 'unreadable'))).toBe('has:error -state:dropped is:unreadable')
  expect(printQuery(withState(where, null))).toBe('has:error -state:dropped')
})
