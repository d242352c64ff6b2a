import ArrowDown from '@lucide/svelte/icons/arrow-down'
import Check from '@lucide/svelte/icons/check'
import Flag from '@lucide/svelte/icons/flag'
import GitFork from '@lucide/svelte/icons/git-fork'
import Hammer from '@lucide/svelte/icons/hammer'
import Minus from '@lucide/svelte/icons/minus'
import Pencil from '@lucide/svelte/icons/pencil'
import ThumbsDown from '@lucide/svelte/icons/thumbs-down'
import ThumbsUp from '@lucide/svelte/icons/thumbs-up'
import Wrench from '@lucide/svelte/icons/wrench'
import type { Command } from '../../commands.svelte.ts'
import { branchCommands } from '../../branch-commands.ts'
import { keyOf } from './places.ts'
import type { Triage } from './triage.svelte.ts'

/** The key of each act: on its button, in the palette and in the keys sheet alike. */
export const KEYS = {
  keep: 'A',
  drop: 'X',
  flag: 'F',
  fork: 'B',
  leaveLoop: 'Shift+B',
  desirable: '=',
  undesirable: '-',
  nextFinding: 'N',
  skip: 'S',
  next: 'J',
  previous: 'K',
  fold: 'O',
  foldRuns: 'Shift+O',
  raw: 'R',
  rawRecord: 'Shift+R',
  tools: 'T',
  edit: 'E',
  fix: 'M',
  bulk: 'Shift+M',
  inspector: 'I',
  queue: 'Q',
  filter: '/',
  takeA: '1',
  takeB: '2',
  keepTwo: '3',
} as const

/** All that can be done in triage. `focusFilter` is the view's, which owns the field. */
export function triageCommands(triage: Triage, focusFilter: () => void): readonly Command[] {
  const { session } = triage
  const hasSample = () => triage.view !== null && !triage.finished
  const canAct = () => hasSample() && triage.writable
  const onMessage = () => hasSample() && triage.current !== undefined
  const isApart = () => canAct() && triage.sample?.apart !== undefined
  const hasOneCompletion = () => canAct() && triage.sample?.branches.length === 1
  const record = () => (session.record === null ? '' : `#${session.record}`)
  const message = () => (triage.current ? `message ${triage.current.number}` : '')

  return [
    {
      id: 'triage.next',
      action: 'next',
      title: 'Next sample',
      keys: KEYS.next,
      group: 'Move',
      icon: ArrowDown,
      repeat: true,
      run: () => triage.step(1),
    },
    {
      id: 'triage.previous',
      action: 'previous',
      title: 'Previous sample',
      keys: KEYS.previous,
      group: 'Move',
      repeat: true,
      run: () => triage.step(-1),
    },
    {
      id: 'triage.messageDown',
      action: 'messageDown',
      title: 'Next message',
      keys: 'ArrowDown',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: hasSample,
      run: () => triage.walk(1),
    },
    {
      id: 'triage.messageUp',
      action: 'messageUp',
      title: 'Previous message',
      keys: 'ArrowUp',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: hasSample,
      run: () => triage.walk(-1),
    },
    {
      id: 'triage.turnDown',
      title: 'Next turn',
      keys: ']',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: hasSample,
      run: () => triage.walkTurn(1),
    },
    {
      id: 'triage.turnUp',
      title: 'Previous turn',
      keys: '[',
      group: 'Move',
      scope: 'message',
      repeat: true,
      when: hasSample,
      run: () => triage.walkTurn(-1),
    },
    {
      id: 'triage.nextFinding',
      title: 'Next finding',
      keys: KEYS.nextFinding,
      group: 'Move',
      repeat: true,
      run: () => triage.nextFinding(),
    },
    {
      id: 'triage.skip',
      title: 'Skip to the next undecided sample',
      keys: KEYS.skip,
      group: 'Decide',
      run: () => triage.skip(),
    },
    {
      id: 'triage.leaveLoop',
      title: 'Make a pair of the loop: rejected goes round, chosen leaves it',
      keys: KEYS.leaveLoop,
      group: 'Sort',
      icon: GitFork,
      detail: record,
      when: () => canAct() && triage.canLeaveLoop && triage.loops.length > 0,
      run: () => triage.leaveLoop(),
    },
    {
      id: 'triage.keep',
      title: 'Keep',
      keys: KEYS.keep,
      group: 'Sort',
      icon: Check,
      detail: record,
      when: canAct,
      run: () => triage.decide('keep'),
    },
    {
      id: 'triage.drop',
      title: 'Drop',
      keys: KEYS.drop,
      group: 'Sort',
      icon: Minus,
      detail: record,
      when: canAct,
      run: () => triage.decide('drop'),
    },
    {
      id: 'triage.flag',
      title: 'Flag with a note',
      keys: KEYS.flag,
      group: 'Sort',
      icon: Flag,
      detail: record,
      when: canAct,
      run: () => triage.beginFlag(),
    },
    {
      id: 'triage.desirable',
      title: 'Label desirable',
      keys: KEYS.desirable,
      group: 'Sort',
      icon: ThumbsUp,
      detail: record,
      when: hasOneCompletion,
      run: () => triage.label(true),
    },
    {
      id: 'triage.undesirable',
      title: 'Label undesirable',
      keys: KEYS.undesirable,
      group: 'Sort',
      icon: ThumbsDown,
      detail: record,
      when: hasOneCompletion,
      run: () => triage.label(false),
    },
    {
      id: 'triage.filter',
      title: 'Filter the queue',
      keys: KEYS.filter,
      group: 'Sort',
      scope: 'dataset',
      run: focusFilter,
    },
    {
      id: 'triage.fork',
      action: 'fork',
      title: 'Fork here',
      keys: KEYS.fork,
      group: 'Fork and edit',
      scope: 'message',
      icon: GitFork,
      detail: message,
      when: hasSample,
      run: () => triage.forkHere(),
    },
    {
      id: 'triage.openFork',
      title: 'Open the fork',
      keys: 'Enter',
      group: 'Fork and edit',
      icon: GitFork,
      detail: record,
      when: () => hasSample() && triage.forking.can === 'open',
      run: () => triage.forkHere(),
    },
    {
      id: 'triage.edit',
      action: 'edit',
      title: 'Edit message or call',
      keys: KEYS.edit,
      group: 'Fork and edit',
      scope: 'message',
      icon: Pencil,
      detail: message,
      when: () => hasSample() && triage.canEdit,
      run: () => triage.beginEdit(),
    },
    {
      id: 'triage.fix',
      title: 'Show the fix of the finding, then make it',
      keys: KEYS.fix,
      group: 'Fork and edit',
      icon: Hammer,
      detail: record,
      when: () => canAct() && triage.fixable !== undefined,
      run: () => {
        const finding = triage.fixable
        return finding && triage.pressFix(finding)
      },
    },
    {
      id: 'triage.bulk',
      title: 'Fix, keep, drop or flag all samples of the filter',
      keys: KEYS.bulk,
      group: 'Sort',
      icon: Hammer,
      when: () => triage.writable && session.total > 0,
      run: () => {
        triage.bulk = true
      },
    },
    {
      id: 'triage.takeA',
      title: 'Take A’s prompt for both sides',
      keys: KEYS.takeA,
      group: 'Fork and edit',
      when: isApart,
      run: () => triage.takePrompt('A'),
    },
    {
      id: 'triage.takeB',
      title: 'Take B’s prompt for both sides',
      keys: KEYS.takeB,
      group: 'Fork and edit',
      when: isApart,
      run: () => triage.takePrompt('B'),
    },
    {
      id: 'triage.keepTwo',
      title: 'Keep as two samples',
      keys: KEYS.keepTwo,
      group: 'Fork and edit',
      when: isApart,
      run: () => triage.decide('keep'),
    },
    ...branchCommands(
      'triage',
      () => (canAct() && !triage.sample?.apart ? (triage.sample?.branches.length ?? 0) : 0),
      (lane, side) => triage.mark(lane, side),
    ),
    {
      id: 'triage.fold',
      action: 'fold',
      title: 'Fold or unfold',
      keys: KEYS.fold,
      group: 'See',
      scope: 'message',
      detail: message,
      when: onMessage,
      run: () => {
        if (!triage.current) return
        const key = keyOf(triage.current.ref)
        triage.reading.fold(key, !(triage.reading.folded(key) ?? true))
      },
    },
    {
      id: 'triage.foldRuns',
      title: 'Fold or unfold all runs without findings',
      keys: KEYS.foldRuns,
      group: 'See',
      when: hasSample,
      run: () => triage.reading.toggleRuns(),
    },
    {
      id: 'triage.raw',
      action: 'raw',
      title: 'Raw form of the message',
      keys: KEYS.raw,
      group: 'See',
      scope: 'message',
      detail: message,
      when: hasSample,
      run: () => {
        if (triage.current) triage.reading.toggleRaw(keyOf(triage.current.ref))
        else triage.reading.togglePanel('raw')
      },
    },
    {
      id: 'triage.rawRecord',
      title: 'Raw record, the bytes as they came',
      keys: KEYS.rawRecord,
      group: 'See',
      when: hasSample,
      run: () => triage.reading.togglePanel('raw'),
    },
    {
      id: 'triage.tools',
      title: 'Tool definitions',
      keys: KEYS.tools,
      group: 'See',
      icon: Wrench,
      when: () => triage.sample !== null,
      run: () => triage.reading.togglePanel('tools'),
    },
    {
      id: 'triage.inspector',
      action: 'inspector',
      title: 'Inspector',
      keys: KEYS.inspector,
      group: 'See',
      when: () => matchMedia('(max-width: 1279.98px)').matches,
      run: () => (triage.over = triage.over === 'inspector' ? null : 'inspector'),
    },
    {
      id: 'triage.queue',
      title: 'Queue',
      keys: KEYS.queue,
      group: 'See',
      when: () => matchMedia('(max-width: 1023.98px)').matches,
      run: () => (triage.over = triage.over === 'queue' ? null : 'queue'),
    },
    {
      id: 'triage.close',
      title: 'Close what lies over the sample',
      keys: 'Escape',
      group: 'See',
      when: () => triage.over !== null || triage.reading.panel !== null,
      run: () => {
        if (triage.over !== null) triage.over = null
        else triage.reading.panel = null
      },
    },
  ]
}
