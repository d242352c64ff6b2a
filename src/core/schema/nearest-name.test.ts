import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearestName } from './nearest-name.ts'

test.each([
  ['get_wether', 'get_weather'],
  ['getweather', 'get_weather'],
  ['get_waether', 'get_weather'],
  ['send_mail', undefined],
  ['ls', undefined],
])('%s is nearest to %s', (name, expected) => {
  expect(nearestName(name, ['cd', 'set_timer', 'get_weather'])).toBe(expected)
})

test('the distance is symmetric, zero only for equal names, and at most the longer length', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b)
      expect(distance).toBe(editDistance(b, a))
      expect(distance === 0).toBe(a === b)
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
    }),
  )
})
