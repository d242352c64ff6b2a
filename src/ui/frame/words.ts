import type { Density, Theme } from '../app-state.svelte.ts'
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
