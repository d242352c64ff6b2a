/** What the trainer's own code wrote and read, where its recorded vectors are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { writeJson } from '../../python/write.ts'
import { formatCalls, functionMessageText } from './call-text.ts'
import { TrainerStop } from './python.ts'
import { extractCalls } from './tool-extractor.ts'
import type { Markers, ToolFormat } from './templates.ts'

const FILE = new URL('../../../../../shared/vectors/lf_tools.jsonl', import.meta.url)

interface Vector {
  readonly id: string
  readonly kind: 'tool_formatter' | 'function_formatter' | 'tool_extractor' | 'function_message'
  readonly input: {
    readonly format: ToolFormat
    readonly calls?: readonly (readonly [name: string, args: string])[]
    readonly output?: string
    readonly content?: string
    readonly thought_words?: Markers | null
    readonly tool_call_words?: Markers | null
  }
  readonly expect: {
    readonly text?: string
    readonly calls?: readonly (readonly [name: Json, args: string])[]
    readonly unparsed?: true
    readonly error?: string
    readonly key?: Json
  }
}

function outcome({ kind, input }: Vector): Vector['expect'] {
  const { format } = input
  try {
    if (kind === 'function_formatter')
      return {
        text: formatCalls(
          (input.calls ?? []).map(([name, args]) => ({ name, arguments: args })),
          format,
        ),
      }
    if (kind === 'function_message')
      return {
        text: functionMessageText(
          input.content ?? '',
          input.thought_words ?? null,
          input.tool_call_words ?? null,
          format,
        ),
      }
    const calls = extractCalls(input.output ?? '', format)
    if (!calls) return { unparsed: true }
    return {
      calls: calls.map((call) => [JSON.parse(writeJson(call.name)) as Json, call.arguments]),
    }
  } catch (stop) {
    if (!(stop instanceof TrainerStop)) throw stop
    return {
      error: stop.exception,
      ...(stop.exception === 'KeyError' && { key: stop.key ?? null }),
    }
  }
}

describe.skipIf(!existsSync(FILE))('recorded vectors', () => {
  const vectors = existsSync(FILE)
    ? readFileSync(FILE, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Vector)
    : []

  test.each(['function_formatter', 'tool_extractor', 'function_message'] as const)(
    '%s agrees',
    (kind) => {
      const cases = vectors.filter((vector) => vector.kind === kind)
      expect(cases.length).toBeGreaterThan(100)
      for (const vector of cases)
        expect(outcome(vector), `${vector.id} ${vector.input.format}`).toEqual(vector.expect)
    },
  )
})
