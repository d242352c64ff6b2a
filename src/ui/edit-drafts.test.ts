import { expect, test } from 'vitest'
import type { Message } from '../core/model/message.ts'
import { EditDrafts } from './edit-drafts.ts'

const message = (text: string): Message => ({
  role: 'assistant',
  sourceRole: 'assistant',
  parts: [{ t: 'text', text }],
  path: '/messages/1',
})

test('a draft is found again until it is dropped or its message has changed', () => {
  const drafts = new EditDrafts()
  const draft = drafts.of('1', message('as it was'))
  expect(drafts.of('1', message('as it was'))).toBe(draft)
  expect(drafts.of('2', message('as it was'))).not.toBe(draft)
  expect(drafts.of('1', message('changed')).original).toEqual(message('changed'))
  const again = drafts.of('1', message('changed'))
  drafts.drop('1')
  expect(drafts.of('1', message('changed'))).not.toBe(again)
})
