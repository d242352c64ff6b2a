import { describe, expect, test } from 'vitest'
import { Edits } from './edits.svelte.ts'
import { placesFrom } from './testing.ts'

describe('an open edit', () => {
  const [, asked, answered] = placesFrom('s u a')

  test('stays with its sample and message', () => {
    const edits = new Edits()
    edits.open(3, answered!)
    expect(edits.isOpen(3, answered!)).toBe(true)
    expect(edits.isOpen(3, asked!)).toBe(false)
    expect(edits.isOpen(4, answered!)).toBe(false)
    edits.close(4)
    expect(edits.isOpen(3, answered!)).toBe(true)
    edits.close(3)
    expect(edits.isOpen(3, answered!)).toBe(false)
  })

  test('takes the keyboard when it is begun, not when it is met again', () => {
    const edits = new Edits()
    edits.open(3, answered!)
    expect(edits.isFocused(3)).toBe(true)
    edits.leave(3)
    expect(edits.isOpen(3, answered!)).toBe(true)
    expect(edits.isFocused(3)).toBe(false)
    edits.open(3, answered!)
    expect(edits.isFocused(3)).toBe(true)
    edits.leave(4)
    expect(edits.isOpen(4, answered!)).toBe(false)
  })

  test('is over when another message stands in its place', () => {
    const edits = new Edits()
    edits.open(3, answered!)
    const other = { ...answered!, message: { ...answered!.message, parts: [] } }
    expect(edits.isOpen(3, other)).toBe(false)
  })
})
