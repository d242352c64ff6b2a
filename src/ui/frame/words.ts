import type { Density, Theme } from '../app-state.svelte.ts'
import type { Act } from '../../core/journal/edit.ts'
import type { Scope } from '../commands.svelte.ts'

export const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
}

export const DENSITY_WORDS: Readonly<Record<Density, string>> = {
  comfortable: 'Comfortable',
  compact: 'Compact',
  large: 'Large text',
}

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  message: 'This message',
  sample: 'This sample',
  dataset: 'This dataset',
  place: 'Go to',
  setting: 'Settings',
}

/** What an act did, as the undo toast says it: "Taken back: Keep, #33". */
export const ACT_WORDS: Readonly<Record<Act, string>> = {
  keep: 'Keep',
  drop: 'Drop',
  undecide: 'Back to to do',
  flag: 'Flag',
  unflag: 'Flag removed',
  label: 'Label',
  fork: 'Fork',
  unfork: 'Fork removed',
  moveFork: 'Fork point moved',
  editMessage: 'Message edited',
  addMessage: 'Message added',
  removeMessage: 'Message removed',
  cut: 'Cut from here',
  confirmStale: 'Stale result confirmed',
  addBranch: 'Branch added',
  removeBranch: 'Branch removed',
  setRoles: 'Chosen and rejected set',
  pair: 'Pair saved',
  tie: 'Tie',
  bothBad: 'Both bad',
  rationale: 'Reason',
  joinApart: 'Prompts joined',
}
