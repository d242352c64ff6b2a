import { describe, expect, it } from 'vitest'
import type { Message, Part } from '../../../core/model/message.ts'
import { CallDraft, MessageDraft, newMessage, type TextDraft } from './message-draft.svelte.ts'

const ARGS = '{"id":12345678901234567890, "price":1.10}'

function callPart(argsText: string): Part {
  const args = JSON.parse(argsText)
  const path = '/messages/3/tool_calls/0'
  return {
    t: 'call',
    call: { id: 'c1', name: 'book', args, argsText, argsWas: 'string', dialect: 'openai', path },
  }
}
function says(...parts: Part[]): Message {
  return { role: 'assistant', sourceRole: 'gpt', parts, path: '/messages/3' }
}
function openCall(argsText = ARGS): { draft: MessageDraft; call: CallDraft } {
  const draft = new MessageDraft(says({ t: 'text', text: 'I book.' }, callPart(argsText)))
  return { draft, call: draft.calls[0]! }
}

describe('MessageDraft', () => {
  it('is unchanged until something is typed, and again when it is taken back', () => {
    const { draft } = openCall()
    expect(draft.changed).toBe(false)
    const text = draft.parts[0] as TextDraft
    text.text = 'I book it.'
    expect(draft.changed).toBe(true)
    expect(draft.message?.parts[0]).toEqual({ t: 'text', text: 'I book it.' })
    text.text = 'I book.'
    expect(draft.changed).toBe(false)
  })

  it('keeps id, dialect and role of what is edited', () => {
    const { draft, call } = openCall()
    call.argsText = ARGS.replace('1.10', '2.50')
    expect(draft.message).toMatchObject({ role: 'assistant', sourceRole: 'gpt' })
    expect(draft.message?.parts[1]).toMatchObject({
      t: 'call',
      call: {
        id: 'c1',
        dialect: 'openai',
        argsWas: 'string',
        argsText: ARGS.replace('1.10', '2.50'),
      },
    })
  })

  it('drops emptied text beside a call, but never the last part', () => {
    const { draft } = openCall()
    const text = draft.parts[0] as TextDraft
    text.text = ''
    expect(draft.message?.parts.map((part) => part.t)).toEqual(['call'])
    const lone = new MessageDraft(newMessage('assistant'))
    expect(lone.obstacle).toBe('Nothing is written yet')
    const result = new MessageDraft(newMessage('result'))
    expect(result.message?.parts).toEqual([{ t: 'result', text: '' }])
  })

  it('puts new parts where they belong', () => {
    const draft = new MessageDraft(says({ t: 'text', text: 'x' }))
    draft.add('call')
    draft.add('reasoning')
    expect(draft.parts.map((part) => (part instanceof CallDraft ? 'call' : part.part.t))).toEqual([
      'reasoning',
      'text',
      'call',
    ])
    expect(draft.obstacle).toBe('The call needs the name of a tool')
    expect(draft.message).toBeNull()
  })

  it('joins a new result to its call', () => {
    expect(newMessage('result', { callId: 'c1', name: 'book' })).toMatchObject({
      role: 'tool',
      parts: [{ t: 'result', callId: 'c1', name: 'book' }],
    })
  })
})

describe('a call in its JSON form', () => {
  it('is laid out for reading without that being an edit', () => {
    const { draft, call } = openCall()
    call.showJson()
    expect(call.typed).toBe('{\n  "id": 12345678901234567890,\n  "price": 1.10\n}')
    expect(call.argsText).toBe(ARGS)
    expect(draft.changed).toBe(false)
    call.showForm()
    expect([call.mode, call.argsText]).toEqual(['form', ARGS])
  })

  it('keeps numbers as typed and the spacing that the arguments had', () => {
    const { call } = openCall('{"a":1,"b":2}')
    call.showJson()
    call.typed = '{\n  "a": 1.50,\n  "b": 12345678901234567891\n}'
    expect(call.argsText).toBe('{"a":1.50,"b":12345678901234567891}')
  })

  it('says where it breaks and cannot be saved or left', () => {
    const { draft, call } = openCall()
    call.showJson()
    call.typed = '{\n  "a": 1,\n}'
    expect(call.fault).toMatchObject({ line: 2, column: 9 })
    expect(call.argsText).toBeNull()
    expect(draft.obstacle).toMatch(/^Line 2, column \d+: /)
    expect(draft.changed).toBe(true)
    call.showForm()
    expect(call.mode).toBe('json')
  })

  it('opens a call that cannot be read as it stands, to be mended', () => {
    const broken: Part = {
      t: 'call',
      call: {
        name: 'book',
        args: undefined,
        argsWas: 'string',
        dialect: 'openai',
        path: '',
        error: { reason: 'It ends inside a string.', raw: '{"a": "x' },
      },
    }
    const draft = new MessageDraft(says(broken))
    const call = draft.calls[0]!
    expect([call.mode, call.typed]).toEqual(['json', '{"a": "x'])
    call.typed = '{"a": "x"}'
    expect(draft.message?.parts[0]).toMatchObject({
      call: { args: { a: 'x' }, argsText: '{"a": "x"}' },
    })
    expect(draft.message?.parts[0]).not.toHaveProperty('call.error')
  })
})
