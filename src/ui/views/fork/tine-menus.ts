import Braces from '@lucide/svelte/icons/braces'
import Check from '@lucide/svelte/icons/check'
import CircleMinus from '@lucide/svelte/icons/circle-minus'
import Copy from '@lucide/svelte/icons/copy'
import MessageSquarePlus from '@lucide/svelte/icons/message-square-plus'
import Pencil from '@lucide/svelte/icons/pencil'
import Scissors from '@lucide/svelte/icons/scissors'
import Square from '@lucide/svelte/icons/square'
import Trash2 from '@lucide/svelte/icons/trash-2'
import X from '@lucide/svelte/icons/x'
import type { LucideProps } from '@lucide/svelte'
import type { Component } from 'svelte'
import { sideKeys } from '../../branch-commands.ts'
import type { ForkState } from './fork-state.svelte.ts'
import type { NewMessage } from './message-draft.svelte.ts'
import type { Tine } from './tines.ts'

/** An entry as `Menu` takes it (a component's types are not seen from plain modules by the linter). */
export interface Choice {
  readonly label: string
  readonly icon: Component<LucideProps>
  readonly keys?: string
  readonly danger?: boolean
  readonly checked?: boolean
  /** Why it cannot be chosen now. */
  readonly disabled?: string | undefined
  readonly run: () => void
}

const KINDS: readonly { kind: NewMessage; words: string }[] = [
  { kind: 'assistant', words: 'assistant message' },
  { kind: 'call', words: 'tool call' },
  { kind: 'result', words: 'tool result' },
  { kind: 'user', words: 'user message' },
]

/** What can be added before place `at` of a branch; a branch begins with the assistant. */
export function adders(work: ForkState, tine: Tine, at: number): Choice[] {
  return KINDS.filter(({ kind }) => at > 0 || kind === 'assistant' || kind === 'call').map(
    ({ kind, words }) => ({
      label: `Add ${words}`,
      icon: MessageSquarePlus,
      run: () => work.startAdd(kind, tine.id, at),
    }),
  )
}

/** What can be done with one message. */
export function messageEntries(work: ForkState, tine: Tine, index: number): Choice[] {
  return [
    {
      label: 'Raw form',
      icon: Braces,
      keys: 'R',
      run: () => void work.toggleRaw(tine.lane, index),
    },
    { label: 'Edit', icon: Pencil, keys: 'E', run: () => work.editAt(tine.id, index) },
    ...adders(work, tine, index + 1),
    {
      label: 'Remove this message',
      icon: Trash2,
      run: () => void work.removeMessage(tine.id, index),
    },
    {
      label: 'Cut from here',
      icon: Scissors,
      keys: 'Delete',
      run: () => void work.cut(tine.id, index),
    },
  ]
}

/** What can be done with a branch, and where new ones can start. */
export function headEntries(work: ForkState, tine: Tine): Choice[] {
  const others = (work.fork?.tines ?? []).filter((other) => other.id !== tine.id)
  const only = others.length === 0
  const roles: Choice[] = (['chosen', 'rejected'] as const).map((role) => ({
    label: `Mark as ${role}`,
    ...(sideKeys(tine.lane, role) ? { keys: sideKeys(tine.lane, role)! } : {}),
    icon: role === 'chosen' ? Check : X,
    checked: tine.role === role,
    run: () => void work.mark(tine, role),
  }))
  return [
    ...roles,
    {
      label: 'No role',
      icon: CircleMinus,
      checked: tine.role === null,
      run: () => void work.mark(tine, null),
    },
    ...(work.fork?.tines ?? []).map((model) => ({
      label: `New branch from ${model.letter}, ${model.origin}`,
      icon: Copy,
      run: () => void work.addBranch(model.id),
    })),
    { label: 'New empty branch', icon: Square, run: () => void work.addBranch(null) },
    {
      label: `Remove branch ${tine.letter}`,
      icon: Trash2,
      danger: true,
      disabled: only ? 'The last branch stays' : undefined,
      run: () => void work.removeBranch(tine.id),
    },
  ]
}
