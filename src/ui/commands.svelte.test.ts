import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Commands, type Command } from './commands.svelte.ts'
import type { Situation } from './situation.ts'

let commands: Commands
let log: string[]

beforeEach(() => {
  vi.useFakeTimers()
  commands = new Commands()
  log = []
})
afterEach(() => vi.useRealTimers())

const command = (id: string, keys: Command['keys'], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'See',
  ...(keys === undefined ? {} : { keys }),
  run: () => log.push(id),
  ...more,
})

/** Presses keys written as `Commands` writes them; gives whether the last was taken. */
function press(stroke: string, situation: Situation = 'free', more: Partial<KeyboardEvent> = {}) {
  const parts = stroke.split('+')
  const event = {
    key: parts.at(-1)!,
    code: '',
    ctrlKey: parts.includes('Mod'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: false,
    isComposing: false,
    repeat: false,
    defaultPrevented: false,
    preventDefault: vi.fn(),
    ...more,
  }
  const taken = commands.handle(event as unknown as KeyboardEvent, situation)
  expect(event.preventDefault).toHaveBeenCalledTimes(taken ? 1 : 0)
  return taken
}

describe('keys', () => {
  it('run their command', () => {
    commands.register([command('keep', 'A'), command('drop', 'X')])
    expect(press('a')).toBe(true)
    expect(press('q')).toBe(false)
    expect(log).toEqual(['keep'])
  })
  it('belong to whoever registered last, and come back when that one leaves', () => {
    commands.register([command('app', 'Escape')])
    const leave = commands.register([command('view', 'Escape')])
    press('Escape')
    leave()
    press('Escape')
    expect(log).toEqual(['view', 'app'])
  })
  it('fall through a command that cannot run', () => {
    commands.register([command('always', 'Escape')])
    commands.register([command('never', 'Escape', { when: () => false })])
    press('Escape')
    expect(log).toEqual(['always'])
  })
  it('may have several spellings', () => {
    commands.register([command('redo', ['Mod+Shift+Z', 'Mod+Y'])])
    press('Mod+y')
    press('Mod+Shift+Z')
    expect(log).toEqual(['redo', 'redo'])
  })
  it('decide once however long they are held, and move on while they are', () => {
    commands.register([command('keep', 'A'), command('next', 'J', { repeat: true })])
    for (let i = 0; i < 3; i++) {
      press('a', 'free', { repeat: i > 0 })
      press('j', 'free', { repeat: i > 0 })
    }
    expect(log).toEqual(['keep', 'next', 'next', 'next'])
  })
})

describe('keys rest', () => {
  beforeEach(() => {
    commands.register([
      command('keep', 'A'),
      command('palette', 'Mod+K'),
      command('undo', 'Mod+Z'),
      command('pair', 'Enter'),
    ])
  })
  it('while one types, save those with Ctrl that text does not need', () => {
    expect(press('a', 'typing')).toBe(false)
    expect(press('Mod+z', 'typing')).toBe(false)
    expect(press('Mod+k', 'typing')).toBe(true)
  })
  it('while a dialog is open', () => {
    expect(press('a', 'dialog')).toBe(false)
    expect(press('Mod+k', 'dialog')).toBe(false)
  })
  it('where Enter belongs to the focused control', () => {
    expect(press('Enter', 'control')).toBe(false)
    expect(press('a', 'control')).toBe(true)
    expect(press('Enter', 'free')).toBe(true)
  })
  it('when somebody took them already, or a character is being composed', () => {
    expect(press('a', 'free', { defaultPrevented: true })).toBe(false)
    expect(press('a', 'free', { isComposing: true })).toBe(false)
  })
  it('where single keys are switched off', () => {
    commands.singleKeys = false
    expect(press('a')).toBe(false)
    expect(press('Mod+k')).toBe(true)
  })
})

describe('chords', () => {
  beforeEach(() => commands.register([command('export', 'G E'), command('edit', 'E')]))

  it('need both strokes in time', () => {
    expect(press('g')).toBe(true)
    expect(commands.pending).toBe('G')
    press('e')
    expect(log).toEqual(['export'])
    expect(commands.pending).toBeNull()
  })
  it('are forgotten after a while', () => {
    press('g')
    vi.advanceTimersByTime(2000)
    expect(commands.pending).toBeNull()
    press('e')
    expect(log).toEqual(['edit'])
  })
  it('give way to a stroke that ends none of them', () => {
    commands.register([command('next', 'J')])
    press('g')
    press('j')
    expect(log).toEqual(['next'])
  })
})

describe('a command that fails', () => {
  it('is reported, whether it throws now or later', async () => {
    const failures: unknown[] = []
    commands.onfailure = (error) => failures.push(error)
    const now = new Error('now')
    const later = new Error('later')
    commands.run(
      command('now', undefined, {
        run: () => {
          throw now
        },
      }),
    )
    commands.run(command('later', undefined, { run: () => Promise.reject(later) }))
    await vi.runAllTimersAsync()
    expect(failures).toEqual([now, later])
  })
})

describe('keys of one’s own', () => {
  const kept = new Map<string, string>()
  beforeEach(() => {
    kept.clear()
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    })
    commands = new Commands()
  })
  afterEach(() => vi.unstubAllGlobals())
  const keep = command('keep', 'A')
  const drop = command('drop', ['X', 'Delete'])
  const home = command('home', 'G H')

  it('act in place of the shipped ones, are drawn, and come back with the browser', () => {
    commands.register([keep, drop])
    commands.rebind(keep, 'P')
    expect([press('p'), press('a')]).toEqual([true, false])
    expect(log).toEqual(['keep'])
    expect([commands.shown('A'), commands.shown('X'), commands.shown('Mod+Enter')]).toEqual([
      'P',
      'X',
      'Mod+Enter',
    ])
    const later = new Commands()
    later.own.load()
    later.register([keep])
    expect(later.keys(keep)).toEqual(['P'])
  })
  it('that another action has are swapped with it, and reset with it', () => {
    commands.register([keep, drop])
    expect(commands.conflicts(keep, 'X')).toEqual([drop])
    commands.rebind(keep, 'X')
    press('x')
    press('a')
    expect(log).toEqual(['keep', 'drop'])
    commands.reset(keep)
    expect([commands.keys(keep), commands.keys(drop)]).toEqual([['A'], ['X', 'Delete']])
    expect(commands.own.size).toBe(0)
  })
  it('may not begin a chord unseen', () => {
    commands.register([keep, home])
    expect(commands.conflicts(keep, 'G')).toEqual([home])
    expect(commands.conflicts(keep, 'H')).toEqual([])
  })
  it('are those of the action in every view', () => {
    const here = command('triage.next', 'J', { action: 'next' })
    const there = command('fork.next', 'J', { action: 'next' })
    commands.register([here])
    commands.rebind(here, 'L')
    commands.register([there])
    press('l')
    expect(log).toEqual(['fork.next'])
  })
  it('that cannot be read are none', () => {
    for (const text of ['{', '[1]', 'null', '{"keep": 5, "drop": ""}']) {
      kept.set('tuning-fork.keys', text)
      commands.own.load()
      expect(commands.own.size).toBe(0)
    }
  })
})
