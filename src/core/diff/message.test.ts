import { describe, expect, it } from 'vitest'
import type { Message, Part, ToolCall } from '../model/message.ts'
import { compareMessages } from './message.ts'

function call(name: string, argsText: string): Part {
  const call: ToolCall = {
    name,
    args: JSON.parse(argsText),
    argsText,
    argsWas: 'object',
    dialect: 'native',
    path: '',
  }
  return { t: 'call', call }
}
const text = (words: string): Part => ({ t: 'text', text: words })
const says = (...parts: Part[]): Message => ({
  role: 'assistant',
  sourceRole: 'assistant',
  parts,
  path: '',
})

describe('compareMessages', () => {
  it('counts places in the text and arguments of the call apart', () => {
    const diff = compareMessages(
      says(text('One bag is free.'), call('book', '{"bags":3,"paid":0}')),
      says(text('One bag is paid.'), call('book', '{"bags":3,"paid":1}')),
    )
    expect([diff.edits, diff.values]).toEqual([1, 1])
    expect(diff.a[0]).toEqual({ ranges: [{ start: 11, end: 15 }] })
    expect(diff.b[1]?.args).toEqual([
      { key: 'bags', state: 'equal' },
      { key: 'paid', state: 'changed' },
    ])
  })
  it('shows each side only the arguments that it has', () => {
    const diff = compareMessages(says(call('f', '{"a":1}')), says(call('f', '{"b":1}')))
    expect(diff.a[0]?.args).toEqual([{ key: 'a', state: 'onlyA' }])
    expect(diff.b[0]?.args).toEqual([{ key: 'b', state: 'onlyB' }])
    expect(diff.values).toBe(2)
  })
  it('takes another function for one difference, whatever its arguments', () => {
    const diff = compareMessages(says(call('f', '{"a":1}')), says(call('g', '{"b":1}')))
    expect([diff.edits, diff.values]).toEqual([0, 1])
    expect(diff.a[0]).toEqual({ alone: true })
  })
  it('marks a part whole that the other side lacks', () => {
    const diff = compareMessages(says(text('Done.')), says(text('Done.'), call('f', '{}')))
    expect(diff.a).toEqual([{}])
    expect(diff.b).toEqual([{}, { alone: true }])
    expect(diff.values).toBe(1)
  })
  it('does not mark words where hardly any are shared', () => {
    const left =
      'The total for both flights is $255, paid with the certificate and the Visa card you named.'
    const right =
      'I am sorry, a booking of this kind needs the date of birth of each passenger, the full names too.'
    const diff = compareMessages(says(text(left)), says(text(right)))
    expect([diff.edits, diff.rewritten]).toEqual([1, true])
    expect(diff.a).toEqual([{}])
    const longer = compareMessages(says(text(left)), says(text(`${left} ${right}`)))
    expect([longer.edits, longer.rewritten]).toEqual([1, false])
  })
  it('finds nothing between equal messages', () => {
    const message = says(text('Same.'), call('f', '{"a":[1]}'))
    expect(compareMessages(message, message)).toMatchObject({ edits: 0, values: 0 })
  })
})
