/** A record with one change in it, written: what the tests of a format's `write` ask. */
import type { Json } from '../../model/json.ts'
import type { Message, Part, ToolCall } from '../../model/message.ts'
import { messageAt, type FormatId, type MessageRef, type Sample } from '../../model/sample.ts'
import { recordedTree, type Item, type Tree } from '../../model/tree.ts'
import { formatOf } from '../index.ts'
import { RecentToolSets } from '../tool-sets.ts'

export function readExactly(format: FormatId, text: string): Sample {
  return formatOf(format).read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
}

/** The record's text with the message at a place changed, or `refused: …`. */
export function writeChanged(
  format: FormatId,
  text: string,
  ref: MessageRef,
  change: (message: Message) => Message,
): string {
  return writeItems(format, text, ref.lane, (items, sample) => {
    const message = change(messageAt(sample, ref)!)
    return items.map((old, i): Item =>
      i === ref.index ? { kind: 'own', message, from: ref } : old,
    )
  })
}

/** The record's text with a lane's items (−1 the context) changed, or `refused: …`. */
export function writeItems(
  format: FormatId,
  text: string,
  lane: number,
  change: (items: readonly Item[], sample: Sample) => readonly Item[],
): string {
  const sample = readExactly(format, text)
  const tree = recordedTree(sample)
  const [first, ...rest] = tree.branches
  const changed: Tree =
    lane < 0
      ? { ...tree, context: change(tree.context, sample) }
      : { ...tree, branches: [{ ...first, items: change(first.items, sample) }, ...rest] }
  const written = formatOf(format).write(text, sample, changed)
  return written.ok ? written.value : `refused: ${written.error.what}`
}

/** A message with its n-th call changed. */
export function withCall(at: number, change: (call: ToolCall) => ToolCall) {
  return (message: Message): Message => {
    let seen = -1
    const parts = message.parts.map((part): Part => {
      if (part.t !== 'call' || ++seen !== at) return part
      return { t: 'call', call: change(part.call) }
    })
    return { ...message, parts }
  }
}

/** A call with other arguments. */
export function withArguments(argsText: string) {
  return (call: ToolCall): ToolCall => ({ ...call, args: JSON.parse(argsText) as Json, argsText })
}

/** A message that says these words and nothing else. */
export function withWords(words: string) {
  return (message: Message): Message => ({ ...message, parts: [{ t: 'text', text: words }] })
}
