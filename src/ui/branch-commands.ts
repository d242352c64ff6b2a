import { branchLetter } from '../core/model/tree.ts'
import type { Command } from './commands.svelte.ts'

/** Branches that have keys of their own. */
const LETTERS = 9

export type Side = 'chosen' | 'rejected'

/** The keys that give a branch a side: `V C` chooses branch C, `Shift+V C` rejects it. */
export function sideKeys(lane: number, side: Side): string | undefined {
  if (lane >= LETTERS) return undefined
  return `${side === 'chosen' ? 'V' : 'Shift+V'} ${branchLetter(lane)}`
}

/** For each branch that there is, commands that mark it chosen or rejected. */
export function branchCommands(
  view: 'triage' | 'fork',
  branches: () => number,
  mark: (lane: number, side: Side) => unknown,
): Command[] {
  const sides: readonly Side[] = ['chosen', 'rejected']
  return Array.from({ length: LETTERS }, (_, lane) => lane).flatMap((lane) =>
    sides.map((side): Command => {
      const keys = sideKeys(lane, side)
      return {
        id: `${view}.mark.${side}.${branchLetter(lane)}`,
        title: `Mark branch ${branchLetter(lane)} as ${side}`,
        ...(keys === undefined ? {} : { keys }),
        group: 'Decide',
        when: () => branches() > Math.max(1, lane),
        run: () => mark(lane, side),
      }
    }),
  )
}
