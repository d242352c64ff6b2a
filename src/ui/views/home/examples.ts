import type { Engine, IngestRequest } from '../../../engine/protocol.ts'
import { fail, ok, type Result } from '../../../core/result.ts'
import { freeName } from '../../load/names.ts'

/** Real files that we ship, each with the name it gets. The first is opened. */
export const EXAMPLES = [
  { file: 'gpt-4o-airline.even-task-ids.json', name: 'tau-bench airline' },
  { file: 'glaive_toolcall_en_demo.json', name: 'glaive toolcall demo' },
  { file: 'dpo_en_demo.json', name: 'LLaMA-Factory DPO demo' },
] as const

export type ExampleError = { readonly kind: 'fetch'; readonly message: string }

/** Fetches the examples from where the page came from, and looks at them. */
export async function exampleRequests(
  engine: Engine,
  taken: readonly string[],
): Promise<Result<IngestRequest[], ExampleError>> {
  const files: File[] = []
  for (const { file } of EXAMPLES) {
    const response = await fetch(`./examples/${file}`).catch((error: unknown) => {
      if (error instanceof TypeError) return null
      throw error
    })
    if (!response?.ok) {
      const message = `The example ${file} could not be read from where this page is served. Your own files still open.`
      return fail({ kind: 'fetch', message })
    }
    files.push(new File([await response.blob()], file))
  }
  const inspections = await engine.inspect(files)
  const requests: IngestRequest[] = []
  for (const [at, inspection] of inspections.entries()) {
    const guess = inspection.guesses[0]
    const example = EXAMPLES[at]
    const file = files[at]
    if (!guess || !example || !file) {
      const message = `The example ${inspection.name} is not what it was when it was shipped.`
      return fail({ kind: 'fetch', message })
    }
    requests.push({
      name: freeName(example.name, taken),
      files: [
        {
          file,
          container: inspection.container,
          format: guess.format,
          confidence: guess.confidence,
        },
      ],
    })
  }
  return ok(requests)
}
