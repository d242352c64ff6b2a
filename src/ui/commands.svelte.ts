import type { Component } from 'svelte'
import type { LucideProps } from '@lucide/svelte'
import { isCommandStroke, isTextStroke, strokeOf, type Keys } from './keys.ts'
import { OwnKeys } from './own-keys.svelte.ts'
import { situationOf, type Situation } from './situation.ts'

/** Headings of the keys sheet, in its order. */
export const GROUPS = [
  'Move',
  'Decide',
  'Sort',
  'Fork and edit',
  'See',
  'Export',
  'Datasets',
  'Go to',
  'Always',
] as const
export type Group = (typeof GROUPS)[number]

/** What a command acts on; the palette lists them in this order. */
export const SCOPES = ['message', 'sample', 'dataset', 'place', 'setting'] as const
export type Scope = (typeof SCOPES)[number]

/** Something one can do: it has a name, mostly a key, and a place in the palette. */
export interface Command {
  readonly id: string
  /** A verb phrase: "Fork here". */
  readonly title: string
  /** What it is rebound by, where other views have the same action; default `id`. */
  readonly action?: string
  /** As shipped: one spelling or several alternatives; the first is the one drawn. */
  readonly keys?: Keys | readonly Keys[]
  readonly group: Group
  /** Default `sample`. */
  readonly scope?: Scope
  readonly icon?: Component<LucideProps>
  /** What it would act on now, behind the title in the palette: "after message 15". */
  readonly detail?: () => string
  /** False while it cannot run: its key then falls through and the palette leaves it out. */
  readonly when?: () => boolean
  /** Runs again while the key is held (moving); deciding must not. */
  readonly repeat?: boolean
  readonly run: () => unknown
}

/** The second stroke of a chord must come within this. */
const CHORD_MS = 1500

/**
 * The commands of all mounted views. What is registered last wins a key, so a view overrules the
 * app. The keys sheet and the palette are drawn from it.
 */
export class Commands {
  #sets = $state.raw<readonly (readonly Command[])[]>([])
  /** The strokes of an unfinished chord, to be shown. */
  pending = $state<Keys | null>(null)
  /** Single keys can be switched off (speech input types them by accident). */
  singleKeys = $state(true)
  /** The person's own keys, by action. */
  readonly own = new OwnKeys()
  /** Told of a command that failed for a reason nobody foresaw. */
  onfailure: (error: unknown) => void = (error) => {
    throw error
  }
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Adds commands; the function given back removes them. */
  register(commands: readonly Command[]): () => void {
    this.#sets = [...this.#sets, commands]
    return () => {
      this.#sets = this.#sets.filter((set) => set !== commands)
    }
  }

  /** All registered commands, the latest first. */
  get all(): readonly Command[] {
    return this.#sets.toReversed().flat()
  }

  /** Those that can run now. */
  get available(): readonly Command[] {
    return this.all.filter((command) => command.when?.() ?? true)
  }

  /** The keys of a command: the person's own, else those it ships with. */
  keys(command: Command): readonly Keys[] {
    const own = this.own.of(actionOf(command))
    return own === undefined ? keysOf(command) : [own]
  }

  /** What to draw where a control names the keys that its command ships with. */
  shown(shipped: Keys): Keys {
    const has = (command: Command) => keysOf(command).includes(shipped)
    const command = this.available.find(has) ?? this.all.find(has)
    return (command && this.own.of(actionOf(command))) ?? shipped
  }

  /** Other actions that a key would also run, or whose chord it would begin. */
  conflicts(command: Command, keys: Keys): readonly Command[] {
    const found = new Map<string, Command>()
    for (const other of this.all) {
      const action = actionOf(other)
      if (action === actionOf(command) || found.has(action)) continue
      const meets = this.keys(other).some((k) => k === keys || k.startsWith(keys + ' '))
      if (meets) found.set(action, other)
    }
    return [...found.values()]
  }

  /** Gives a command a key; whoever had it gets the one that the command had. */
  rebind(command: Command, keys: Keys): void {
    const [old] = this.keys(command)
    for (const other of this.conflicts(command, keys))
      if (old !== undefined) this.own.set(actionOf(other), old, keysOf(other))
    this.own.set(actionOf(command), keys, keysOf(command))
  }

  /** Gives a command the key it ships with, and so anyone who got that one in its place. */
  reset(command: Command): void {
    const seen = new Set<string>()
    const left: Command[] = [command]
    for (let next = left.pop(); next; next = left.pop()) {
      const action = actionOf(next)
      if (seen.has(action)) continue
      seen.add(action)
      this.own.delete(action)
      const shipped = keysOf(next)
      left.push(...this.all.filter((other) => shipped.includes(this.own.of(actionOf(other)) ?? '')))
    }
  }

  run(command: Command): void {
    void (async () => command.run())().catch((error: unknown) => this.onfailure(error))
  }

  /** Handles a key press that reached the window. True when a command took it. */
  handle(event: KeyboardEvent, situation = situationOf(event)): boolean {
    if (event.defaultPrevented || event.isComposing) return false
    const stroke = strokeOf(event)
    if (stroke === undefined || !this.#mayAct(stroke, situation)) return false
    const keys = this.pending === null ? stroke : `${this.pending} ${stroke}`
    this.#endChord()
    const command = this.#bound(keys) ?? this.#bound(stroke)
    if (command) {
      event.preventDefault()
      if (!event.repeat || command.repeat) this.run(command)
      return true
    }
    if (this.#beginsChord(keys)) {
      event.preventDefault()
      this.pending = keys
      this.#timer = setTimeout(() => this.#endChord(), CHORD_MS)
      return true
    }
    return false
  }

  #mayAct(stroke: Keys, situation: Situation): boolean {
    if (situation === 'dialog') return false
    if (situation === 'typing') return isCommandStroke(stroke) && !isTextStroke(stroke)
    if (!this.singleKeys && !isCommandStroke(stroke) && stroke !== 'Escape') return false
    // Enter and Space belong to the control that has the focus.
    return situation !== 'control' || (stroke !== 'Enter' && stroke !== 'Space')
  }

  #bound(keys: Keys): Command | undefined {
    return this.available.find((command) => this.keys(command).includes(keys))
  }

  #beginsChord(keys: Keys): boolean {
    return this.available.some((c) => this.keys(c).some((k) => k.startsWith(keys + ' ')))
  }

  #endChord(): void {
    clearTimeout(this.#timer)
    this.pending = null
  }
}

/** What a command is rebound by. */
export function actionOf({ action, id }: Command): string {
  return action ?? id
}

/** All spellings of the keys that a command ships with. */
export function keysOf(command: Command): readonly Keys[] {
  const { keys } = command
  return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys
}
