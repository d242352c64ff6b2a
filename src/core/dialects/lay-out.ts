import type { Item, WrittenCall } from './dialect.ts'
import { writeReasoning } from './reasoning.ts'

/** How most dialects put a message together: pieces on lines of their own, runs of calls as one. */
export function layOut(
  items: readonly Item[],
  writeCalls: (calls: readonly WrittenCall[]) => string,
  joint = '\n',
): string {
  let text = ''
  /** Whether what comes next must be set off from what is there. */
  let isOpen = false
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!
    if (item.kind === 'reasoning') {
      text += (isOpen ? joint : '') + writeReasoning(item.text, item.wrap)
      isOpen = false
      continue
    }
    let piece = ''
    if (item.kind === 'call') {
      const calls = [item.call]
      for (let next = items[i + 1]; next?.kind === 'call'; next = items[i + 1]) {
        calls.push(next.call)
        i++
      }
      piece = writeCalls(calls)
    } else piece = item.kind === 'text' ? item.text : item.result.text
    if (piece === '') continue
    text += (isOpen ? joint : '') + piece
    isOpen = true
  }
  return text
}

/** `{"name": …, "arguments": …}`, in one line. */
export function jsonCall(call: WrittenCall, key = 'arguments', id?: string): string {
  const idText = id === undefined ? '' : `, "id": ${JSON.stringify(id)}`
  return `{"name": ${JSON.stringify(call.name)}, "${key}": ${call.argsText}${idText}}`
}

/** Arguments that stand as they are: JSON. */
export const asJson = (argsText: string): string => argsText
