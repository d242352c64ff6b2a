import { expect, test } from 'vitest'
import { characters, cutText, firstLine, hasMoreLines } from './text-length.ts'

test('a cut never leaves half a character', () => {
  expect(cutText('ab😀c', 3)).toBe('ab')
  expect(cutText('ab😀c', 4)).toBe('ab😀')
  expect(cutText('ab', 9)).toBe('ab')
})

test('the first line joins lines and stays short', () => {
  expect(firstLine('  One\n\n two ')).toBe('One two')
  expect(firstLine('x'.repeat(5000))).toHaveLength(160)
})

test('lengths carry their unit', () => {
  expect(characters(6155)).toBe('6,155 characters')
  expect(characters(1)).toBe('1 character')
})

test('lines are counted without a layout; a last line break begins none', () => {
  expect(hasMoreLines('a\nb\nc', 2)).toBe(true)
  expect(hasMoreLines('a\nb\n', 2)).toBe(false)
  expect(hasMoreLines('a\nb', 2)).toBe(false)
  expect(hasMoreLines('', 1)).toBe(false)
})
