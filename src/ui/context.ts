import { createContext, onMount } from 'svelte'
import type { Engine } from '../engine/protocol.ts'
import type { AppState } from './app-state.svelte.ts'
import type { Command } from './commands.svelte.ts'

export const [getEngine, setEngine] = createContext<Engine>()
export const [getApp, setApp] = createContext<AppState>()

/** Registers a view's commands for as long as it is mounted. Call it while the view initialises. */
export function useCommands(commands: readonly Command[]): void {
  const app = getApp()
  onMount(() => app.commands.register(commands))
}
