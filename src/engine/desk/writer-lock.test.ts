import { expect, it } from 'vitest'
import { MemoryLocks } from './testing/memory-locks.ts'
import { isFree, WriterLock } from './writer-lock.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))

async function tab(locks: MemoryLocks, news: boolean[] = []): Promise<WriterLock> {
  return WriterLock.request(locks.locks, 'd', (held) => news.push(held))
}

it('one tab writes, the next one reads and gets its turn when the first is closed', async () => {
  const locks = new MemoryLocks()
  const first = await tab(locks)
  const news: boolean[] = []
  const second = await tab(locks, news)
  expect([first.held, second.held]).toEqual([true, false])
  first.close()
  await settled()
  expect([first.held, second.held]).toEqual([false, true])
  expect(news).toEqual([true])
})

it('taking over turns the writer into a reader, and back', async () => {
  const locks = new MemoryLocks()
  const news: boolean[] = []
  const first = await tab(locks, news)
  const second = await tab(locks)
  await second.takeOver()
  await settled()
  expect([first.held, second.held]).toEqual([false, true])
  expect(news).toEqual([false])
  await first.takeOver()
  await settled()
  expect([first.held, second.held]).toEqual([true, false])
  expect(news).toEqual([false, true])
})

it('a reader that closes leaves the queue', async () => {
  const locks = new MemoryLocks()
  const first = await tab(locks)
  const second = await tab(locks)
  const third = await tab(locks)
  second.close()
  first.close()
  await settled()
  expect([second.held, third.held]).toEqual([false, true])
})

it('asking whether it is free does not take it', async () => {
  const locks = new MemoryLocks()
  expect(await isFree(locks.locks, 'd')).toBe(true)
  const first = await tab(locks)
  expect(await isFree(locks.locks, 'd')).toBe(false)
  first.close()
  await settled()
  expect(await isFree(locks.locks, 'd')).toBe(true)
})
