import type { Component } from 'svelte'
import type { LucideProps } from '@lucide/svelte'
import { isCommandStroke, strokeOf, type Keys } from './keys.ts'
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
  /** One spelling or several alternatives; the first is the one drawn. */
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
/** Strokes that belong to the text while one types. */
const TEXT_STROKES = new Set(
  ['Z', 'Shift+Z', 'Y', 'A', 'C', 'V', 'X', 'B', 'I', 'ArrowLeft', 'ArrowRight'].map(
    (key) => 'Mod+' + key,
  ),
)

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
    if (situation === 'typing') return isCommandStroke(stroke) && !TEXT_STROKES.has(stroke)
    if (!this.singleKeys && !isCommandStroke(stroke) && stroke !== 'Escape') return false
    // Enter and Space belong to the control that has the focus.
    return situation !== 'control' || (stroke !== 'Enter' && stroke !== 'Space')
  }

  #bound(keys: Keys): Command | undefined {
    return this.available.find((command) => keysOf(command).includes(keys))
  }

  #beginsChord(keys: Keys): boolean {
    return this.available.some((c) => keysOf(c).some((k) => k.startsWith(keys + ' ')))
  }

  #endChord(): void {
    clearTimeout(this.#timer)
    this.pending = null
  }
}

/** All spellings of a command's keys. */
export function keysOf(command: Command): readonly Keys[] {
  const { keys } = command
  return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys
}
