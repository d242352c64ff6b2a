import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import Redo2 from '@lucide/svelte/icons/redo-2'
import SunMoon from '@lucide/svelte/icons/sun-moon'
import Undo2 from '@lucide/svelte/icons/undo-2'
import type { Revision } from '../../engine/protocol.ts'
import { ACT_WORDS } from '../act-words.ts'
import { DENSITIES, THEMES, type AppState } from '../app-state.svelte.ts'
import type { Command } from '../commands.svelte.ts'
import { count, counted } from '../numbers.ts'
import { TABS, tabRoute } from './tabs.ts'
import { DENSITY_WORDS, THEME_WORDS } from './words.ts'

/** What can be done everywhere. */
export function appCommands(app: AppState): Command[] {
  const writing = () => app.session?.mode === 'write'
  const open = () => app.session !== null && app.route.view !== 'home'
  return [
    {
      id: 'undo',
      title: 'Undo',
      keys: 'Mod+Z',
      group: 'Always',
      scope: 'dataset',
      icon: Undo2,
      when: () => writing() && (app.session?.canUndo ?? false),
      run: () => takeBack(app, 'undo'),
    },
    {
      id: 'redo',
      title: 'Redo',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      group: 'Always',
      scope: 'dataset',
      icon: Redo2,
      when: () => writing() && (app.session?.canRedo ?? false),
      run: () => takeBack(app, 'redo'),
    },
    {
      id: 'palette',
      title: 'Search or run',
      keys: 'Mod+K',
      group: 'Always',
      scope: 'setting',
      run: () => (app.overlay = 'palette'),
    },
    {
      id: 'keys',
      title: 'This sheet of keys',
      keys: '?',
      group: 'Always',
      scope: 'setting',
      icon: CircleQuestionMark,
      run: () => (app.overlay = 'keys'),
    },
    {
      id: 'go.home',
      title: 'All datasets',
      keys: 'G H',
      group: 'Go to',
      scope: 'place',
      when: () => app.route.view !== 'home',
      run: () => app.goHome(),
    },
    ...TABS.map((tab) => ({
      id: 'go.' + tab.view,
      title: tab.title,
      keys: tab.keys,
      group: 'Go to' as const,
      scope: 'place' as const,
      when: open,
      run: () => {
        const { session } = app
        if (session) app.go(tabRoute(tab, session.id, session.record))
      },
    })),
    ...THEMES.map((theme) => ({
      id: 'theme.' + theme,
      title: `Theme: ${THEME_WORDS[theme].toLowerCase()}`,
      group: 'Always' as const,
      scope: 'setting' as const,
      icon: SunMoon,
      when: () => app.theme !== theme,
      run: () => (app.theme = theme),
    })),
    ...DENSITIES.map((density) => ({
      id: 'density.' + density,
      title: `Density: ${DENSITY_WORDS[density].toLowerCase()}`,
      group: 'Always' as const,
      scope: 'setting' as const,
      when: () => app.density !== density,
      run: () => (app.density = density),
    })),
  ]
}

async function takeBack(app: AppState, which: 'undo' | 'redo'): Promise<void> {
  const done = await app.session?.[which]()
  if (done?.ok && done.value) app.toasts.show(described(which, done.value))
}

function described(which: 'undo' | 'redo', { entry, states }: Revision): string {
  const [first] = states
  const where =
    states.length === 1 && first ? `#${count(first.record)}` : counted(states.length, 'sample')
  const did = ACT_WORDS[entry.act].toLowerCase()
  return `${which === 'undo' ? 'Undone' : 'Redone'}: ${did}, ${where}`
}
