import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Stepwise } from './stepwise.svelte.ts'

let frames: Map<number, () => void>

beforeEach(() => {
  frames = new Map()
  let next = 1
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => (frames.set(next, run), next++))
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame))
})
afterEach(() => vi.unstubAllGlobals())

function passFrame(): void {
  const due = [...frames.values()]
  frames.clear()
  for (const run of due) run()
  flushSync()
}

test('a long list is laid out a step a frame, and then rests', () => {
  const laid: number[] = []
  const list = new Stepwise(6, 10)
  const stop = $effect.root(() => {
    $effect(() => list.grow(0, 20))
    $effect(() => void laid.push(list.laid(0)))
  })
  flushSync()
  for (let frame = 0; frame < 4; frame++) passFrame()
  expect(laid).toEqual([6, 16, 26])
  expect(frames.size).toBe(0)
  stop()
})

test('what is gone is laid out no further', () => {
  const list = new Stepwise(1, 1)
  const stop = $effect.root(() => {
    $effect(() => list.grow(0, 5))
  })
  flushSync()
  stop()
  passFrame()
  expect(list.laid(0)).toBe(1)
})

test('a list that begins elsewhere is laid out a step a frame again', () => {
  const laid: number[] = []
  const list = new Stepwise(6, 10)
  let from = $state(0)
  const stop = $effect.root(() => {
    $effect(() => list.grow(from, 16))
    $effect(() => void laid.push(list.laid(from)))
  })
  flushSync()
  for (let frame = 0; frame < 2; frame++) passFrame()
  from = 900
  flushSync()
  for (let frame = 0; frame < 2; frame++) passFrame()
  expect(laid).toEqual([6, 16, 6, 16])
  expect(frames.size).toBe(0)
  stop()
})
