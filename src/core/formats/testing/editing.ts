/** Trees with one thing changed, and what the formats write of them. */
import type { Json } from '../../model/json.ts'
import type { Message, Part, ToolCall } from '../../model/message.ts'
import { messageAt, type FormatId, type MessageRef, type Sample } from '../../model/sample.ts'
import { recordedTree, type Item, type Tree } from '../../model/tree.ts'
import { formatOf } from '../index.ts'
import { RecentToolSets } from '../tool-sets.ts'

export type Change = (tree: Tree, sample: Sample) => Tree

export function readText(format: FormatId, text: string): Sample {
  return formatOf(format).read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
}

/** The record's text with the change in it, or `refused: ` and why. */
export function written(format: FormatId, text: string, change: Change): string {
  const sample = readText(format, text)
  const result = formatOf(format).write(text, sample, change(recordedTree(sample), sample))
  return result.ok ? result.value : `refused: ${result.error.what}`
}

/** The record's text with the message at a place changed, or `refused: ` and why. */
export function writeChanged(
  format: FormatId,
  text: string,
  ref: MessageRef,
  change: (message: Message) => Message,
): string {
  return written(format, text, edited(ref, change))
}

/** Changes the message at a place; lane −1 is the context. */
export function edited(ref: MessageRef, change: (message: Message) => Message): Change {
  return withItems(ref.lane, (items, sample) => {
    const item: Item = { kind: 'own', message: change(messageAt(sample, ref)!), from: ref }
    return items.map((old, i) => (i === ref.index ? item : old))
  })
}

/** Puts other items into the context (lane −1) or into a branch. */
export function withItems(
  lane: number,
  change: (items: readonly Item[], sample: Sample) => readonly Item[],
): Change {
  return (tree, sample) => {
    if (lane < 0) return { ...tree, context: change(tree.context, sample) }
    const [first, ...rest] = tree.branches.map((branch, i) =>
      i === lane ? { ...branch, items: change(branch.items, sample) } : branch,
    )
    return { ...tree, branches: [first!, ...rest] }
  }
}

export function appended(lane: number, ...messages: readonly Message[]) {
  return withItems(lane, (items) => [
    ...items,
    ...messages.map((message): Item => ({ kind: 'own', message })),
  ])
}

/** Changes one part of a message. */
export function onPart(index: number, change: (part: Part) => Part) {
  return (message: Message): Message => ({
    ...message,
    parts: message.parts.map((part, i) => (i === index ? change(part) : part)),
  })
}

export function saying(words: string) {
  return (part: Part): Part =>
    part.t === 'call' || part.t === 'media' ? part : { ...part, text: words }
}

export function calling(argsText: string) {
  return (part: Part): Part =>
    part.t === 'call' ? { t: 'call', call: withArguments(argsText)(part.call) } : part
}

/** A call with other arguments. */
export function withArguments(argsText: string) {
  return (call: ToolCall): ToolCall => ({ ...call, argsText, args: JSON.parse(argsText) as Json })
}

/** Changes the n-th call of a message. */
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

/** A message that says these words and nothing else. */
export function withWords(words: string) {
  return (message: Message): Message => ({ ...message, parts: [{ t: 'text', text: words }] })
}

export function said(role: Message['role'], ...parts: readonly Part[]): Message {
  return { role, sourceRole: role, parts, path: '' }
}

export function callPart(name: string, argsText: string, id?: string): Part {
  const call = {
    name,
    args: JSON.parse(argsText) as Json,
    argsText,
    argsWas: 'object',
    dialect: 'native',
    path: '',
  } as const
  return { t: 'call', call: id === undefined ? call : { id, ...call } }
}
