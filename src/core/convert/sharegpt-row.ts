import { RESULT_JOINER } from '../formats/marked-text.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { argumentsOf, contentOf, soleLine, toolsOf } from './lines.ts'
import { refuse } from './refusal.ts'
import { listText, objectText, stringText } from './row-text.ts'

/**
 * ShareGPT as LLaMA-Factory reads it: `function_call` turns hold JSON, results of parallel calls share
 * one `observation`, the leading system message and the tools have columns.
 */
export function sharegptRow(sample: Sample): string {
  const line = soleLine(sample)
  const [first] = line
  const system = first?.role === 'system' ? plain(first) : undefined
  const turns: string[] = []
  const spoken = system === undefined ? line : line.slice(1)
  for (let i = 0; i < spoken.length; i++) {
    const message = spoken[i]!
    if (message.role === 'developer') refuse('developer')
    if (message.role === 'system') refuse('systemPlace')
    if (message.role === 'tool') {
      const results = resultsOf(message)
      while (spoken[i + 1]?.role === 'tool') results.push(...resultsOf(spoken[++i]!))
      turns.push(turn('observation', results.join(RESULT_JOINER)))
    } else if (message.role === 'user') turns.push(turn('human', plain(message)))
    else turns.push(assistantTurn(message))
  }
  if (turns.length === 0) refuse('empty')
  const tools = toolsOf(sample.tools)
  return objectText([
    ['conversations', listText(turns)],
    ['system', system === undefined ? undefined : stringText(system)],
    ['tools', tools === undefined ? undefined : stringText(tools)],
  ])
}

function turn(from: string, value: string): string {
  return objectText([
    ['from', stringText(from)],
    ['value', stringText(value)],
  ])
}

export function plain(message: Message): string {
  const { reasoning, texts, calls } = contentOf(message)
  if (reasoning.length > 0) refuse('reasoning')
  if (calls.length > 0) refuse('toolCall')
  if (texts.length > 1) refuse('partOrder', 'It has several texts, and the row holds one.')
  return texts[0] ?? ''
}

export function resultsOf(message: Message): string[] {
  return message.parts.map((part) => {
    if (part.t === 'media') refuse('media')
    if (part.t !== 'result' && part.t !== 'text') return refuse('partOrder')
    return part.text
  })
}

function assistantTurn(message: Message): string {
  const { reasoning, texts, calls } = contentOf(message)
  const thought = reasoning.map((text) => `<think>\n${text}\n</think>\n\n`).join('')
  const prose = texts.join('\n\n')
  if (calls.length === 0) return turn('gpt', thought + prose)
  const bodies = calls.map(
    (call) => `{"name": ${JSON.stringify(call.name)}, "arguments": ${argumentsOf(call)}}`,
  )
  const body = bodies.length === 1 ? bodies[0]! : `[${bodies.join(', ')}]`
  const said = prose === '' ? body : `${prose}\n<tool_call>\n${body}\n</tool_call>`
  return turn('function_call', thought + said)
}
