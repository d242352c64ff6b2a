import { branchCommands } from '../../branch-commands.ts'
import type { Command } from '../../commands.svelte.ts'
import type { ForkState } from './fork-state.svelte.ts'

/** What can be done in the fork view. `ui` holds what only the view itself knows. */
export function forkCommands(
  state: ForkState,
  ui: {
    readonly toggleStem: () => void
    /** Shows the message of the cursor. */
    readonly reveal: () => void
  },
): Command[] {
  const forked = () => state.isForked && !state.isApart
  const writing = () => forked() && !state.readonly
  const two = () => writing() && state.tine('right') !== null
  const staleAt = () => {
    const { place, fork } = state
    if (!place || place.lane === 'context') return null
    const tine = fork?.tines.find((t) => t.id === place.lane)
    return tine?.items[place.index]?.stale ? { lane: tine.id, index: place.index } : null
  }
  /** The stale message of the cursor, else the first one on its side. */
  const toSettle = () => {
    const tine = state.tine(state.side)
    const first = tine?.stale[0]
    return staleAt() ?? (tine && first !== undefined ? { lane: tine.id, index: first } : null)
  }
  /** The first recorded result that is offered for the stale one. */
  const takable = () => {
    const at = toSettle()
    const tine = at && state.fork?.tines.find((t) => t.id === at.lane)
    const found = tine && state.offers.at(tine, at.index)?.found
    const from = found && found !== 'searching' ? found.results[0] : undefined
    return at && from ? { ...at, from } : undefined
  }
  const moved = (run: () => void) => () => {
    run()
    ui.reveal()
  }
  return [
    {
      id: 'fork.next',
      action: 'next',
      title: 'Next sample',
      keys: 'J',
      group: 'Move',
      repeat: true,
      run: () => state.session.move(1),
    },
    {
      id: 'fork.previous',
      action: 'previous',
      title: 'Previous sample',
      keys: 'K',
      group: 'Move',
      repeat: true,
      run: () => state.session.move(-1),
    },
    {
      id: 'fork.down',
      action: 'messageDown',
      title: 'Next message',
      keys: 'ArrowDown',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: forked,
      run: moved(() => state.moveCursor(1)),
    },
    {
      id: 'fork.up',
      action: 'messageUp',
      title: 'Previous message',
      keys: 'ArrowUp',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: forked,
      run: moved(() => state.moveCursor(-1)),
    },
    {
      id: 'fork.left',
      title: 'To the left branch',
      keys: 'ArrowLeft',
      group: 'Move',
      when: forked,
      run: moved(() => state.crossOver('left')),
    },
    {
      id: 'fork.right',
      title: 'To the right branch',
      keys: 'ArrowRight',
      group: 'Move',
      when: forked,
      run: moved(() => state.crossOver('right')),
    },
    {
      id: 'fork.choose.left',
      title: 'Choose the left branch',
      keys: '1',
      group: 'Decide',
      when: two,
      detail: () => `branch ${state.tine('left')?.letter ?? ''}`,
      run: () => state.choose('left'),
    },
    {
      id: 'fork.choose.right',
      title: 'Choose the right branch',
      keys: '2',
      group: 'Decide',
      when: two,
      detail: () => `branch ${state.tine('right')?.letter ?? ''}`,
      run: () => state.choose('right'),
    },
    {
      id: 'fork.choose.left.much',
      title: 'The left branch is much better',
      keys: 'Shift+1',
      group: 'Decide',
      when: two,
      run: () => state.choose('left', 'much'),
    },
    {
      id: 'fork.choose.right.much',
      title: 'The right branch is much better',
      keys: 'Shift+2',
      group: 'Decide',
      when: two,
      run: () => state.choose('right', 'much'),
    },
    ...branchCommands(
      'fork',
      () => (writing() ? (state.fork?.tines.length ?? 0) : 0),
      (lane, side) => {
        const tine = state.fork?.tines[lane]
        return tine && state.mark(tine, side)
      },
    ),
    {
      id: 'fork.swap',
      title: 'Swap chosen and rejected',
      keys: 'W',
      group: 'Decide',
      when: two,
      run: () => state.swap(),
    },
    {
      id: 'fork.tie',
      title: 'Tie',
      keys: '0',
      group: 'Decide',
      when: two,
      run: () => state.decide('tie'),
    },
    {
      id: 'fork.bothBad',
      title: 'Both bad',
      keys: '9',
      group: 'Decide',
      when: two,
      run: () => state.decide('bothBad'),
    },
    {
      id: 'fork.save',
      title: 'Save pair and next',
      keys: 'Enter',
      group: 'Decide',
      when: () => writing() && state.obstacle === null,
      run: () => state.decide('pair'),
    },
    {
      id: 'fork.edit',
      action: 'edit',
      title: 'Edit message',
      keys: 'E',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && staleAt() === null,
      run: moved(() => state.startEdit()),
    },
    {
      id: 'fork.add',
      title: 'Add a message below',
      keys: 'M',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && state.place !== null && state.place.lane !== 'context',
      run: () => {
        const { place } = state
        if (place) state.startAdd('assistant', place.lane, place.index + 1)
      },
    },
    {
      id: 'fork.branch',
      title: 'Add branch',
      keys: 'B',
      group: 'Fork and edit',
      when: writing,
      detail: () => `a copy of branch ${state.tine(state.side)?.letter ?? ''}`,
      run: () => state.addBranch(state.tine(state.side)?.id ?? null),
    },
    {
      id: 'fork.here',
      action: 'fork',
      title: 'Fork this sample',
      keys: 'B',
      group: 'Fork and edit',
      when: () => !forked() && !state.isApart && !state.readonly && state.view !== null,
      run: () => state.forkHere(),
    },
    {
      id: 'fork.cut',
      title: 'Cut from here',
      keys: 'Delete',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && state.place !== null && state.place.lane !== 'context',
      run: () => {
        const { place } = state
        if (place && place.lane !== 'context') return state.cut(place.lane, place.index)
        return undefined
      },
    },
    {
      id: 'fork.confirm',
      title: 'Confirm the stale message',
      keys: 'Y',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && toSettle() !== null,
      run: () => {
        const at = toSettle()
        return at && state.confirm(at.lane, at.index, false)
      },
    },
    {
      id: 'fork.confirm.rest',
      title: 'Confirm all stale messages from here on',
      keys: 'Shift+Y',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && toSettle() !== null,
      run: () => {
        const at = toSettle()
        return at && state.confirm(at.lane, at.index, true)
      },
    },
    {
      id: 'fork.take.result',
      title: 'Take the recorded result of this call',
      keys: 'T',
      group: 'Fork and edit',
      scope: 'message',
      when: () => writing() && takable() !== undefined,
      detail: () => `from #${takable()?.from.record ?? ''}`,
      run: () => {
        const take = takable()
        return take && state.takeResult(take.lane, take.index, take.from)
      },
    },
    {
      id: 'fork.point.up',
      title: 'Move the fork point up',
      keys: 'Alt+ArrowUp',
      group: 'Fork and edit',
      when: () => writing() && state.moves.up !== null,
      run: () => state.moveFork('up'),
    },
    {
      id: 'fork.point.down',
      title: 'Move the fork point down',
      keys: 'Alt+ArrowDown',
      group: 'Fork and edit',
      when: () => writing() && state.moves.down !== null,
      run: () => state.moveFork('down'),
    },
    {
      id: 'fork.fold',
      action: 'fold',
      title: 'Fold or unfold the message',
      keys: 'O',
      group: 'See',
      scope: 'message',
      when: () => forked() && state.session.cursor !== null,
      run: () => {
        const { cursor } = state.session
        if (cursor) state.toggleFold(cursor.lane, cursor.index)
      },
    },
    {
      id: 'fork.raw',
      action: 'raw',
      title: 'Raw form of the message',
      keys: 'R',
      group: 'See',
      scope: 'message',
      when: () => forked() && state.session.cursor !== null,
      run: () => {
        const { cursor } = state.session
        return cursor && state.toggleRaw(cursor.lane, cursor.index)
      },
    },
    {
      id: 'fork.stem',
      title: 'Show or fold the shared prompt',
      keys: 'C',
      group: 'See',
      when: forked,
      run: ui.toggleStem,
    },
    {
      id: 'fork.inspector',
      action: 'inspector',
      title: 'Show what is known about the pair',
      keys: 'I',
      group: 'See',
      when: forked,
      run: () => (state.inspecting = !state.inspecting),
    },
    {
      id: 'fork.inspector.close',
      title: 'Close the panel',
      keys: 'Escape',
      group: 'See',
      when: () => state.inspecting,
      run: () => (state.inspecting = false),
    },
    {
      id: 'fork.take.a',
      title: 'Take A’s prompt',
      keys: '1',
      group: 'Decide',
      when: () => state.isApart && !state.readonly,
      run: () => state.takePrompt('A'),
    },
    {
      id: 'fork.take.b',
      title: 'Take B’s prompt',
      keys: '2',
      group: 'Decide',
      when: () => state.isApart && !state.readonly,
      run: () => state.takePrompt('B'),
    },
  ]
}
