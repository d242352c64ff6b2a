import { createContext, hasContext, onMount, setContext } from 'svelte'
import type { Engine } from '../engine/protocol.ts'
import type { AppState } from './app-state.svelte.ts'
import type { Command } from './commands.svelte.ts'
import type { Keys } from './keys.ts'

export const [getEngine, setEngine] = createContext<Engine>()
export const [getApp, setApp] = createContext<AppState>()

/** Whether keys are drawn as they are named: a dialog brings its own, which nobody rebinds. */
const FIXED_KEYS = Symbol('fixed keys')
export const setFixedKeys = (): unknown => setContext(FIXED_KEYS, true)

/** How the keys that a command ships with are drawn now. */
export function useShownKeys(): (keys: Keys) => Keys {
  const app = getApp()
  return hasContext(FIXED_KEYS) ? (keys) => keys : (keys) => app.commands.shown(keys)
}

/** Registers a view's commands for as long as it is mounted. Call it while the view initialises. */
export function useCommands(commands: readonly Command[]): void {
  const app = getApp()
  onMount(() => app.commands.register(commands))
}
