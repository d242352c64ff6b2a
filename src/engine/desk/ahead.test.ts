import { expect, it } from 'vitest'
import { mapAhead } from './ahead.ts'

const later = <T>(value: T, turns: number): Promise<T> =>
  turns === 0 ? Promise.resolve(value) : Promise.resolve().then(() => later(value, turns - 1))

it('yields in order although later items are done earlier', async () => {
  const values: number[] = []
  const slowFirst = (n: number) => later(n, 50 - 10 * n)
  for await (const value of mapAhead([0, 1, 2, 3, 4], slowFirst, 3)) values.push(value)
  expect(values).toEqual([0, 1, 2, 3, 4])
})

it('never has more under way than allowed, and as many as allowed', async () => {
  let underWay = 0
  let most = 0
  const work = async (n: number) => {
    most = Math.max(most, ++underWay)
    await later(n, 5)
    underWay--
    return n
  }
  for await (const _ of mapAhead([1, 2, 3, 4, 5, 6, 7], work, 3)) await later(0, 20)
  expect(most).toBe(3)
})

it('reports a failure at its turn', async () => {
  const values: number[] = []
  const work = (n: number) => (n === 2 ? Promise.reject(new Error('two')) : Promise.resolve(n))
  const all = async () => {
    for await (const value of mapAhead([0, 1, 2, 3], work, 4)) values.push(value)
  }
  await expect(all()).rejects.toThrow('two')
  expect(values).toEqual([0, 1])
})
