import { flushSync } from 'svelte'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../../core/model/message.ts'
import { ForkDrafts, type EditPlace } from './fork-draft.svelte.ts'
import { TextDraft, type MessageDraft } from './message-draft.svelte.ts'

const says = (text: string): Message => ({
  role: 'assistant',
  sourceRole: 'assistant',
  parts: [{ t: 'text', text }],
  path: '',
})
const at = (index: number): EditPlace => ({ lane: 'n1', index, act: 'replace' })

function type(draft: MessageDraft | null, text: string) {
  const [part] = draft!.parts
  if (part instanceof TextDraft) part.text = text
}

describe('ForkDrafts', () => {
  it('keeps what was typed while another sample is looked at', () => {
    const drafts = new ForkDrafts()
    type(drafts.open(0, at(2), says('old')), 'half a sen')
    drafts.open(7, at(0), says('other'))
    const back = drafts.open(0, at(2), says('old'))
    expect((back?.parts[0] as TextDraft).text).toBe('half a sen')
  })

  it('does not lose what was typed when another message is opened', () => {
    const drafts = new ForkDrafts()
    const first = drafts.open(0, at(2), says('old'))
    expect(drafts.open(0, at(3), says('next'))).not.toBeNull()
    const second = drafts.of(0)!.draft
    expect(second).not.toBe(first)
    type(second, 'typed')
    expect(drafts.open(0, at(2), says('old'))).toBeNull()
    expect(drafts.of(0)?.draft).toBe(second)
  })

  it('closes an untouched edit whose message was undone, and keeps a touched one', () => {
    const drafts = new ForkDrafts()
    drafts.open(0, at(2), says('edited'))
    drafts.reconcile(0, () => says('as recorded'))
    expect(drafts.of(0)).toBeNull()
    type(drafts.open(0, at(2), says('edited')), 'more')
    drafts.reconcile(0, () => says('as recorded'))
    expect(drafts.of(0)).not.toBeNull()
    drafts.reconcile(0, () => undefined)
    expect(drafts.of(0)).toBeNull()
  })

  it('tells whoever looks that an edit was opened and closed', () => {
    const drafts = new ForkDrafts()
    const seen: boolean[] = []
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push(drafts.of(0) !== null)
      })
    })
    flushSync()
    drafts.open(0, at(1), says('x'))
    flushSync()
    drafts.close(0)
    flushSync()
    stop()
    expect(seen).toEqual([false, true, false])
  })
})
