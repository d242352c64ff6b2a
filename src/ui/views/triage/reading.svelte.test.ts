import { expect, test } from 'vitest'
import { PAGE, Reading } from './reading.svelte.ts'

test('a page holds so many units from the start', () => {
  expect(new Reading().page(1000, -1)).toEqual({ from: 0, to: PAGE })
  expect(new Reading().page(5, 2)).toEqual({ from: 0, to: 5 })
})

test('a cursor beyond the page brings its surroundings', () => {
  const { from, to } = new Reading().page(1000, 500)
  expect(from).toBeLessThan(500)
  expect(to).toBeGreaterThan(501)
  expect(to - from).toBe(PAGE)
})

test('the page grows on both sides and keeps what it shows', () => {
  const reading = new Reading()
  reading.extend(reading.page(1000, 500), 'before')
  const wider = reading.page(1000, 500)
  expect(wider.to - wider.from).toBe(2 * PAGE)
  reading.extend(wider, 'behind')
  expect(reading.page(1000, 500)).toEqual({ from: wider.from, to: wider.to + PAGE })
})

test('opening all runs and folding them again forgets single ones', () => {
  const reading = new Reading()
  expect(reading.allOpen).toBe(false)
  reading.toggleRuns()
  expect(reading.allOpen).toBe(true)
  reading.toggleRuns()
  expect(reading.allOpen).toBe(false)
})
