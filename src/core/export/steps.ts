import { ALL_MARKERS } from '../trainer/llama-factory/templates.ts'
import type { Message, ToolCall } from '../model/message.ts'
import { hasLoneSurrogate, sameJson } from './exact-json.ts'
import { heldBack, type HeldBack } from './held-back.ts'

/**
 * What the trainer knows as one message: a message of ours, or several that must become one
 * (parallel calls, the results of parallel calls).
 */
export interface Step {
  readonly speaker: 'system' | 'human' | 'assistant' | 'observation'
  readonly messages: readonly Message[]
  /** The first message's place in its conversation, from 0, as the sample view numbers it. */
  readonly number: number
}

/** A message in the trainer's sharegpt form. */
export interface SharegptMessage {
  readonly from: 'human' | 'gpt' | 'function_call' | 'observation'
  readonly value: string
}

/** What it took to write something in the trainer's form, by name. */
export type Transformations = Set<string>

/** How the trainer itself joins the results of parallel calls. */
const RESULT_JOINER = '\n</tool_response>\n<tool_response>\n'

/** Gathers messages into steps; `from` is the first one's number. */
export function toSteps(messages: readonly Message[], from = 0): Step[] {
  const steps: Step[] = []
  messages.forEach((message, index) => {
    const speaker = speakerOf(message)
    const last = steps.at(-1)
    if (last && last.speaker === speaker && isMergeable(last, message))
      steps[steps.length - 1] = { ...last, messages: [...last.messages, message] }
    else steps.push({ speaker, messages: [message], number: from + index })
  })
  return steps
}

function speakerOf({ role }: Message): Step['speaker'] {
  if (role === 'developer' || role === 'system') return 'system'
  if (role === 'tool') return 'observation'
  return role === 'user' ? 'human' : 'assistant'
}

/** Results join results; a call joins a call unless new words or thoughts come in between. */
function isMergeable(step: Step, message: Message): boolean {
  if (step.speaker === 'observation') return true
  if (step.speaker !== 'assistant') return false
  const before = step.messages.at(-1)!
  return before.parts.some((part) => part.t === 'call') && isCallsOnly(message)
}

function isCallsOnly({ parts }: Message): boolean {
  return parts.length > 0 && parts.every((part) => part.t === 'call' || isBlankText(part))
}

function isBlankText(part: Message['parts'][number]): boolean {
  return part.t === 'text' && part.text.trim() === ''
}

/** Whether two steps say the same: parsed calls and text are compared, not bytes (spec §9). */
export function sameStep(a: Step, b: Step): boolean {
  if (a.speaker !== b.speaker) return false
  const ours = contentOf(a)
  const theirs = contentOf(b)
  return (
    ours.text === theirs.text &&
    ours.thinking === theirs.thinking &&
    ours.results.join(RESULT_JOINER) === theirs.results.join(RESULT_JOINER) &&
    ours.calls.length === theirs.calls.length &&
    ours.calls.every((call, i) => sameCall(call, theirs.calls[i]!))
  )
}

function sameCall(a: ToolCall, b: ToolCall): boolean {
  if (a.error || b.error) return a.error?.raw === b.error?.raw
  const ours = argumentsText(a)
  const theirs = argumentsText(b)
  return a.name === b.name && ours !== undefined && theirs !== undefined && sameJson(ours, theirs)
}

/** The exact JSON text of a call's arguments; `{}` where the source gave none. */
function argumentsText(call: ToolCall): string | undefined {
  if (call.argsText !== undefined) return call.argsText
  if (call.args !== undefined) return JSON.stringify(call.args)
  return call.argsWas === 'absent' ? '{}' : undefined
}

interface StepContent {
  readonly thinking: string | null
  readonly text: string
  readonly calls: readonly ToolCall[]
  readonly results: readonly string[]
}

function contentOf({ messages }: Step): StepContent {
  const parts = messages.flatMap((message) => message.parts)
  const thoughts = parts.flatMap((part) => (part.t === 'reasoning' ? [part.text] : []))
  const texts = parts.flatMap((part) => (part.t === 'text' ? [part.text] : []))
  const calls = parts.flatMap((part) => (part.t === 'call' ? [part.call] : []))
  return {
    thinking: thoughts.length === 0 ? null : thoughts.join('\n').replace(/^\n+|\n+$/g, ''),
    text: texts.join('\n'),
    calls,
    results: parts.flatMap((part) => (part.t === 'result' ? [part.text] : [])),
  }
}

/** Whether an assistant step says and does nothing, thinking apart. */
export function isBlank(step: Step): boolean {
  const { text, calls } = contentOf(step)
  return calls.length === 0 && text.trim() === ''
}

/** The text of a leading system step. */
export function systemText(step: Step): { readonly ok: true; readonly text: string } | HeldBack {
  if (step.messages.some(({ parts }) => parts.some((part) => part.t !== 'text')))
    return heldBack('media', `The system message ${step.number} holds more than text.`)
  const { text } = contentOf(step)
  return hasLoneSurrogate(text) ? surrogateAt(step) : { ok: true, text }
}

export type RenderedStep = { readonly ok: true; readonly message: SharegptMessage } | HeldBack

/** Writes a step as the trainer's message. `done` gains what that took. */
export function renderStep(step: Step, done: Transformations): RenderedStep {
  if (step.speaker === 'system')
    return heldBack('systemPlace', `Message ${step.number} is a system message.`)
  if (step.messages.some(({ parts }) => parts.some((part) => part.t === 'media')))
    return heldBack('media', `Message ${step.number} names a picture, sound or film.`)
  const rendered =
    step.speaker === 'assistant' ? renderAssistant(step, done) : renderHeard(step, done)
  if (!rendered.ok) return rendered
  return hasLoneSurrogate(rendered.message.value) ? surrogateAt(step) : rendered
}

function surrogateAt(step: Step): HeldBack {
  return heldBack('surrogate', `Message ${step.number} holds half a character (a lone surrogate).`)
}

function renderHeard(step: Step, done: Transformations): RenderedStep {
  const { text, results } = contentOf(step)
  if (step.speaker === 'human') {
    if (text.trim() === '')
      return heldBack('blankUser', `The user message ${step.number} is blank.`)
    return { ok: true, message: { from: 'human', value: text } }
  }
  if (results.length > 1) done.add('Results of parallel calls merged into one observation')
  const all = text === '' ? results : [...results, text]
  return { ok: true, message: { from: 'observation', value: all.join(RESULT_JOINER) } }
}

function renderAssistant(step: Step, done: Transformations): RenderedStep {
  const { thinking, text, calls } = contentOf(step)
  if (!isInOrder(step))
    return heldBack('partOrder', `Message ${step.number} has thinking or words in the wrong place.`)
  const thought = thinking === null ? '' : `<think>\n${thinking}\n</think>\n\n`
  const isMarked = (words: string) => ALL_MARKERS.some((marker) => words.includes(marker))
  if (thinking !== null) {
    if (isMarked(thinking)) return heldBack('markers', `Message ${step.number} thinks in marks.`)
    if (step.messages.some(({ parts }) => parts.some(isWrappedOtherwise)))
      done.add('Thinking written as a <think> block')
  }
  if (calls.length === 0) return { ok: true, message: { from: 'gpt', value: thought + text } }

  const prose = text.trim() === '' ? '' : text
  if (isMarked(prose))
    return heldBack('markers', `Message ${step.number} holds marks in its words.`)
  const written: string[] = []
  for (const call of calls) {
    const one = renderCall(call, step, done)
    if (!one.ok) return one
    written.push(one.text)
  }
  if (step.messages.length > 1) done.add('Calls in a row merged into one message')
  const json = written.length === 1 ? written[0]! : `[${written.join(', ')}]`
  if (prose === '') return { ok: true, message: { from: 'function_call', value: thought + json } }
  done.add('Words and call written as one message')
  const gap = /\s$/.test(prose) ? '' : '\n'
  const value = `${thought}${prose}${gap}<tool_call>\n${json}\n</tool_call>`
  return { ok: true, message: { from: 'function_call', value } }
}

/** Thinking first, then words, then calls: any other order the trainer would turn into this one. */
function isInOrder({ messages }: Step): boolean {
  const ranks = messages
    .flatMap((message) => message.parts)
    .filter((part) => !isBlankText(part))
    .map((part) => (part.t === 'reasoning' ? 0 : part.t === 'text' ? 1 : 2))
  return ranks.every((rank, i) => i === 0 || rank >= ranks[i - 1]!)
}

function isWrappedOtherwise(part: Message['parts'][number]): boolean {
  return part.t === 'reasoning' && part.wrap !== 'think'
}

function renderCall(
  call: ToolCall,
  step: Step,
  done: Transformations,
): { readonly ok: true; readonly text: string } | HeldBack {
  const where = `in message ${step.number}`
  const args = argumentsText(call)
  if (call.error || call.name === '' || args === undefined)
    return heldBack('unreadableCall', `A tool call ${where} cannot be read.`)
  if (!args.trimStart().startsWith('{'))
    return heldBack('arguments', `The arguments of ${call.name} ${where} are no JSON object.`)
  const text = `{"name": ${JSON.stringify(call.name)}, "arguments": ${args}}`
  if (hasLoneSurrogate(text, true)) return surrogateAt(step)
  if (call.argsWas === 'absent') done.add('Missing arguments written as {}')
  if (!ALL_MARKERS.some((marker) => text.includes(marker))) return { ok: true, text }
  // The trainer looks for its marks before it reads the JSON; an escape says the same unseen.
  done.add('Marks inside arguments escaped')
  return { ok: true, text: text.replaceAll('<', '\\u003c') }
}

/** The first step that does not answer the one before it, or undefined: the trainer's own rule. */
export function firstOutOfOrder(steps: readonly Step[]): Step | undefined {
  return steps.find((step, index) => (step.speaker === 'assistant') !== (index % 2 === 1))
}
