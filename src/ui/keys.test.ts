import { describe, expect, it, test } from 'vitest'
import { ariaKeys, isCommandStroke, spellKeys, strokeOf, whyNot } from './keys.ts'

type Press = Partial<KeyboardEvent> & { key: string }
const stroke = (press: Press, mac = false) =>
  strokeOf(
    {
      code: '',
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      ...press,
    } as KeyboardEvent,
    mac,
  )

describe('strokeOf', () => {
  it('names a letter whatever its case', () => {
    expect(stroke({ key: 'a' })).toBe('A')
    expect(stroke({ key: 'A' })).toBe('A')
  })
  it('keeps Shift with letters', () => {
    expect(stroke({ key: 'O', shiftKey: true })).toBe('Shift+O')
  })
  it('takes a sign as the character it is, Shift or not', () => {
    expect(stroke({ key: '?', shiftKey: true, code: 'Slash' })).toBe('?')
    expect(stroke({ key: '=', code: 'Equal' })).toBe('=')
    expect(stroke({ key: '/', shiftKey: true, code: 'Slash' })).toBe('/')
  })
  it('takes a shifted digit by its place, since its sign differs between layouts', () => {
    expect(stroke({ key: '!', shiftKey: true, code: 'Digit1' })).toBe('Shift+1')
    expect(stroke({ key: '"', shiftKey: true, code: 'Digit2' })).toBe('Shift+2')
  })
  it('calls Ctrl Mod, and Cmd on a Mac', () => {
    expect(stroke({ key: 'k', ctrlKey: true })).toBe('Mod+K')
    expect(stroke({ key: 'Z', ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Z')
    expect(stroke({ key: 'k', metaKey: true }, true)).toBe('Mod+K')
  })
  it('leaves the other system key to the system', () => {
    expect(stroke({ key: 'k', metaKey: true })).toBeUndefined()
    expect(stroke({ key: 'k', ctrlKey: true }, true)).toBeUndefined()
  })
  it('says nothing while only a modifier is held', () => {
    expect(stroke({ key: 'Shift', shiftKey: true })).toBeUndefined()
  })
  it('names arrows, Enter and Space', () => {
    expect(stroke({ key: 'ArrowUp', altKey: true })).toBe('Alt+ArrowUp')
    expect(stroke({ key: ' ' })).toBe('Space')
  })
})

describe('spelling', () => {
  it('draws one cap a stroke', () => {
    expect(spellKeys('G E', false)).toEqual(['G', 'E'])
    expect(spellKeys('Mod+Shift+Z', false)).toEqual(['Ctrl Shift Z'])
    expect(spellKeys('Mod+K', true)).toEqual(['⌘ K'])
    expect(spellKeys('Alt+ArrowUp', false)).toEqual(['Alt ↑'])
  })
  it('gives assistive technology what it understands', () => {
    expect(ariaKeys('Mod+Enter', false)).toBe('Control+Enter')
    expect(ariaKeys('G E', false)).toBeUndefined()
  })
  it('tells strokes that act while one types', () => {
    expect(isCommandStroke('Mod+K')).toBe(true)
    expect(isCommandStroke('F2')).toBe(true)
    expect(isCommandStroke('F')).toBe(false)
  })
})

test('keys that a page cannot have say why, others may be given', () => {
  expect(whyNot('Mod+W')).toMatch(/belongs to the browser/)
  expect(whyNot('Mod+C')).toMatch(/belongs to the text/)
  expect(whyNot('Escape')).toMatch(/closes/)
  for (const stroke of ['P', 'Shift+1', 'Mod+Enter', 'F2', ';'])
    expect(whyNot(stroke)).toBeUndefined()
})
