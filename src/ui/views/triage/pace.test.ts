import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

const paceOf = (seconds: readonly number[]) =>
  seconds.reduce((pace, at) => pace.after(at * 1000), new Pace())

test('a pace needs a few decisions', () => {
  expect(paceOf([0, 10, 20, 30]).perHour).toBeUndefined()
  expect(paceOf([0, 10, 20, 30, 40]).perHour).toBe(360)
})

test('a break counts as three minutes at most', () => {
  expect(paceOf([0, 60, 120, 180, 7200]).perHour).toBeCloseTo((4 * 3600) / 360)
})

test('time left follows from the pace', () => {
  expect(paceOf([0, 10, 20, 30, 40]).secondsLeft(36)).toBe(360)
  expect(new Pace().secondsLeft(36)).toBeUndefined()
})
