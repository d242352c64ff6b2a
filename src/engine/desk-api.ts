import type { Change, Engine, Progress } from './protocol.ts'

/**
 * A job as it crosses to the desk, in two arguments: an AbortSignal cannot cross, so `cancel(id)`
 * stands for it, and a callback crosses only as an argument of its own.
 */
export type JobArguments = readonly [id: number, onProgress?: (progress: Progress) => void]

type WithJob =
  | 'inspect'
  | 'tryFormat'
  | 'outlineRecord'
  | 'suggestMapping'
  | 'query'
  | 'recordedResults'
  | 'planExport'
  | 'writeExport'
  | 'planMend'
  | 'judgeSet'
  | 'applyMend'
  | 'planBulk'
  | 'applyBulk'

type FirstArguments<Args extends readonly unknown[]> =
  Required<Args> extends readonly [...infer First, unknown] ? First : never

/** The engine as the desk worker offers it. Only a page may ask to `persist`. */
export type DeskApi = Omit<Engine, WithJob | 'onChange' | 'persist'> & {
  readonly [Call in WithJob]: (
    ...args: [...FirstArguments<Parameters<Engine[Call]>>, ...JobArguments]
  ) => ReturnType<Engine[Call]>
} & {
  /** Ends a job; its call rejects with an AbortError. Unknown ids are of jobs that have ended. */
  cancel(job: number): void | Promise<void>
  listen(listener: (change: Change) => void): void | Promise<void>
}
