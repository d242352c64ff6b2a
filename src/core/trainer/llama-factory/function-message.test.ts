import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { checkCalls, checkTools, parseFunctionMessage } from './function-message.ts'
import { loadJson, TrainerStop } from './python.ts'
import { CALL_MARKERS, THINK_MARKERS, type Markers, type ToolFormat } from './templates.ts'

function parse(content: Json) {
  return parseFunctionMessage(content, THINK_MARKERS, CALL_MARKERS)
}

/** The exception of an attempt and its missing key, or undefined when it went well. */
function stopOf(attempt: () => unknown): { error: string; key?: unknown } | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (!(error instanceof TrainerStop)) throw error
    return { error: error.exception, ...(error.key === undefined ? {} : { key: error.key }) }
  }
}

describe('function messages', () => {
  test('prose and one marked block give the block’s calls and the prose before them', () => {
    const parsed = parse('Checking.\n<tool_call>\n{"name":"f","arguments":{}}\n</tool_call>')
    expect(parsed).toEqual({
      calls: [{ name: 'f', arguments: {} }],
      before: 'Checking.\n',
      changes: [],
    })
  })

  test('a thinking block needs its newlines', () => {
    expect(parse('<think>\nx\n</think>\n\n{"name":"f","arguments":{}}').before).toBe(
      '<think>\nx\n</think>\n\n',
    )
    expect(stopOf(() => parse('<think>x</think>{"name":"f","arguments":{}}'))).toEqual({
      error: 'RuntimeError',
    })
  })

  test('a marker inside an argument is taken for the call', () => {
    expect(
      stopOf(() => parse('{"name":"f","arguments":{"a":"<tool_call>x</tool_call>"}}')),
    ).toEqual({ error: 'RuntimeError' })
  })

  test('NaN is a number to the trainer, but not within a word', () => {
    expect(parse('{"name":"f","arguments":{"a":NaN,"b":"NaN"}}').calls[0]!.arguments).toEqual({
      a: 0,
      b: 'NaN',
    })
    expect(stopOf(() => parse('{"name":"f","arguments":{"a":1NaN}}'))?.error).toBe('RuntimeError')
  })
})

interface Vector {
  readonly id: string
  readonly kind: string
  readonly input: {
    readonly format: ToolFormat
    readonly tools: string
    readonly content: string
    readonly thought_words: Markers | null
    readonly tool_call_words: Markers | null
    readonly calls: readonly (readonly [name: string, argumentsText: string])[]
  }
  readonly expect: { readonly error?: string; readonly key?: string }
}

const VECTORS = new URL('../../../../../shared/vectors/lf_tools.jsonl', import.meta.url)

describe.skipIf(!existsSync(VECTORS))('what the trainer itself refused', () => {
  const text = existsSync(VECTORS) ? readFileSync(VECTORS, 'utf8') : ''
  const vectors = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Vector)
    .filter(({ kind }) => kind !== 'tool_extractor')

  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const { kind, input } = vector
    const stop = stopOf(() => {
      if (kind === 'tool_formatter') return checkTools(input.tools, input.format)
      const { content, format } = input
      const message =
        kind === 'function_message'
          ? parseFunctionMessage(content, input.thought_words, input.tool_call_words)
          : {
              calls: input.calls.map(([name, args]) => ({
                name,
                arguments: loadJson(args),
              })),
              before: '',
              changes: [],
            }
      return checkCalls(message, format)
    })
    const { error, key } = vector.expect
    expect(stop).toEqual(error ? { error, ...(key === undefined ? {} : { key }) } : undefined)
  })
})
