import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { argumentsOf, contentOf, soleLine, toolsOf } from './lines.ts'
import { refuse } from './refusal.ts'
import { listText, objectText, stringText } from './row-text.ts'
import { plain, resultsOf } from './sharegpt-row.ts'

const MARKS = /<\/?(tool_call|tool_response|think|tools)>/

/**
 * Hermes function calling: ShareGPT turns with calls and results between marks in their text, and the
 * tools in the system turn (spec: formats §5).
 */
export function hermesRow(sample: Sample): string {
  const line = soleLine(sample)
  const tools = toolsOf(sample.tools)
  const [first] = line
  const hasSystem = first?.role === 'system'
  const system = hasSystem ? unmarked(plain(first)) : ''
  const turns: string[] = []
  if (hasSystem || tools !== undefined) turns.push(turn('system', systemText(system, tools)))
  const spoken = hasSystem ? line.slice(1) : line
  for (let i = 0; i < spoken.length; i++) {
    const message = spoken[i]!
    if (message.role === 'developer') refuse('developer')
    if (message.role === 'system') refuse('systemPlace')
    if (message.role === 'tool') {
      const results = resultsOf(message)
      while (spoken[i + 1]?.role === 'tool') results.push(...resultsOf(spoken[++i]!))
      const marked = results.map((text) => `<tool_response>\n${unmarked(text)}\n</tool_response>`)
      turns.push(turn('tool', marked.join('\n')))
    } else if (message.role === 'user') turns.push(turn('human', unmarked(plain(message))))
    else turns.push(turn('gpt', assistantText(message)))
  }
  return objectText([
    ['conversations', listText(turns)],
    ['tools', tools === undefined ? undefined : stringText(tools)],
  ])
}

function systemText(system: string, tools: string | undefined): string {
  if (tools === undefined) return system
  return (system === '' ? '' : system + '\n\n') + toolList(tools)
}

function toolList(tools: string): string {
  return (
    'You are provided with function signatures within <tools></tools> XML tags. You may call one or ' +
    'more functions to assist with the user query.\n' +
    `<tools>\n${tools}\n</tools>\n` +
    'For each function call return a JSON object within <tool_call></tool_call> XML tags:\n' +
    '<tool_call>\n{"name": <function-name>, "arguments": <args-dict>}\n</tool_call>'
  )
}

/** A sample read from such a row, its system turn without the list of tools that was put there. */
export function withoutToolList(read: Sample): Sample {
  const [first, ...rest] = read.context
  if (first?.role !== 'system' || read.tools.text === '') return read
  const list = toolList(read.tools.text)
  const text = plain(first)
  if (text === list) return { ...read, context: rest }
  if (!text.endsWith('\n\n' + list)) return read
  const system = text.slice(0, -list.length - 2)
  return { ...read, context: [{ ...first, parts: [{ t: 'text', text: system }] }, ...rest] }
}

function assistantText(message: Message): string {
  const { reasoning, texts, calls } = contentOf(message)
  const thought = reasoning.map((text) => `<think>\n${unmarked(text)}\n</think>\n\n`).join('')
  const said = texts.map(unmarked)
  const marked = calls.map((call) => {
    const body = `{"name": ${JSON.stringify(call.name)}, "arguments": ${argumentsOf(call)}}`
    return `<tool_call>\n${unmarked(body)}\n</tool_call>`
  })
  return thought + [...said, ...marked].join('\n')
}

function unmarked(text: string): string {
  return MARKS.test(text) ? refuse('marks') : text
}

function turn(from: string, value: string): string {
  return objectText([
    ['from', stringText(from)],
    ['value', stringText(value)],
  ])
}
