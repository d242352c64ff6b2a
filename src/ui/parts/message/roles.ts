import Bot from '@lucide/svelte/icons/bot'
import CircleDashed from '@lucide/svelte/icons/circle-dashed'
import CornerDownRight from '@lucide/svelte/icons/corner-down-right'
import Settings2 from '@lucide/svelte/icons/settings-2'
import SquareFunction from '@lucide/svelte/icons/square-function'
import User from '@lucide/svelte/icons/user'
import Image from '@lucide/svelte/icons/image'
import type { LucideProps } from '@lucide/svelte'
import type { Component } from 'svelte'
import type { Part, Role } from '../../../core/model/message.ts'

/** How a part of a message is drawn: shape, icon and word belong together. */
export type Shape = 'system' | 'user' | 'assistant' | 'reasoning' | 'call' | 'result' | 'media'

export function shapeOf(role: Role, part: Part | undefined): Shape {
  switch (part?.t) {
    case 'reasoning':
      return 'reasoning'
    case 'call':
      return 'call'
    case 'result':
      return 'result'
    case 'media':
      return 'media'
    default:
      return role === 'developer' ? 'system' : role === 'tool' ? 'result' : role
  }
}

export const SHAPES: Readonly<
  Record<Shape, { readonly word: string; readonly icon: Component<LucideProps> }>
> = {
  system: { word: 'System', icon: Settings2 },
  user: { word: 'User', icon: User },
  assistant: { word: 'Assistant', icon: Bot },
  reasoning: { word: 'Reasoning', icon: CircleDashed },
  call: { word: 'Tool call', icon: SquareFunction },
  result: { word: 'Tool result', icon: CornerDownRight },
  media: { word: 'Media', icon: Image },
}
