import { describe, expect, it } from 'vitest'
import { branchCommands, sideKeys } from './branch-commands.ts'

describe('keys for branches', () => {
  it('are the branch’s letter behind V or Shift+V', () => {
    expect(sideKeys(2, 'chosen')).toBe('V C')
    expect(sideKeys(6, 'rejected')).toBe('Shift+V G')
    expect(sideKeys(9, 'chosen')).toBeUndefined()
  })

  it('are there for the branches that are there', () => {
    const marked: string[] = []
    let branches = 4
    const commands = branchCommands(
      'triage',
      () => branches,
      (lane, side) => marked.push(`${lane} ${side}`),
    )
    const able = () => commands.filter((command) => command.when?.())
    expect(able()).toHaveLength(8)
    branches = 7
    expect(able()).toHaveLength(14)
    for (const command of able().filter(({ keys }) => keys === 'Shift+V G')) command.run()
    expect(marked).toEqual(['6 rejected'])
    branches = 1
    expect(able()).toEqual([])
  })
})
