import { arrangeElements, setMember, type Arranged, type Splice } from '../json/splice.ts'
import type { Pointer } from '../model/json.ts'
import { callsOf, type Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import { isQuestion, joinPrompt } from './alpaca-columns.ts'
import type { WriteError } from './format.ts'
import { writeSystem } from './write-conversation.ts'
import { assistantText, editedAssistantText, plainText, textDialectIn } from './write-text.ts'
import { lineOf, pairLines, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/** Where the answers stand: one column, or one for each side. */
export type AnswerColumns =
  { readonly completion: string } | { readonly chosen: string; readonly rejected: string }

/** Writes Alpaca's columns: earlier turns, instruction and input, and the answer or both sides. */
export function writeAlpaca(
  text: string,
  sample: Sample,
  tree: Tree,
  columns: AnswerColumns,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    if ('completion' in columns) {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      const answer = line.at(-1)
      const hasAnswer = answer?.message.role === 'assistant'
      return [
        ...columnSplices(hasAnswer ? line.slice(0, -1) : line, writing),
        ...answerSplices(hasAnswer ? answer : undefined, '/' + columns.completion, writing),
      ]
    }
    const { prompt, chosen, rejected } = pairLines(tree, writing)
    return [
      ...columnSplices(prompt, writing),
      ...answerSplices(chosen, '/' + columns.chosen, writing),
      ...answerSplices(rejected, '/' + columns.rejected, writing),
    ]
  })
}

/** The prompt in Alpaca's columns: `system`, `history`, `instruction` and `input`. */
export function columnSplices(line: readonly Placed[], writing: Writing): readonly Splice[] {
  const { splices, rest } = writeSystem(line, writing)
  const last = rest.at(-1)
  if (last?.message.role !== 'user') {
    writing.refuse('a prompt that does not end in a user message')
    return []
  }
  return [
    ...splices,
    ...historySplices(rest.slice(0, -1), writing),
    ...questionSplices(last, writing),
  ]
}

/** The user's words: in `instruction`, `input` or both, wherever they stood before. */
function questionSplices({ base, message, isEdited }: Placed, writing: Writing): Splice[] {
  if (isQuestion(base) && !isEdited) return []
  const { exact, style } = writing
  const { root } = exact
  const text = plainText(message.parts, writing)
  const instruction = writing.stringAt('/instruction') ?? ''
  const input = writing.stringAt('/input') ?? ''
  if (text === joinPrompt(instruction, input)) return []
  const set = (key: string, value: string) =>
    setMember(exact, root, key, writing.quote(value), style)
  if (input !== '' && text.startsWith(instruction + '\n'))
    return set('input', text.slice(instruction.length + 1))
  if (input !== '' && text.endsWith('\n' + input))
    return set('instruction', text.slice(0, -input.length - 1))
  return [...set('instruction', text), ...(input === '' ? [] : set('input', ''))]
}

/** Earlier turns in the `history` column. */
export function historySplices(line: readonly Placed[], writing: Writing): Splice[] {
  const { exact, style } = writing
  const array = exact.span('/history')
  const elements: Arranged[] = []
  let isSame = true
  for (let i = 0; i < line.length; i += 2) {
    const [user, assistant] = [line[i]!, line[i + 1]]
    if (user.message.role !== 'user' || assistant?.message.role !== 'assistant') {
      writing.refuse('earlier turns that are not a user message and an answer each')
      return []
    }
    const at = historyIndex(user)
    const isKept =
      at >= 0 && historyIndex(assistant) === at && !user.isEdited && !assistant.isEdited
    if (!isKept || at !== i / 2) isSame = false
    elements.push(
      isKept
        ? { at }
        : {
            text: `[${[user, assistant].map((one) => historyText(one, writing)).join(style.comma)}]`,
          },
    )
  }
  const isList = array !== undefined && exact.text[array.start] === '['
  if (isSame && elements.length === (isList ? exact.elements(array).length : 0)) return []
  if (isList) return [arrangeElements(exact, array, elements, style)]
  const texts = elements.map((element) => element.text).join(style.comma)
  return setMember(exact, exact.root, 'history', `[${texts}]`, style)
}

function historyIndex({ base }: Placed): number {
  const match = base && /^\/history\/(\d+)\/[01]$/.exec(base.path)
  return match ? Number(match[1]) : -1
}

function historyText({ base, message, isEdited }: Placed, writing: Writing): string {
  const kept = !isEdited && base ? writing.exact.slice(base.path) : undefined
  if (kept !== undefined && base?.path.startsWith('/history/')) return kept
  return writing.quote(answerText(message, undefined, undefined, writing))
}

/** Sets a text that is what the assistant says. */
export function answerSplices(
  answer: Placed | undefined,
  path: Pointer,
  writing: Writing,
): Splice[] {
  if (!answer) {
    if (writing.stringAt(path)) writing.refuse('a record without an answer')
    return []
  }
  const { base, message, isEdited } = answer
  if (!isEdited && base?.path === path) return []
  if (message.role !== 'assistant') writing.refuse('an answer that is not the assistant’s')
  const raw = base && writing.stringAt(base.path)
  const text = isEdited || raw === undefined ? answerText(message, base, raw, writing) : raw
  return writing.setAt(path, writing.quote(text))
}

function answerText(
  message: Message,
  base: Message | undefined,
  raw: string | undefined,
  writing: Writing,
): string {
  if (message.role !== 'assistant') return plainText(message.parts, writing)
  if (callsOf(message).length > 0 && textDialectIn(writing.sample) === undefined)
    writing.refuse('a tool call in a column that holds only text')
  if (base?.role === 'assistant' && raw !== undefined)
    return editedAssistantText(raw, base, base.parts, message.parts, false, writing)
  return assistantText(message.parts, false, writing)
}
