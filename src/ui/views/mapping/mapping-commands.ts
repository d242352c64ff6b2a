import type { Command } from '../../commands.svelte.ts'
import type { MappingDraft } from './mapping-draft.svelte.ts'

/** All that can be done on the mapping screen by key; the tree of the record has its own. */
export function mappingCommands(
  draft: MappingDraft,
  acts: {
    readonly save: () => Promise<void>
    readonly use: () => Promise<void>
    readonly exportJson: () => void
    readonly importJson: () => void
    readonly back: () => void
  },
): Command[] {
  return [
    {
      id: 'mapping.next',
      title: 'Next record',
      keys: 'J',
      group: 'Move',
      repeat: true,
      run: () => draft.goTo(draft.record + 1),
    },
    {
      id: 'mapping.previous',
      title: 'Previous record',
      keys: 'K',
      group: 'Move',
      repeat: true,
      run: () => draft.goTo(draft.record - 1),
    },
    {
      id: 'mapping.save',
      title: 'Save the mapping',
      keys: 'S',
      group: 'Datasets',
      scope: 'dataset',
      run: acts.save,
    },
    {
      id: 'mapping.use',
      title: 'Use this mapping',
      keys: 'Mod+Enter',
      group: 'Datasets',
      scope: 'dataset',
      run: acts.use,
    },
    {
      id: 'mapping.export',
      title: 'Export the mapping as JSON',
      group: 'Datasets',
      scope: 'dataset',
      run: acts.exportJson,
    },
    {
      id: 'mapping.import',
      title: 'Import a mapping from JSON',
      group: 'Datasets',
      scope: 'dataset',
      run: acts.importJson,
    },
    {
      id: 'mapping.back',
      title: 'Back to the files',
      keys: 'Escape',
      group: 'Go to',
      scope: 'place',
      run: acts.back,
    },
  ]
}
